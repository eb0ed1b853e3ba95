import { z } from 'zod'
import { duration, probability, size, span } from '../parameters.ts'
import { executionFields } from '../scheduled-execution.ts'

/** What a scenario may say of the executor; the defaults are RMSC03's, where time 0 is 09:00. */
export const percentOfVolumeParameters = z
  .strictObject({
    ...executionFields,
    quantity: size().default(1_200_000).describe('the parent order, lots'),
    share: probability().default(0.1).describe('its orders as a share of the volume it saw'),
    interval: span()
      .prefault('1 min')
      .describe('time between two orders, and over which it counts the volume'),
    to: duration().prefault('6.5 h').describe('when it ends, from time 0'),
  })
  .refine(({ from, to }) => from <= to, { error: 'from must not be after to', path: ['from'] })
export type PercentOfVolumeParameters = z.output<typeof percentOfVolumeParameters>
