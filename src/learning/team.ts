import type { Random } from '../../actors/actor.ts'
import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { advantagesOf } from './advantages.ts'
import type { LearnBy } from './descent.ts'
import { type Choice, createMind, longestOf, type MindState, type MindTerms } from './mind.ts'
import type { ParallelEnvironment } from './parallel-environment.ts'
import type { Losses, Sequences } from './ppo-losses.ts'
import { createRewardScale, type RewardScaleState } from './reward-scale.ts'
import { boxOf } from './seat.ts'

/** One decision of one learner, and what came of it. */
export interface Turn extends Choice {
  reward: number
  /** V of what was seen next; 0 where the task ended. */
  next: number
  goesOn: 0 | 1
}

/** An episode of one learner. */
export interface Turns {
  readonly turns: Turn[]
  /** What their networks remember of it; nothing before the first turn. */
  memory: Float64Array | undefined
}

/** What a learner is told after a decision. */
export interface Heard {
  readonly observation: Float64Array
  readonly reward: number
  readonly terminated: boolean
  readonly truncated: boolean
}

/** A policy's state with its past: plain data. */
export interface TeamState extends MindState {
  readonly normaliser: NormaliserState
  readonly rewards: RewardScaleState
  readonly pool: readonly Policy[]
}

/** One policy, for whom it plays, and its past versions. */
export type Team = ReturnType<typeof createTeam>

/**
 * A policy that plays for one learner or several, and learns of what they met.
 *
 * @param agents whose observations and actions are alike
 * @param learnBy where networks are not dense, it has to be `tensorDescent`'s
 * @throws RangeError where they are not, or observations are of no box
 */
export function createTeam(
  environment: ParallelEnvironment,
  agents: readonly string[],
  terms: MindTerms & {
    /** Turns of an episode that are learned from at once where networks remember, at most. */
    readonly sequence: number
    readonly gamma: number
    readonly gaeLambda: number
    readonly normReward: boolean
  },
  random: Random,
  from?: TeamState,
  learnBy?: LearnBy,
) {
  const [first] = agents as [string]
  const observationSpace = boxOf(
    environment.observationSpace(first),
    'a learner needs observations',
  )
  const actionSpace = environment.actionSpace(first)
  for (const other of agents) {
    const spaces = [environment.observationSpace(other), environment.actionSpace(other)]
    if (JSON.stringify(spaces) === JSON.stringify([observationSpace, actionSpace])) continue
    throw new RangeError(
      `one policy cannot play for ${first} and ${other}: what they see or do is not alike`,
    )
  }
  const inputs = observationSpace.low.length
  const normaliser = createNormaliser(inputs, from?.normaliser)
  const mind = createMind({ inputs, actionSpace }, terms, random, from, learnBy)
  const rewardScale = createRewardScale(terms.gamma, from?.rewards)
  const pool: Policy[] = [...(from?.pool ?? [])]
  const longest = longestOf(terms)
  let taken: (readonly Turn[])[] = []

  const policy = (): Policy => ({
    ...{ shape: mind.shape, weights: mind.weights(), normaliser: normaliser.save() },
    rewards: terms.normReward ? rewardScale.save().moments : undefined,
    ...{ observationSpace, actionSpace },
  })

  return {
    agents,
    /** Past versions, the oldest first. */
    pool: pool as readonly Policy[],
    policy,
    /** Decides by chance as the policy says, and begins a turn of `own`. */
    decide(observation: Float64Array, own: Turns): Value {
      const { turns, memory } = own
      if (turns.length === 0) normaliser.see(observation)
      if (memory === undefined) mind.begin()
      else mind.recall(memory)
      const choice = mind.choose(normaliser.apply(observation), random)
      own.memory = mind.memory()
      turns.push({ ...choice, reward: 0, next: 0, goesOn: 1 })
      return choice.action
    },
    /** Ends the last turn of `own` by what came of it. */
    hear({ turns, memory }: Turns, { observation, reward, terminated, truncated }: Heard): void {
      const last = turns.at(-1)
      if (last === undefined || memory === undefined) return
      normaliser.see(observation)
      last.reward = reward
      last.goesOn = terminated || truncated ? 0 : 1
      if (terminated) return
      mind.recall(memory)
      last.next = mind.worth(normaliser.apply(observation))
    },
    /** Takes in an episode of one learner, to be learned of. */
    take({ turns }: Turns): void {
      taken.push(turns)
    },
    /** Learns of what was taken in. */
    learn(rate: number, random: Random): Losses | undefined {
      const turns = taken.flat()
      const sequences = sequencesOf(taken, longest)
      taken = []
      const rewards = turns.map(({ reward, goesOn }) =>
        terms.normReward ? rewardScale.scale(reward, goesOn === 0) : reward,
      )
      const values = turns.map(({ value }) => value)
      const next = turns.map((turn) => turn.next)
      const goesOn = turns.map((turn) => turn.goesOn)
      const estimated = advantagesOf(
        { rewards, values, next, goesOn },
        terms.gamma,
        terms.gaeLambda,
      )
      const rollout = {
        rows: turns.map(({ row }) => row),
        before: turns.map(({ before }) => before),
        sequences,
        actions: turns.map(({ parts }) => parts),
        logs: turns.map(({ log }) => log),
        ...{ values, ...estimated },
      }
      return mind.learn(rollout, rate, random)
    },
    /** Adds the policy as it is to its past, of which the newest `most` stay. */
    remember(most: number): void {
      pool.push(policy())
      while (pool.length > most) pool.shift()
    },
    save: (): TeamState => ({
      ...{ ...mind.save(), normaliser: normaliser.save(), rewards: rewardScale.save() },
      pool: [...pool],
    }),
  }
}

/** Places of turns that are learned from at once: those of each episode, in parts of at most `longest`. */
function sequencesOf(episodes: readonly (readonly Turn[])[], longest: number): Sequences {
  const all: number[][] = []
  let place = 0
  for (const { length } of episodes) {
    for (let nth = 0; nth < length; nth++) {
      if (nth % longest === 0) all.push([])
      all.at(-1)?.push(place++)
    }
  }
  return all
}
