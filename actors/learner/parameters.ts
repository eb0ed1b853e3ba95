import { z } from 'zod'
import { duration } from '../parameters.ts'

/** What a scenario may say of a learner whose policy is frozen. */
export const learnedParameters = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('the policy, as `outcry train` writes it; found from where the scenario stands'),
  from: duration()
    .optional()
    .describe('the first decision, from the open on, in place of the policy’s own'),
  chance: z
    .boolean()
    .default(false)
    .describe('whether it draws its actions by the policy, or takes the likeliest'),
})
export type LearnedParameters = z.output<typeof learnedParameters>
