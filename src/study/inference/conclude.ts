import {
  type Agreement,
  agreementOf,
  rewardCorrelation,
  tried,
} from '../../learning/demonstration/try-inferred.ts'
import type { ImitationReport } from '../../learning/inverse/imitation.ts'
import {
  type Inferred,
  type Inferring,
  inferring,
  retraining,
} from '../../learning/inverse/infer.ts'
import type { Method } from '../../learning/inverse/methods.ts'
import { rewardAtWork } from '../../learning/inverse/reward-network.ts'
import { namesOf, weightsOf } from '../../learning/inverse/reward-weights.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { policyText } from '../../learning/trained.ts'
import { scenarioFor, setFrom } from '../../simulation/scenario/file-paths.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { TrainingError } from '../training/training-file.ts'
import { partOf, readDemonstrations } from './demonstrations.ts'
import { readInferenceTerms } from './inference-terms.ts'
import { readReward, writeReward } from './inferred-file.ts'
import { type Likeness, likeness, pathOf, type Traits, traitsOf, usualJump } from './likeness.ts'

/** Episodes that an inferred trader is tried on where the demonstrations' test has fewer. */
const TRIALS = 20

/** What is asked for. */
export interface ConclusionTerms {
  readonly demos: string
  readonly method: Method
  readonly scenario?: string | undefined
  readonly set: readonly string[]
  readonly terms?: string | undefined
  /** A recovered reward's file: the policy is learned for it, from scratch. */
  readonly reward?: string | undefined
  readonly seed: number
  /** The folder that the policy will be in, from which it names its scenario. */
  readonly out: string
  onUpdate(update: number, of: number, report: ImitationReport): void
  isInterrupted(): boolean
}

/** What one of a number seen pays; of the methods on states between what 95 of a hundred such lie. */
export interface Weight {
  readonly name: string
  readonly weight: number
  readonly low?: number
  readonly high?: number
}

/** The figures of an inference, as `inferred.json` has them. */
export interface Figures {
  readonly method: Method | 'retrain'
  readonly scenario: string
  readonly set: readonly string[]
  readonly seed: number
  readonly updates: number
  readonly trained: number
  readonly tested: number
  readonly likeness: Likeness
  readonly agreement: Agreement
  /** Of a reward that was recovered: what each number seen pays. */
  readonly weights: readonly Weight[] | undefined
  /** Of `bayesian`: what each state pays, by the mean of what is seen there. */
  readonly states: NonNullable<Inferred['tabular']>['states']
  readonly names: readonly string[]
  readonly correlation: number | undefined
}

/** What came of an inference: texts of its files, and what its report draws. */
export interface Conclusion {
  readonly policy: string
  readonly reward: string | undefined
  readonly figures: Figures
  readonly reports: readonly ImitationReport[]
  readonly paths: { readonly expert: readonly number[]; readonly inferred: readonly number[] }
  readonly traits: { readonly expert: readonly Traits[]; readonly inferred: readonly Traits[] }
}

/**
 * Infers from the training part of demonstrations, and holds what was inferred against the test part: how
 * much it agrees there, and how alike the two are when it plays the same market on as many seeds as
 * the test has runs, at least 20, none of which served the training.
 *
 * @throws TrainingError where there are no demonstrations, no test, or no market to play; where it is
 *   interrupted before its first update
 */
export async function conclude(asked: ConclusionTerms): Promise<Conclusion> {
  const demonstrations = await readDemonstrations(asked.demos)
  const { task } = demonstrations
  const [train, test] = [partOf(demonstrations, 'train'), partOf(demonstrations, 'test')]
  if (train.length === 0 || test.length === 0) {
    throw new TrainingError(
      `${asked.demos}: has ${train.length} runs to learn from and ${test.length} for the test: both are needed`,
    )
  }
  const scenario = asked.scenario ?? (train[0] as (typeof train)[0]).origin.scenario
  const { set, seed } = asked
  const environment = createMarketEnvironment(loadScenario(scenario, { set }), {
    task: createMarketTask(task),
  })
  const terms = readInferenceTerms(asked.terms)
  const shared = { environment, terms, seed, isInterrupted: asked.isInterrupted }
  const given = asked.reward === undefined ? undefined : readReward(asked.reward)
  const work =
    given === undefined
      ? inferring({ ...shared, method: asked.method, shown: train })
      : retraining(given, shared)
  const found = await inTurns(work, asked, terms.updates)
  const { policy, sizes, reward, reports, firstSeed } = found
  const first = Math.max(...demonstrations.trajectories.map(({ origin }) => origin.seed)) + 1
  const seeds = Array.from({ length: Math.max(TRIALS, test.length) }, (_, nth) => first + nth)
  const played = tried(environment, policy, seeds)
  const jump = usualJump(train)
  const traits = {
    expert: test.map((each) => traitsOf(each, jump, sizes)),
    inferred: played.map((each) => traitsOf(each, jump, sizes)),
  }
  const method = given === undefined ? asked.method : 'retrain'
  const { of } = reward === undefined ? { of: () => 0 } : rewardAtWork(reward)
  const names = namesOf(task)
  const last = reports.at(-1)
  const training = {
    ...{ algorithm: method, scenario: scenarioFor(scenario, asked.out), set: setFrom(set, '') },
    ...{ seed, firstSeed, updates: reports.length },
    steps: last?.['time/total_timesteps'] ?? 0,
    episodes: last?.['time/episodes'] ?? 0,
  }
  return {
    policy: policyText(task, policy, training),
    reward: reward && writeReward(reward, task),
    figures: {
      ...{ method, scenario, set, seed, updates: reports.length },
      ...{ trained: train.length, tested: test.length },
      likeness: likeness(traits.expert, traits.inferred),
      agreement: agreementOf(policy, test),
      weights:
        reward &&
        weightsOf(reward, of).map((weight, nth): Weight => {
          const sure = found.tabular?.weights?.[nth]
          const name = names[nth] ?? `${nth}`
          return { name, weight, ...(sure && { low: sure.low, high: sure.high }) }
        }),
      ...{ states: found.tabular?.states, names },
      correlation: reward && rewardCorrelation(reward, test),
    },
    ...{ reports, traits },
    paths: { expert: pathOf(traits.expert), inferred: pathOf(traits.inferred) },
  }
}

/**
 * Works through it, letting signals in at each pause, and tells of each update.
 * @throws TrainingError where it is interrupted before there is any
 */
async function inTurns(
  work: Inferring,
  { isInterrupted, onUpdate }: ConclusionTerms,
  updates: number,
): Promise<Inferred> {
  for (let update = 0; ; ) {
    const { done, value } = work.next()
    if (done === true) return value
    if (value !== undefined) onUpdate(++update, updates, value)
    await new Promise((resolve) => setImmediate(resolve))
    if (value === undefined && isInterrupted()) {
      throw new TrainingError('interrupted before anything was inferred: nothing is written')
    }
  }
}
