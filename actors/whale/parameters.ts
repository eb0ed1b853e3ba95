import { z } from 'zod'
import { orderSize } from '../order-size.ts'
import { duration, span } from '../parameters.ts'

/** What a scenario may say of a whale. */
export const whaleParameters = z.strictObject({
  wakeMean: span().prefault('1 h').describe('mean time between two orders, exponential'),
  at: duration()
    .optional()
    .describe('when it sends its one order, from time 0; left out: at its wake-ups'),
  side: z.enum(['buy', 'sell', 'either']).default('either').describe('either: with even chances'),
  size: orderSize
    .prefault({ type: 'uniform', min: 5_000, max: 20_000 })
    .describe('how the size of each order is drawn, lots'),
  beyond: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe(
      'share of the mid by which its limit is beyond it, what is left rests; left out: no limit',
    ),
})
export type WhaleParameters = z.output<typeof whaleParameters>
