import { z } from 'zod'
import { HAS_DURATION, scheduleFields } from '../scheduled-execution.ts'
import { USUAL_VOLUME } from '../volume-share.ts'

/** What a scenario may say of an execution at the volume-weighted average price. */
export const vwapParameters = z
  .strictObject({
    ...scheduleFields,
    curve: z
      .array(z.number().nonnegative().max(1e12))
      .min(1)
      .default([...USUAL_VOLUME])
      .describe('expected volume of equal parts of the time from `from` to `to`, in any one unit'),
  })
  .refine(...HAS_DURATION)
  .refine(({ curve }) => curve.some((volume) => volume > 0), {
    error: 'some part of the curve must be above 0',
    path: ['curve'],
  })
export type VwapParameters = z.output<typeof vwapParameters>
