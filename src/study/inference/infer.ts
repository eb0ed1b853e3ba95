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
/** @see METHODS */
export type Method = (typeof METHODS)[number]

/** What is inferred, of whom, where. */
export interface InferenceJob {
  readonly method: Method
  readonly demonstrations: Demonstrations
  /** Where a learner plays who is compared with the expert. */
  readonly environment: Environment<Float64Array, Value>
  readonly terms: InferenceTerms
  readonly seed: number
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
 * Infers from the training part of demonstrations, an update at a time. One seed gives one policy, to the bit. A
 * learner's episodes have the seeds from a million times `seed` on.
 *
 * @throws RangeError where there is nothing to learn from, or the spaces are not for the method
 */
export function* inferring(job: InferenceJob): Generator<ImitationReport, Inferred> {
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
  const reports = yield* updates(learner, job)
  return { policy: learner.policy(), reward: recoveredOf(judge), reports, firstSeed }
}

const recoveredOf = (judge: Judge | Airl): RewardNetwork | undefined =>
  'recovered' in judge ? judge.recovered : undefined

/**
 * A policy from scratch for a reward that was recovered, in whatever market: maximum entropy again, by
 * the same terms.
 */
export function* retraining(
  reward: RewardNetwork,
  job: Omit<InferenceJob, 'method' | 'demonstrations'>,
): Generator<ImitationReport, Inferred> {
  const { environment, terms, seed } = job
  const { of } = rewardAtWork(reward)
  const random = createRandomStream(rootKey(seed, 'retrain'))
  const firstSeed = Math.max(1, seed) * 1_000_000
  const pays = ({ next }: Transition): number => of(next)
  const learner = createSoftLearner(environment, pays, terms.ppo, random, firstSeed)
  const reports = yield* updates(learner, job)
  return { policy: learner.policy(), reward, reports, firstSeed }
}

function* updates(
  learner: ReturnType<typeof createImitation>,
  { terms, isInterrupted }: Pick<InferenceJob, 'terms' | 'isInterrupted'>,
): Generator<ImitationReport, ImitationReport[]> {
  const reports: ImitationReport[] = []
  while (reports.length < terms.updates && isInterrupted?.() !== true) {
    const report = learner.update()
    reports.push(report)
    yield report
  }
  return reports
}

/** Works through it at once. */
export function atOnce<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value as T
  }
}

/** Works through it, letting signals in after each update, and tells of it. */
export async function inTurns<T>(
  work: Generator<ImitationReport, T>,
  onUpdate: (update: number, report: ImitationReport) => void,
): Promise<T> {
  for (let update = 1; ; update++) {
    const { done, value } = work.next()
    if (done === true) return value as T
    onUpdate(update, value as ImitationReport)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
