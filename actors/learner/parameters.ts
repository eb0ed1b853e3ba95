import { z } from 'zod'

/** What a scenario may say of a learner whose policy is frozen. */
export const learnedParameters = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('the policy, as `outcry train` writes it; found from where the scenario stands'),
  from: z
    .string()
    .optional()
    .describe(
      'the first decision, from the open on, in place of the policy’s own, such as "5 min"',
    ),
  chance: z
    .boolean()
    .default(false)
    .describe('whether it draws its actions by the policy, or takes the likeliest'),
})
export type LearnedParameters = z.output<typeof learnedParameters>
