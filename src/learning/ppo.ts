import type { Policy } from '../../actors/learner/policy.ts'
import type { Value } from '../../actors/learner/space.ts'
import type { RandomStream } from '../kernel/random-stream.ts'
import { advantagesOf } from './advantages.ts'
import type { LearnBy } from './descent.ts'
import type { Environment } from './environment.ts'
import { createMind, longestOf, lossReport, type MindState, type MindTerms } from './mind.ts'
import type { Rollout } from './ppo-losses.ts'
import { createRewardScale, type RewardScaleState } from './reward-scale.ts'
import { rateAt, type SeatReport, type SeatState, takeSeat } from './seat.ts'

/** What PPO may be told; the names are those of Stable-Baselines3, the defaults its for `MlpPolicy`. */
export interface PpoTerms extends MindTerms {
  /** Steps that a network with memory learns from at once, at most: beyond them nothing is carried back. */
  readonly sequence: number
  /** Steps between two updates. */
  readonly nSteps: number
  readonly learningRate: number
  /** Steps over which the rate falls evenly to 0; `undefined`: it stays. */
  readonly learningRateSteps: number | undefined
  readonly gamma: number
  readonly gaeLambda: number
  /** Whether rewards are divided by the running deviation of the discounted return. */
  readonly normReward: boolean
}

/** @see PpoTerms */
export const PPO_DEFAULTS: PpoTerms = {
  hidden: [64, 64],
  book: undefined,
  sequence: 16,
  nSteps: 2048,
  batchSize: 64,
  nEpochs: 10,
  learningRate: 3e-4,
  learningRateSteps: undefined,
  gamma: 0.99,
  gaeLambda: 0.95,
  clipRange: 0.2,
  clipRangeVf: undefined,
  entCoef: 0,
  vfCoef: 0.5,
  maxGradNorm: 0.5,
  targetKl: undefined,
  logStdInit: 0,
  normReward: false,
}

/** How an update went, by Stable-Baselines3's names. */
export type PpoReport = SeatReport & ReturnType<typeof lossReport>

/** A learner by PPO. */
export interface Ppo {
  /** Plays `nSteps` and learns of them. */
  update(): PpoReport
  /** What it has learned, frozen: a copy that later updates do not change. */
  policy(): Policy
  save(): PpoState
}

/** A learner's whole state: made with it, another goes on as this one would have. */
export interface PpoState extends MindState, SeatState {
  readonly rewards: RewardScaleState
}

/**
 * Proximal policy optimisation, its clipped form, with discrete, multi-discrete or continuous actions and
 * separate networks for policy and value. Networks that remember go through each episode and learn from
 * short sequences of it, each from what they remembered when it was played.
 *
 * An update plays `nSteps` by the policy as it is, episodes following one another, and estimates
 * advantages by GAE. It then goes `nEpochs` times through the steps in minibatches and minimises
 * −min(ρA, clip(ρ, 1 ± ε)A) + c₁(V − R)² − c₂H (Schulman et al. 2017, eqs. 7 and 9), A normalised in
 * each minibatch, by Adam (Kingma and Ba 2015) on one flat vector of numbers, the gradient's norm cut.
 * Observations are normalised by their running moments, which are frozen with the policy; rewards, where
 * `normReward` says so, by the running deviation of the return, which is kept with it.
 *
 * Continuous actions are independent normals, their deviations numbers of their own, not squashed but cut
 * to the box's bounds (`createGaussian`).
 *
 * Chance is the `random` that it is given and the environment's seeds, from `firstSeed` on. Everything
 * happens in a fixed order, so that one seed gives one policy, to the bit, by one `learnBy`.
 *
 * Source: Schulman, Wolski, Dhariwal, Radford, Klimov (2017), "Proximal policy optimization
 * algorithms". docs/learning/ppo.md lists the deviations.
 *
 * @param from what `save` gave of one with the same terms
 * @param learnBy where the networks are not dense, it has to be `tensorDescent`'s; by default `plainDescent`
 * @throws RangeError where observations are of no box, or actions neither of a box nor discrete
 */
export function createPpo(
  environment: Environment<Float64Array, Value>,
  given: Partial<PpoTerms>,
  chance: RandomStream,
  firstSeed = 0,
  from?: PpoState,
  learnBy?: LearnBy,
): Ppo {
  const terms: PpoTerms = { ...PPO_DEFAULTS, ...given }
  const { actionSpace } = environment
  const seat = takeSeat(environment, chance, firstSeed, from)
  const { observationSpace, inputs, random, normaliser } = seat
  const mind = createMind({ inputs, actionSpace }, terms, random, from, learnBy)
  const rewardScale = createRewardScale(terms.gamma, from?.rewards)

  const longest = longestOf(terms)

  const play = (): Rollout => {
    const { nSteps, gamma, gaeLambda } = terms
    const rows: ArrayLike<number>[] = []
    const before: Float64Array[] = []
    const sequences: number[][] = []
    const actions: Rollout['actions'][number][] = []
    const row = (): Float64Array => new Float64Array(nSteps)
    const [logs, values, rewards, next, goesOn] = [row(), row(), row(), row(), row()]
    for (let nth = 0; nth < nSteps; nth++) {
      let isFirst = nth === 0
      const observation = seat.see(() => {
        mind.begin()
        isFirst = true
      })
      const choice = mind.choose(normaliser.apply(observation), random)
      const { parts, action, log, value } = choice
      rows.push(choice.row)
      before.push(choice.before)
      const last = sequences.at(-1)
      if (last === undefined || isFirst || last.length === longest) sequences.push([nth])
      else last.push(nth)
      actions.push(parts)
      logs[nth] = log
      values[nth] = value
      const step = seat.step(action)
      const isOver = step.terminated || step.truncated
      rewards[nth] = terms.normReward ? rewardScale.scale(step.reward, isOver) : step.reward
      if (!step.terminated) next[nth] = mind.worth(normaliser.apply(step.observation))
      goesOn[nth] = isOver ? 0 : 1
    }
    const estimated = advantagesOf({ rewards, values, next, goesOn }, gamma, gaeLambda)
    return { rows, before, sequences, actions, logs, values, ...estimated }
  }

  return {
    update() {
      const rollout = play()
      const last = mind.learn(rollout, rateAt(terms, seat.steps()), random)
      return { ...seat.report(), ...lossReport(last) }
    },
    policy: () => ({
      ...{ shape: mind.shape, weights: mind.weights(), normaliser: normaliser.save() },
      rewards: terms.normReward ? rewardScale.save().moments : undefined,
      ...{ observationSpace, actionSpace },
    }),
    save: () => ({ ...mind.save(), ...seat.save(), rewards: rewardScale.save() }),
  }
}
