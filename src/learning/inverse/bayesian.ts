import type { Random } from '../../../actors/actor.ts'
import { exp, log } from '../../../protocols/math.ts'
import { type DecisionProcess, type Demonstration, expected } from './decision-process.ts'

/** What is believed before, and how the beliefs are walked through. */
export interface BayesianTerms {
  /** α: how surely an expert does what is best; a choice has a probability ∝ e^(α Q). */
  readonly precision: number
  /** A reward lies within ± so much, each as likely. */
  readonly reach: number
  /** δ, by which a step changes one state's reward; `reach` is a multiple of it. */
  readonly step: number
  /** Steps that are passed over, and those that are taken in. */
  readonly burnIn: number
  readonly samples: number
}

/** What is believed of the reward of each state after what was seen. */
export interface Posterior {
  readonly mean: Float64Array
  readonly deviation: Float64Array
  /** Share of the steps that were taken. */
  readonly accepted: number
}

const NEAR = 1e-7

/**
 * The values of the best policy, from what they were for a reward near by; and Q of each choice.
 * Both are overwritten.
 */
function follow(
  problem: DecisionProcess,
  rewards: Float64Array,
  values: Float64Array,
  worth: Float64Array,
): void {
  const { states, actions, discount } = problem
  for (let change = 1; change > NEAR; ) {
    change = 0
    for (let state = 0; state < states; state++) {
      let best = Number.NEGATIVE_INFINITY
      for (let cell = state * actions; cell < (state + 1) * actions; cell++) {
        const value = (rewards[state] as number) + discount * expected(problem, cell, values)
        worth[cell] = value
        if (value > best) best = value
      }
      change = Math.max(change, Math.abs(best - (values[state] as number)))
      values[state] = best
    }
  }
}

/** Σ over what was seen of α Q(s, a) − ln Σ e^(α Q(s, ·)). */
function likelihood(
  { actions, states }: DecisionProcess,
  counts: Float64Array,
  worth: Float64Array,
  precision: number,
): number {
  let sum = 0
  for (let state = 0; state < states; state++) {
    const own = worth.subarray(state * actions, (state + 1) * actions)
    const most = own.reduce((a, b) => Math.max(a, b))
    const level = log(own.reduce((all, q) => all + exp(precision * (q - most)), 0))
    own.forEach((q, action) => {
      const times = counts[state * actions + action] as number
      if (times > 0) sum += times * (precision * (q - most) - level)
    })
  }
  return sum
}

/**
 * Bayesian inverse reinforcement learning: rewards of states, each with how sure it is, for small
 * processes. A walk over a lattice of rewards (PolicyWalk): a step changes one state's by δ either way, and is
 * taken with the probability min(1, posterior after / before), so that it comes by each reward as often as
 * that is believed. Without demonstrations it walks through what was believed before.
 *
 * Source: Ramachandran, Amir (2007), "Bayesian inverse reinforcement learning", IJCAI, section 4, figure 3;
 * docs/learning/inverse.md lists the deviations.
 */
export function inferBayesian(
  problem: DecisionProcess,
  demonstrations: readonly Demonstration[],
  { precision, reach, step, burnIn, samples }: BayesianTerms,
  random: Random,
): Posterior {
  const { states, actions } = problem
  const counts = new Float64Array(states * actions)
  for (const { state, action } of demonstrations.flat()) {
    const cell = state * actions + action
    counts[cell] = (counts[cell] as number) + 1
  }
  const rewards = new Float64Array(states)
  let values = new Float64Array(states)
  const worth = new Float64Array(states * actions)
  follow(problem, rewards, values, worth)
  let now = likelihood(problem, counts, worth, precision)
  const sums = new Float64Array(states)
  const squares = new Float64Array(states)
  let accepted = 0
  for (let nth = 0; nth < burnIn + samples; nth++) {
    const state = random.integer(0, states - 1)
    const before = rewards[state] as number
    const next = before + (random.chance(0.5) ? step : -step)
    if (Math.abs(next) <= reach + step / 2) {
      rewards[state] = next
      const tried = values.slice()
      follow(problem, rewards, tried, worth)
      const then = likelihood(problem, counts, worth, precision)
      if (random.uniform() < exp(then - now)) {
        values = tried
        now = then
        accepted++
      } else rewards[state] = before
    }
    if (nth < burnIn) continue
    rewards.forEach((reward, at) => {
      sums[at] = (sums[at] as number) + reward
      squares[at] = (squares[at] as number) + reward * reward
    })
  }
  const mean = sums.map((sum) => sum / samples)
  const deviation = squares.map((square, at) =>
    Math.sqrt(Math.max(0, square / samples - (mean[at] as number) * (mean[at] as number))),
  )
  return { mean, deviation, accepted: accepted / (burnIn + samples) }
}
