import { z } from 'zod'
import { hasDuration, scheduleFields } from '../scheduled-execution.ts'

/** What a scenario may say of an execution at the time-weighted average price. */
export const twapParameters = z
  .strictObject(scheduleFields)
  .refine(hasDuration, { error: 'from must be before to', path: ['from'] })
export type TwapParameters = z.output<typeof twapParameters>
