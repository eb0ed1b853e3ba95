import { z } from 'zod'
import { nonNegative, span } from '../parameters.ts'
import { isStable } from './process.ts'

const type = z.strictObject({
  action: z.enum(['market', 'limit', 'cancel']).describe('what an event of this type does'),
  side: z.enum(['buy', 'sell']).describe('of which side'),
  baseMean: span().describe('mean time between two that nothing brought about'),
})

/** What a scenario may say of a Hawkes flow. */
export const hawkesParameters = z
  .strictObject({
    types: z.array(type).min(1).max(32).describe('the types of events'),
    excitation: z
      .array(z.array(nonNegative()))
      .describe('row i, column j: events of type i that one of type j brings about, in the mean'),
    memory: span()
      .prefault('1 s')
      .describe('mean time from an event to one that it brings about, exponential'),
    window: z
      .int()
      .min(1)
      .max(100_000)
      .default(10)
      .describe('limit orders go 1 to so many ticks from the opposite best, uniformly'),
    sizeMax: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe('sizes are uniform on 1 to this, lots; larger orders excite in proportion'),
  })
  .refine(
    ({ types, excitation }) =>
      excitation.length === types.length && excitation.every((row) => row.length === types.length),
    { error: 'excitation must have a row and a column for each type', path: ['excitation'] },
  )
  .refine(({ excitation }) => isStable(excitation), {
    error: 'events bring about events without end: the spectral radius must be below 1',
    path: ['excitation'],
  })
export type HawkesParameters = z.output<typeof hawkesParameters>
