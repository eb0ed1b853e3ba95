import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import { type LearnBy, plainDescent } from '../../learning/descent.ts'
import { createDqn, type DqnState } from '../../learning/dqn.ts'
import { fusedDescent } from '../../learning/fused/fused-descent.ts'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import {
  createMultiAgentPpo,
  type MultiAgentPpo,
  type MultiAgentState,
} from '../../learning/multi-agent-ppo.ts'
import { createParallelEnvironment } from '../../learning/parallel-environment.ts'
import { createPpo, type PpoState } from '../../learning/ppo.ts'
import { createSac, type SacState } from '../../learning/sac.ts'
import { chooseBackend, triedText } from '../../learning/tensor/backend.ts'
import { tensorDescent } from '../../learning/tensor/tensor-descent.ts'
import { type Policy, policyText } from '../../learning/trained.ts'
import { createTwinEnvironment } from '../../learning/twin-environment.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts'
import { playSeeds } from './play-seeds.ts'
import {
  choiceOf,
  createSelection,
  SELECTION_SEED,
  type SelectionReport,
  type SelectionState,
} from './selection.ts'
import {
  identityOf,
  marketOf,
  placeFor,
  TrainingError,
  type TrainingFile,
} from './training-file.ts'

/** How an update went, by Stable-Baselines3's names. */
export type TrainingReport = Readonly<
  Record<'time/total_timesteps' | 'time/episodes' | 'rollout/ep_rew_mean', number>
> &
  Partial<SelectionReport>

/** How a training went. */
export interface Trained {
  /** The policy as a file has it: the best one where the training file asks for evaluations. */
  readonly text: string
  /** Those of the other learners, where each has one of their own. */
  readonly others: readonly string[]
  readonly updates: number
  readonly last: TrainingReport | undefined
  /** Whether it is over: all updates were made, or it ended by itself. */
  readonly isDone: boolean
  readonly selection: SelectionState | undefined
}

/** What a training tells, and asks, between two updates. */
export interface TrainingTold {
  /** The market, where it is not to be read from the file. */
  readonly market?: Scenario | undefined
  onUpdate(update: number, report: TrainingReport): void
  isInterrupted(): boolean
  /** The file that the policy will be in. */
  readonly out?: string | undefined
  /** Hears a line for people, such as by what is learned. */
  onNote?(text: string): void
  /** Where to leave checkpoints, and after how many updates each; one more is left where it stops. */
  readonly checkpoint?: { readonly path: string; readonly every: number } | undefined
  /** Where to go on from. */
  readonly from?: Checkpoint | undefined
}

/**
 * Trains a policy. One file gives one policy, to the bit, whether it was trained at once or went on from
 * checkpoints; what is interrupted gives the policy of the updates so far. Episodes have the seeds from
 * `seed` · 1,000,000 on, so that seeds below a million are for whoever tests it.
 *
 * @throws TrainingError where the task does not say what it has to, or is not for the algorithm
 */
export async function train(file: TrainingFile, told: TrainingTold): Promise<Trained> {
  const { from, checkpoint } = told
  const firstSeed = Math.max(1, file.seed) * 1_000_000
  const learning = await learningOf(file, told)
  const market = told.market ?? marketOf(file)
  const learner = learnerOf(file, market, firstSeed, from, learning.by)
  let last = from?.last as TrainingReport | undefined
  let updates = from?.updates ?? 0
  const selection = selectionOf(file, market, from?.selection)
  const policyNow = (): Policy => learner.policies()[0]?.policy as Policy
  const save = (): void => {
    if (checkpoint === undefined || last === undefined) return
    const state = learner.save()
    writeCheckpoint(checkpoint.path, { file, updates, last, state, selection: selection?.state() })
  }
  const isDone = (): boolean => updates >= file.updates || selection?.state().ended !== undefined
  while (!isDone() && !told.isInterrupted()) {
    const report = learner.update()
    updates++
    last = { ...report, ...selection?.after(updates, policyNow) }
    told.onUpdate(updates, last)
    if (checkpoint !== undefined && updates % checkpoint.every === 0) save()
    // Lets signals in: an update blocks the thread.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (checkpoint !== undefined && updates % checkpoint.every !== 0) save()
  const { algorithm, scenario, set, seed, test, twin } = file
  const folder = told.out === undefined ? undefined : placeFor(file, told.out)
  const chosen = selection?.state()
  const training = {
    identity: identityOf(file),
    ...{ algorithm, scenario, set, folder, twin, players: file.players },
    [algorithm]: file[algorithm],
    backend: learning.name,
    ...{ seed, firstSeed, updates, steps: last?.['time/total_timesteps'] ?? 0 },
    episodes: last?.['time/episodes'] ?? 0,
    reward: last?.['rollout/ep_rew_mean'] ?? null,
    evaluation: chosen && choiceOf(file.evaluation, chosen),
    test,
  }
  const now = learner.policies().map(({ policy }) => policy)
  const [text, ...others] = (chosen?.best === undefined ? now : [chosen.best.policy]).map(
    (policy) => policyText(file.task, policy, training),
  )
  return { text: text as string, others, updates, last, isDone: isDone(), selection: chosen }
}

function selectionOf(file: TrainingFile, market: Scenario, from: SelectionState | undefined) {
  const { evaluation, task, twin } = file
  if (evaluation === undefined) return undefined
  const seeds = Array.from({ length: evaluation.nEvalEpisodes }, (_, nth) => SELECTION_SEED + nth)
  return createSelection(
    evaluation,
    (policy) => {
      // As text: what is tried is what the file will have.
      const text = policyText(task, policy, {})
      const terms = { scenario: market, set: [], twin, text, name: 'policy', seeds }
      const job = { ...terms, baseline: undefined }
      return playSeeds(job).returns.reduce((sum, x) => sum + x, 0) / seeds.length
    },
    from,
  )
}

/** By what networks learn, and what a policy's file says of it. */
interface Learning {
  readonly by: LearnBy
  readonly name: string
}

/** Dense networks learn fused, others by TensorFlow.js, of which nothing is loaded where not. */
async function learningOf(file: TrainingFile, told: TrainingTold): Promise<Learning> {
  const { backend, algorithm } = file
  const { book, hidden } = file[algorithm]
  const isDense = book === undefined && !hidden?.some((one) => typeof one !== 'number')
  const wanted = backend ?? (isDense ? 'fused' : undefined)
  if (wanted === 'fused') return { by: fusedDescent, name: 'fused' }
  if (wanted === 'plain') return { by: plainDescent, name: 'plain' }
  const { tensors, tried } = await chooseBackend(wanted)
  const { version, backend: found } = tensors
  told.onNote?.(`learns by TensorFlow.js ${version} (${tried.map(triedText).join('; ')})`)
  return { by: tensorDescent(tensors), name: `TensorFlow.js ${version} on ${found}` }
}

/** Whoever learns: one, or several together. */
type Pupil = Pick<MultiAgentPpo, 'policies'> & { update(): TrainingReport; save(): unknown }

function learnerOf(
  file: TrainingFile,
  market: Scenario,
  firstSeed: number,
  from: Checkpoint | undefined,
  learnBy: LearnBy,
): Pupil {
  if (file.players !== undefined) return severalOf(file, market, firstSeed, from, learnBy)
  const learner = oneOf(file, market, firstSeed, from, learnBy)
  return { ...learner, policies: () => [{ agents: ['learner/0'], policy: learner.policy() }] }
}

function severalOf(
  file: TrainingFile,
  market: Scenario,
  firstSeed: number,
  from: Checkpoint | undefined,
  learnBy: LearnBy,
): MultiAgentPpo {
  const { count, ...playing } = file.players as NonNullable<TrainingFile['players']>
  if (file.algorithm !== 'ppo') {
    throw new TrainingError(`players: several learn by ppo, and algorithm is ${file.algorithm}`)
  }
  const random = createRandomStream(rootKey(file.seed, 'learner'))
  const terms = { ...definedOf(file.ppo), ...playing }
  try {
    const task = createMarketTask(file.task)
    const players = Array.from({ length: count }, (_, nth) => ({ key: `learner/${nth}`, task }))
    const environment = createParallelEnvironment(market, players)
    const state = from?.state as MultiAgentState
    return createMultiAgentPpo(environment, terms, random, firstSeed, state, learnBy)
  } catch (error) {
    throw new TrainingError(`task: ${(error as Error).message}`, { cause: error })
  }
}

function oneOf(
  file: TrainingFile,
  market: Scenario,
  firstSeed: number,
  from: Checkpoint | undefined,
  learnBy: LearnBy,
) {
  const environment = environmentOf(file, market)
  const random = createRandomStream(rootKey(file.seed, 'learner'))
  const chance = [random, firstSeed] as const
  const state = from?.state
  try {
    switch (file.algorithm) {
      case 'dqn':
        return createDqn(environment, definedOf(file.dqn), ...chance, state as DqnState, learnBy)
      case 'sac':
        return createSac(environment, definedOf(file.sac), ...chance, state as SacState, learnBy)
      case 'ppo':
        return createPpo(environment, definedOf(file.ppo), ...chance, state as PpoState, learnBy)
    }
  } catch (error) {
    throw new TrainingError(`algorithm: ${(error as Error).message}`, { cause: error })
  }
}

type Episodes = ReturnType<typeof createTwinEnvironment>

function environmentOf({ task, twin }: TrainingFile, market: Scenario): Episodes {
  try {
    if (twin === true) return createTwinEnvironment(market, task)
    return createMarketEnvironment(market, { task: createMarketTask(task) })
  } catch (error) {
    throw new TrainingError(`task: ${(error as Error).message}`, { cause: error })
  }
}

/** What is said, without what is left out. */
const definedOf = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
