import { z } from 'zod'
import { HAS_DURATION, scheduleFields } from '../scheduled-execution.ts'

/** What a scenario may say of an execution at the volume-weighted average price. */
export const vwapParameters = z
  .strictObject({
    ...scheduleFields,
    curve: z
      .array(z.number().nonnegative().max(1e12))
      .min(1)
      .default([1.6, 1.1, 0.9, 0.8, 0.75, 0.7, 0.7, 0.75, 0.85, 1, 1.85])
      .describe('expected volume of equal parts of the time from `from` to `to`, in any one unit'),
  })
  .refine(...HAS_DURATION)
  .refine(({ curve }) => curve.some((volume) => volume > 0), {
    error: 'some part of the curve must be above 0',
    path: ['curve'],
  })
export type VwapParameters = z.output<typeof vwapParameters>
