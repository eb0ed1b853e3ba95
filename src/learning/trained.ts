import type { Policy } from '../../actors/learner/policy.ts'
import { writePolicy } from '../../actors/learner/policy-file.ts'

/** A policy with the task that it was trained for, as a file has it. @see writePolicy */
export const policyText = (
  given: Readonly<Record<string, unknown>>,
  policy: Policy,
  training: Readonly<Record<string, unknown>>,
): string => writePolicy({ given, policy, training })
