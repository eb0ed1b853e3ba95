import type { Random } from '../../../actors/actor.ts'
import { actionOf, partsOf } from '../../../actors/learner/categorical.ts'
import type { Policy } from '../../../actors/learner/policy.ts'
import type { Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Trajectory } from '../demonstration/trajectory.ts'
import type { Environment } from '../environment.ts'
import type { PpoTerms } from '../ppo.ts'
import type { Judge, Transition } from './adversarial.ts'
import { type Airl, type AirlTerms, createAirl } from './airl.ts'
import { type CloningTerms, cloneBehaviour } from './behavioural-cloning.ts'
import { createGail, type GailTerms } from './gail.ts'
import { createImitation, createSoftLearner, type ImitationReport } from './imitation.ts'
import { type Method, TABULAR_METHODS, type TabularMethod } from './methods.ts'
import { type RewardNetwork, rewardAtWork, scalesOf } from './reward-network.ts'
import { inferTabular, type TabularReward, type TabularTerms } from './tabular-inference.ts'

/** How an inference goes about it. */
export interface InferenceTerms {
  /** Of learner and judge by turns. */
  readonly updates: number
  /** Steps of the judge an update, and transitions of each side in a step. */
  readonly judgeSteps: number
  readonly batchSize: number
  readonly ppo: Partial<PpoTerms> & Pick<PpoTerms, 'gamma'>
  readonly airl: Omit<AirlTerms, 'scales' | 'gamma'> & {
    /** Last updates over which the reward's numbers are averaged: they go about where they are going. */
    readonly averaged: number
  }
  readonly gail: Pick<GailTerms, 'hidden' | 'rate'>
  readonly clone: CloningTerms
  readonly tabular: TabularTerms
}

/** What is inferred, of whom, where. */
export interface InferenceJob {
  readonly method: Method
  /** What the expert did, to learn from. */
  readonly shown: readonly Trajectory[]
  /** Where a learner plays who is compared with the expert. */
  readonly environment: Environment<Float64Array, Value>
  readonly terms: InferenceTerms
  readonly seed: number
  isInterrupted?(): boolean
}

/** What came of it. */
export interface Inferred {
  readonly policy: Policy
  /** Choices of each part of its actions. */
  readonly sizes: readonly number[]
  /** Of `airl` and maximum entropy: what there is to see pays so much. */
  readonly reward: RewardNetwork | undefined
  /** Of the methods on states: what was recovered, and how sure it is. */
  readonly tabular?: TabularReward
  readonly reports: readonly ImitationReport[]
  /** Of the learner's episodes; `clone` plays none. */
  readonly firstSeed: number
}

/** Decisions of a trajectory, each with what there was to see after it. */
function transitionsOf({ steps, last, terminated }: Trajectory): Transition[] {
  return steps.map(({ observation, parts }, nth) => ({
    ...{ observation, parts },
    next: (steps[nth + 1] ?? last).observation,
    isLast: terminated && nth === steps.length - 1,
  }))
}

/** Work that pauses after each update with its report, and now and then before there are any. */
export type Inferring = Generator<ImitationReport | undefined, Inferred>

/**
 * Infers from what was shown, an update at a time. One seed gives one policy, to the bit. A
 * learner's episodes have the seeds from a million times `seed` on.
 *
 * @throws RangeError where there is nothing to learn from, or the spaces are not for the method
 */
export function* inferring(job: InferenceJob): Inferring {
  const { method, environment, terms, seed } = job
  if (isTabular(method)) return yield* tabular({ ...job, method })
  const shown = job.shown.flatMap(transitionsOf)
  const random = createRandomStream(rootKey(seed, 'infer'))
  const firstSeed = Math.max(1, seed) * 1_000_000
  const sizes = partsOf(environment.actionSpace)
  if (method === 'clone') {
    const policy = cloneBehaviour(shown, environment, terms.clone, random)
    return { policy, sizes, reward: undefined, reports: [], firstSeed }
  }
  const scales = scalesOf(shown.map(({ next }) => next))
  const judge =
    method === 'airl'
      ? createAirl({ scales, gamma: terms.ppo.gamma, ...terms.airl }, random)
      : createGail({ scales, sizes, ...terms.gail }, random)
  const { ppo, judgeSteps, batchSize } = terms
  const how = { ppo, judgeSteps, batchSize, isSoft: method === 'airl' }
  const learner = createImitation(environment, shown, judge, how, random, firstSeed)
  const late: Float32Array[] = []
  const recovered = recoveredOf(judge)
  const reports = yield* updates(learner, job, () => {
    if (recovered !== undefined) late.push(recovered.numbers.slice())
    if (late.length > terms.airl.averaged) late.shift()
  })
  const reward = recovered && { ...recovered, numbers: meanOf(late, recovered.numbers) }
  return { policy: learner.policy(), sizes, reward, reports, firstSeed }
}

/** The mean of several of the same length; of none, `otherwise`. */
const meanOf = (all: readonly Float32Array[], otherwise: Float32Array): Float32Array =>
  all.length === 0
    ? otherwise
    : otherwise.map(
        (_, at) => all.reduce((sum, each) => sum + (each[at] as number), 0) / all.length,
      )

const isTabular = (method: Method): method is TabularMethod =>
  (TABULAR_METHODS as readonly Method[]).includes(method)

/** Episodes by chance, for which seeds from so many after a learner's first are set aside. */
const EXPLORED_FROM = 500_000

/** Counts, infers, and learns a policy for what was inferred. */
function* tabular(job: InferenceJob & { readonly method: TabularMethod }): Inferring {
  const { method, environment, terms, seed } = job
  const random = createRandomStream(rootKey(seed, 'infer'))
  const first = Math.max(1, seed) * 1_000_000 + EXPLORED_FROM
  const sizes = partsOf(environment.actionSpace)
  const shown = job.shown.map(transitionsOf)
  const explored: Transition[] = []
  for (let nth = 0; nth < terms.tabular.explored; nth++) {
    yield
    explored.push(...wander(environment, sizes, first + nth, random))
  }
  const scales = scalesOf(shown.flat().map(({ next }) => next))
  const discount = terms.ppo.gamma
  const told = { method, shown, explored, scales, sizes, discount }
  const found = yield* inferTabular(told, terms.tabular, random)
  const learned = yield* learning(found.of, job)
  return { ...learned, reward: found.network, tabular: found }
}

/** An episode of whoever acts by chance. */
function wander(
  environment: InferenceJob['environment'],
  sizes: readonly number[],
  seed: number,
  random: Random,
): Transition[] {
  const played: Transition[] = []
  let { observation } = environment.reset({ seed })
  for (;;) {
    const parts = sizes.map((size) => random.integer(0, size - 1))
    const step = environment.step(actionOf(environment.actionSpace, parts))
    const next = step.observation
    played.push({ observation, parts, next, isLast: step.terminated })
    if (step.terminated || step.truncated) return played
    observation = next
  }
}

const recoveredOf = (judge: Judge | Airl): RewardNetwork | undefined =>
  'recovered' in judge ? judge.recovered : undefined

/**
 * A policy from scratch for a reward that was recovered, in whatever market: maximum entropy again, by
 * the same terms.
 */
export function* retraining(
  reward: RewardNetwork,
  job: Omit<InferenceJob, 'method' | 'shown'>,
): Inferring {
  return { ...(yield* learning(rewardAtWork(reward).of, job)), reward }
}

function* learning(
  of: (next: Float64Array) => number,
  job: Omit<InferenceJob, 'method' | 'shown'>,
): Inferring {
  const { environment, terms, seed } = job
  const random = createRandomStream(rootKey(seed, 'retrain'))
  const firstSeed = Math.max(1, seed) * 1_000_000
  const pays = ({ next }: Transition): number => of(next)
  const learner = createSoftLearner(environment, pays, terms.ppo, random, firstSeed)
  const reports = yield* updates(learner, job)
  const sizes = partsOf(environment.actionSpace)
  return { policy: learner.policy(), sizes, reward: undefined, reports, firstSeed }
}

function* updates(
  learner: ReturnType<typeof createImitation>,
  { terms, isInterrupted }: Pick<InferenceJob, 'terms' | 'isInterrupted'>,
  onUpdate: () => void = () => {},
): Generator<ImitationReport, ImitationReport[]> {
  const reports: ImitationReport[] = []
  while (reports.length < terms.updates && isInterrupted?.() !== true) {
    const report = learner.update()
    onUpdate()
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
