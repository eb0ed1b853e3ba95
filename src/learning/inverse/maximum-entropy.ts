import type { DecisionProcess, Demonstration } from './decision-process.ts'
import { type Matched, missingOf, ofStates, shown, whateverIsDone } from './soft-values.ts'

/** How it is fitted. */
export interface MaximumEntropyTerms {
  /** Steps uphill. */
  readonly steps: number
  /** Of each step. */
  readonly rate: number
  /** Left out: visits, as Ziebart has it; choices where the process was counted. */
  readonly match?: Matched
}

/** Features by which a reward is told. */
export interface Features {
  /** Of states, whatever is done there; or of actions in states: state · actions + action. */
  readonly of: 'states' | 'choices'
  /** Numbers of each. */
  readonly width: number
  /** So many rows of `width` numbers each. */
  readonly rows: Float64Array
}

/**
 * Maximum-entropy inverse reinforcement learning with a reward that is linear in features: the weights
 * θ under which the dual, mean Σ γ^t θ·f(s_t, a_t) − E V_0(s_0), is greatest, by steps along its
 * gradient, features shown less features expected. The dual is concave, and weights begin at 0: nothing
 * is left to chance.
 *
 * Source: Ziebart, Maas, Bagnell, Dey (2008), "Maximum entropy inverse reinforcement learning", AAAI,
 * algorithm 1 and eq. 6; docs/learning/inverse.md lists the deviations.
 *
 * @returns the weights, and the reward of each row
 */
export function inferLinear(
  problem: DecisionProcess,
  { of, width, rows }: Features,
  demonstrations: readonly Demonstration[],
  { steps, rate, match = 'visits' }: MaximumEntropyTerms,
): { readonly weights: Float64Array; readonly rewards: Float64Array } {
  const count = rows.length / width
  const seen = shown(problem, demonstrations)
  const weights = new Float64Array(width)
  const rewardsOf = (): Float64Array =>
    Float64Array.from({ length: count }, (_, row) => {
      let sum = 0
      for (let nth = 0; nth < width; nth++) {
        sum += (weights[nth] as number) * (rows[row * width + nth] as number)
      }
      return sum
    })
  const missing = missingOf(match)
  const slopesAt = (rewards: Float64Array): Float64Array =>
    of === 'choices'
      ? missing(problem, seen, rewards)
      : ofStates(problem, missing(problem, seen, whateverIsDone(problem, rewards)))
  for (let step = 0; step < steps; step++) {
    const slopes = slopesAt(rewardsOf())
    for (let nth = 0; nth < width; nth++) {
      let slope = 0
      for (let row = 0; row < count; row++) {
        slope += (slopes[row] as number) * (rows[row * width + nth] as number)
      }
      weights[nth] = (weights[nth] as number) + rate * slope
    }
  }
  return { rewards: rewardsOf(), weights }
}
