import { z } from 'zod'
import { executionFields } from '../scheduled-execution.ts'

/** What a scenario may say of an execution at once. */
export const immediateParameters = z.strictObject(executionFields)
export type ImmediateParameters = z.output<typeof immediateParameters>
