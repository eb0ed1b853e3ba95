import type { Random } from '../../actors/actor.ts'
import { createNormaliser, type NormaliserState } from '../../actors/learner/normalise.ts'
import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import { advantagesOf } from './advantages.ts'
import { type Choice, createMind, type MindState, type MindTerms } from './mind.ts'
import type { ParallelEnvironment } from './parallel-environment.ts'
import type { Losses } from './ppo-losses.ts'
import { createRewardScale, type RewardScaleState } from './reward-scale.ts'
import { boxOf } from './seat.ts'

/** One decision of one learner, and what came of it. */
export interface Turn extends Choice {
  reward: number
  /** V of what was seen next; 0 where the task ended. */
  next: number
  goesOn: 0 | 1
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
 * @throws RangeError where they are not, or observations are of no box
 */
export function createTeam(
  environment: ParallelEnvironment,
  agents: readonly string[],
  terms: MindTerms & {
    readonly gamma: number
    readonly gaeLambda: number
    readonly normReward: boolean
  },
  random: Random,
  from?: TeamState,
) {
  if (terms.hidden.some((layer) => typeof layer !== 'number')) {
    throw new RangeError('policies of several learners do not remember: hidden layers are widths')
  }
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
  const mind = createMind({ inputs, actionSpace }, terms, random, from)
  const rewardScale = createRewardScale(terms.gamma, from?.rewards)
  const pool: Policy[] = [...(from?.pool ?? [])]
  let taken: Turn[] = []

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
    /** Decides by chance as the policy says, and begins a turn in `turns`. */
    decide(observation: Float64Array, turns: Turn[]): Value {
      if (turns.length === 0) normaliser.see(observation)
      const choice = mind.choose(normaliser.apply(observation), random)
      turns.push({ ...choice, reward: 0, next: 0, goesOn: 1 })
      return choice.action
    },
    /** Ends the last of `turns` by what came of it. */
    hear(turns: Turn[], { observation, reward, terminated, truncated }: Heard): void {
      const last = turns.at(-1)
      if (last === undefined) return
      normaliser.see(observation)
      last.reward = reward
      last.goesOn = terminated || truncated ? 0 : 1
      last.next = terminated ? 0 : mind.worth(normaliser.apply(observation))
    },
    /** Takes in an episode of one learner, to be learned of. */
    take(turns: readonly Turn[]): void {
      taken.push(...turns)
    },
    /** Learns of what was taken in. */
    learn(rate: number, random: Random): Losses | undefined {
      const turns = taken
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
        sequences: turns.map((_, nth) => [nth]),
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
