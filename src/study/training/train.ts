import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { createPpo, type PpoReport } from '../../learning/ppo.ts'
import { policyText } from '../../learning/trained.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import { TrainingError, type TrainingFile } from './training-file.ts'

/** How a training went. */
export interface Trained {
  /** The policy as a file has it. */
  readonly text: string
  readonly updates: number
  readonly last: PpoReport | undefined
}

/** What a training tells, and asks, between two updates. */
export interface TrainingTold {
  onUpdate(update: number, report: PpoReport): void
  isInterrupted(): boolean
}

/**
 * Trains a policy by PPO. One file gives one policy, to the bit; what is interrupted gives the policy of
 * the updates so far. Episodes have the seeds from `seed` · 1,000,000 on, so that seeds below a million
 * are for whoever tests it.
 *
 * @throws TrainingError where the task does not say what it has to
 */
export async function train(file: TrainingFile, told: TrainingTold): Promise<Trained> {
  const environment = environmentOf(file)
  const random = createRandomStream(rootKey(file.seed, 'learner'))
  const firstSeed = Math.max(1, file.seed) * 1_000_000
  const ppo = createPpo(environment, definedOf(file.ppo), random, firstSeed)
  let last: PpoReport | undefined
  let updates = 0
  while (updates < file.updates && !told.isInterrupted()) {
    last = ppo.update()
    updates++
    told.onUpdate(updates, last)
    // Lets signals in: an update blocks the thread.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const training = {
    ...{ algorithm: 'ppo', scenario: file.scenario, set: file.set, ppo: file.ppo },
    ...{ seed: file.seed, firstSeed, updates, steps: last?.['time/total_timesteps'] ?? 0 },
    episodes: last?.['time/episodes'] ?? 0,
    reward: last?.['rollout/ep_rew_mean'] ?? null,
  }
  return { text: policyText(file.task, ppo.policy(), training), updates, last }
}

function environmentOf({ scenario, set, task }: TrainingFile) {
  const market = loadScenario(scenario, { set })
  try {
    return createMarketEnvironment(market, { task: createMarketTask(task) })
  } catch (error) {
    throw new TrainingError(`task: ${(error as Error).message}`, { cause: error })
  }
}

/** What is said, without what is left out. */
const definedOf = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
