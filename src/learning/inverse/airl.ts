import type { Random } from '../../../actors/actor.ts'
import { createAdam } from '../../../actors/learner/adam.ts'
import { exp, log } from '../../../protocols/math.ts'
import type { Judge, Transition } from './adversarial.ts'
import { createRewardNetwork, type RewardNetwork, rewardAtWork } from './reward-network.ts'

/** How a reward is told from what an expert does. */
export interface AirlTerms {
  /** What each number seen is divided by. */
  readonly scales: readonly number[]
  /** γ, as of the learner. */
  readonly gamma: number
  /** Widths of the reward's hidden layers; none: weights of what is seen. */
  readonly hidden: readonly number[]
  /** Those of the potential's. */
  readonly potential: readonly number[]
  /** Of Adam. */
  readonly rate: number
  /** Each step takes so much of each number from it. */
  readonly decay: number
}

/** A judge whose reward can be taken elsewhere. */
export interface Airl extends Judge {
  /** g: what there is to see pays so much, whatever led to it. Read as it is now. */
  readonly recovered: RewardNetwork
}

/** ln(1 + e^x). */
const softplus = (x: number): number => Math.max(0, x) + log(1 + exp(-Math.abs(x)))
const logistic = (x: number): number => 1 / (1 + exp(-x))

/**
 * Adversarial inverse reinforcement learning with a reward of states alone: a transition is taken for the
 * expert's with probability e^f / (e^f + π(a | s)), f(s, s′) = g(s′) + γ h(s′) − h(s), where g is the reward and
 * h takes up what shapes it; beyond a task's end h is 0. The learner is paid ln D − ln(1 − D) = f − ln π, which is
 * maximum entropy with the reward f.
 *
 * Source: Fu, Luo, Levine (2018), "Learning robust rewards with adversarial inverse reinforcement learning",
 * ICLR, section 5, algorithm 1; docs/learning/inverse.md lists the deviations.
 */
export function createAirl(terms: AirlTerms, random: Random): Airl {
  const { scales, gamma, rate, decay } = terms
  const recovered = createRewardNetwork(scales, terms.hidden, random)
  const potential = createRewardNetwork(scales, terms.potential, random)
  const g = rewardAtWork(recovered)
  const h = rewardAtWork(potential)
  const parts = [recovered, potential].map(({ numbers }) => ({
    numbers,
    gradient: new Float64Array(numbers.length),
    adam: createAdam(numbers.length),
  }))
  const [byReward, byPotential] = parts.map(({ gradient }) => gradient) as [
    Float64Array,
    Float64Array,
  ]
  const f = ({ observation, next, isLast }: Transition): number =>
    g.of(next) + (isLast ? 0 : gamma * h.of(next)) - h.of(observation)

  return {
    recovered,
    reward: f,
    learn(expert, own, policyLog) {
      const count = expert.length + own.length
      for (const { gradient, numbers } of parts) {
        numbers.forEach((x, at) => {
          gradient[at] = decay * x
        })
      }
      let loss = 0
      ;[...expert, ...own].forEach((transition, nth) => {
        const isExpert = nth < expert.length
        const logit = f(transition) - (policyLog[nth] as number)
        loss += softplus(isExpert ? -logit : logit) / count
        const slope = (logistic(logit) - (isExpert ? 1 : 0)) / count
        const { observation, next, isLast } = transition
        g.slope(next, slope, byReward)
        if (!isLast) h.slope(next, gamma * slope, byPotential)
        h.slope(observation, -slope, byPotential)
      })
      for (const { adam, numbers, gradient } of parts) adam.step(numbers, gradient, rate)
      return loss
    },
  }
}
