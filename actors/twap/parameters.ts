import { z } from 'zod'
import { HAS_DURATION, scheduleFields } from '../scheduled-execution.ts'

/** What a scenario may say of an execution at the time-weighted average price. */
export const twapParameters = z.strictObject(scheduleFields).refine(...HAS_DURATION)
export type TwapParameters = z.output<typeof twapParameters>
