import { createPolicy, crowdOf, type Policy } from '../../actors/learner/policy.ts'
import { readPolicy, writePolicy } from '../../actors/learner/policy-file.ts'
import { withLines } from '../simulation/scenario/with-lines.ts'
import type { Baseline, GivenTask } from './baselines.ts'

export type { Policy }

/** A policy with the task that it was trained for, as a file has it. @see writePolicy */
export const policyText = (
  given: Readonly<Record<string, unknown>>,
  policy: Policy,
  training: Readonly<Record<string, unknown>>,
): string => writePolicy({ given, policy, training })

/** What a policy's file says, and the policy at work. */
export interface Trained extends Baseline {
  readonly training: GivenTask
  /** Numbers of the network, inputs and outputs. */
  readonly size: { readonly weights: number; readonly inputs: number; readonly outputs: number }
}

/**
 * Reads a policy to be tried: it takes the likeliest action each time.
 *
 * @param name what to call the text in a refusal
 * @throws PolicyError where it is none; ScenarioError with all fields of it that are wrong
 */
export function readTrained(text: string, name: string): Trained {
  const { given, training, policy } = withLines('a policy', () => readPolicy(text, name))
  const join = crowdOf(policy)
  const { inputs, outputs } = policy.shape
  const size = { weights: policy.weights.length, inputs, outputs }
  return { given, training, size, begin: () => createPolicy(policy, undefined, join) }
}
