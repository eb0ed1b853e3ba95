import { partsOf } from '../../../actors/learner/categorical.ts'
import type { Policy } from '../../../actors/learner/policy.ts'
import type { Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Environment } from '../../learning/environment.ts'
import type { Judge, Transition } from '../../learning/inverse/adversarial.ts'
import { type Airl, createAirl } from '../../learning/inverse/airl.ts'
import { cloneBehaviour } from '../../learning/inverse/behavioural-cloning.ts'
import { createGail } from '../../learning/inverse/gail.ts'
import {
  createImitation,
  createSoftLearner,
  type ImitationReport,
} from '../../learning/inverse/imitation.ts'
import {
  type RewardNetwork,
  rewardAtWork,
  scalesOf,
} from '../../learning/inverse/reward-network.ts'
import type { Demonstrated, Demonstrations } from './demonstrations.ts'
import type { InferenceTerms } from './inference-terms.ts'

/** Ways to come from what somebody does to who does the same. */
export const METHODS = ['clone', 'gail', 'airl'] as const
export type Method = (typeof METHODS)[number]

/** What is inferred, of whom, where. */
export interface InferenceJob {
  readonly method: Method
  readonly demonstrations: Demonstrations
  /** Where a learner plays who is compared with the expert. */
  readonly environment: Environment<Float64Array, Value>
  readonly terms: InferenceTerms
  readonly seed: number
  onUpdate?(update: number, report: ImitationReport): void
  isInterrupted?(): boolean
}

/** What came of it. */
export interface Inferred {
  readonly policy: Policy
  /** Of `airl`: what there is to see pays so much. */
  readonly reward: RewardNetwork | undefined
  readonly reports: readonly ImitationReport[]
  /** Of the learner's episodes; `clone` plays none. */
  readonly firstSeed: number
}

/** Decisions of a trajectory, each with what there was to see after it. */
export function transitionsOf({ steps, last, terminated }: Demonstrated): Transition[] {
  return steps.map(({ observation, parts }, nth) => ({
    ...{ observation, parts },
    next: (steps[nth + 1] ?? last).observation,
    isLast: terminated && nth === steps.length - 1,
  }))
}

/** The trajectories that are for one purpose. */
export const partOf = (
  { trajectories }: Demonstrations,
  split: 'train' | 'test',
): readonly Demonstrated[] => trajectories.filter(({ origin }) => origin.split === split)

/**
 * Infers from the training part of demonstrations. One seed gives one policy, to the bit. A learner's
 * episodes have the seeds from a million times `seed` on.
 *
 * @throws RangeError where there is nothing to learn from, or the spaces are not for the method
 */
export async function infer(job: InferenceJob): Promise<Inferred> {
  const { method, environment, terms, seed } = job
  const shown = partOf(job.demonstrations, 'train').flatMap(transitionsOf)
  const random = createRandomStream(rootKey(seed, 'infer'))
  const firstSeed = Math.max(1, seed) * 1_000_000
  if (method === 'clone') {
    const policy = cloneBehaviour(shown, environment, terms.clone, random)
    return { policy, reward: undefined, reports: [], firstSeed }
  }
  const scales = scalesOf(shown.map(({ next }) => next))
  const judge =
    method === 'airl'
      ? createAirl({ scales, gamma: terms.ppo.gamma, ...terms.airl }, random)
      : createGail({ scales, sizes: partsOf(environment.actionSpace), ...terms.gail }, random)
  const { ppo, judgeSteps, batchSize } = terms
  const how = { ppo, judgeSteps, batchSize, isSoft: method === 'airl' }
  const learner = createImitation(environment, shown, judge, how, random, firstSeed)
  const reports = await updated(learner, terms.updates, job)
  return { policy: learner.policy(), reward: recoveredOf(judge), reports, firstSeed }
}

const recoveredOf = (judge: Judge | Airl): RewardNetwork | undefined =>
  'recovered' in judge ? judge.recovered : undefined

/**
 * A policy from scratch for a reward that was recovered, in whatever market: maximum entropy again, by
 * the same terms.
 */
export async function retrain(
  reward: RewardNetwork,
  job: Omit<InferenceJob, 'method' | 'demonstrations'>,
): Promise<Omit<Inferred, 'reward'>> {
  const { environment, terms, seed } = job
  const { of } = rewardAtWork(reward)
  const random = createRandomStream(rootKey(seed, 'retrain'))
  const firstSeed = Math.max(1, seed) * 1_000_000
  const pays = ({ next }: Transition): number => of(next)
  const learner = createSoftLearner(environment, pays, terms.ppo, random, firstSeed)
  const reports = await updated(learner, terms.updates, job)
  return { policy: learner.policy(), reports, firstSeed }
}

async function updated(
  learner: ReturnType<typeof createImitation>,
  updates: number,
  { onUpdate, isInterrupted }: Pick<InferenceJob, 'onUpdate' | 'isInterrupted'>,
): Promise<ImitationReport[]> {
  const reports: ImitationReport[] = []
  while (reports.length < updates && isInterrupted?.() !== true) {
    const report = learner.update()
    reports.push(report)
    onUpdate?.(reports.length, report)
    // Lets signals in: an update blocks the thread.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return reports
}
