import type { Random } from '../actor.ts'
import { cellOf, cellsOf } from '../discretise.ts'
import { type ActorCriticTerms, createActorCritic } from './actor-critic.ts'
import { actionOf, partsOf } from './categorical.ts'
import { isDense } from './network/shape.ts'
import type { Policy } from './policy.ts'
import { createQLearner } from './q-learning.ts'
import type { Box, Space, Value } from './space.ts'

/** Who learns while it plays: it is asked what to do, and told what came of it. */
export interface OnlineLearner {
  /** Chooses, and remembers what it saw and chose. */
  act(observation: Float64Array): Value
  /** Chooses as it stands, and remembers nothing: a table explores as it then did. */
  play(observation: Float64Array): Value
  /**
   * Learns what the last choice led to.
   * @param isOver whether nothing has value beyond `observation`
   * @param isCut whether the episode ends there, for whatever reason
   */
  learn(reward: number, observation: Float64Array, isOver: boolean, isCut: boolean): void
}

/** Q-learning in a table whose states are cut by hand. */
export interface QTableTerms {
  readonly type: 'q-table'
  /** For each number that is seen, where it is cut, ascending. */
  readonly cuts: readonly (readonly number[])[]
  /** α: of the n-th time that an action is tried in a state it is max(rate, 1/n). */
  readonly rate: number
  readonly gamma: number
  /** ε falls from 1 to `explorationFinalEps` over so many decisions. */
  readonly explorationSteps: number
  readonly explorationFinalEps: number
}

/** How a learner within a run learns. */
export type OnlineTerms = QTableTerms | ActorCriticTerms

/**
 * Begins an actor-critic whose networks are not dense: what learns them is beyond plain arithmetic, and
 * is handed in by whoever runs the market.
 */
export type BeginOnline = (
  terms: ActorCriticTerms,
  observationSpace: Box,
  actionSpace: Space,
  random: Random,
  from: Policy | undefined,
) => OnlineLearner

/** The most numbers that a table may have. */
const TABLE_MAX = 10_000_000

/** @throws RangeError where one cannot learn so, on such spaces */
export function demandLearnable(terms: OnlineTerms, seen: Space, actions: Space): void {
  const choices = choicesOf(actions)
  if (terms.type !== 'q-table') return
  const inputs = (seen as Box).low.length
  const { cuts } = terms
  if (cuts.length !== inputs) {
    throw new RangeError(`cuts for ${cuts.length} numbers, and ${inputs} are seen`)
  }
  const size = cellsOf(cuts) * choices
  if (size > TABLE_MAX) throw new RangeError(`a table of ${size} numbers: ${TABLE_MAX} at most`)
}

const choicesOf = (actions: Space): number =>
  partsOf(actions).reduce((product, size) => product * size, 1)

/**
 * A learner for points of these spaces; all its chance is `random`.
 *
 * @param from the policy that it begins with, of an actor-critic
 * @param beyond begins those whose networks are not dense
 * @throws RangeError where it cannot learn on such spaces, or needs `beyond` and has none
 */
export function createOnline(
  terms: OnlineTerms,
  observationSpace: Space,
  actionSpace: Space,
  random: Random,
  from?: Policy,
  beyond?: BeginOnline,
): OnlineLearner {
  demandLearnable(terms, observationSpace, actionSpace)
  if (terms.type === 'q-table') return createTable(terms, actionSpace, random)
  if (isPlain(terms, from)) {
    return createActorCritic(terms, observationSpace as Box, actionSpace, random, from)
  }
  demandBeyond(terms, from, beyond)
  return beyond(terms, observationSpace as Box, actionSpace, random, from)
}

/** @throws RangeError where an actor-critic needs what is beyond plain arithmetic, and has it not */
export function demandBeyond(
  terms: OnlineTerms,
  from: Policy | undefined,
  beyond: BeginOnline | undefined,
): asserts beyond is BeginOnline {
  if (beyond !== undefined || terms.type === 'q-table' || isPlain(terms, from)) return
  throw new RangeError(
    'a network that is not of dense layers learns through TensorFlow.js, on one kernel: ' +
      'outcry run without --workers and --nats, or createSimulation with learnBeyond',
  )
}

/** Whether an actor-critic of these terms learns by plain arithmetic, the same bits everywhere. */
export const isPlain = (
  { hidden }: Pick<ActorCriticTerms, 'hidden'>,
  from: Pick<Policy, 'shape'> | undefined,
): boolean => isDense(from?.shape ?? { inputs: 1, hidden, outputs: 1 })

function createTable(terms: QTableTerms, actionSpace: Space, random: Random): OnlineLearner {
  const { cuts, rate, gamma, explorationSteps, explorationFinalEps } = terms
  const sizes = partsOf(actionSpace)
  const table = createQLearner({
    states: cellsOf(cuts),
    actions: choicesOf(actionSpace),
    random,
    discount: gamma,
    exploration: (nth) =>
      Math.max(explorationFinalEps, 1 - ((1 - explorationFinalEps) * nth) / explorationSteps),
    rate: (tried) => Math.max(rate, 1 / tried),
  })
  let state = 0
  let action = 0
  const play = (observation: Float64Array): Value => {
    state = cellOf(observation, cuts)
    action = table.act(state)
    return actionOf(actionSpace, partsAt(action, sizes))
  }
  return {
    play,
    act(observation) {
      const chosen = play(observation)
      table.newEpisode()
      return chosen
    },
    learn(reward, observation, isOver) {
      table.learn(state, action, reward, isOver ? undefined : cellOf(observation, cuts))
    },
  }
}

/** The parts of the action of this number, the last part counting fastest. */
function partsAt(action: number, sizes: readonly number[]): number[] {
  let rest = action
  return sizes
    .toReversed()
    .map((size) => {
      const part = rest % size
      rest = (rest - part) / size
      return part
    })
    .reverse()
}
