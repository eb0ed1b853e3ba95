import type { Random } from '../../../actors/actor.ts'
import { createAdam } from '../../../actors/learner/adam.ts'
import { createNetwork, initialise, type MlpShape } from '../../../actors/learner/mlp.ts'
import type { DecisionProcess, Demonstration } from './decision-process.ts'
import type { MaximumEntropyTerms } from './maximum-entropy.ts'
import { missingOf, ofStates, shown, whateverIsDone } from './soft-values.ts'

/** How it is fitted. */
export interface DeepMaximumEntropyTerms extends MaximumEntropyTerms {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Of the numbers' squares: each step takes so much of a number from it, beside the gradient. */
  readonly decay: number
}

/**
 * Maximum-entropy inverse reinforcement learning with a reward that is a network's of the features:
 * as `inferLinear`, each state's missing visits taken back through the network, by Adam.
 *
 * Source: Wulfmeier, Ondruska, Posner (2015), "Maximum entropy deep inverse reinforcement learning",
 * algorithm 1, eqs. 8 to 11; docs/learning/inverse.md lists the deviations.
 *
 * @param features states × some number, row-major; best of about unit size
 * @returns the reward of each state, and the network that says it
 */
export function inferDeep(
  problem: DecisionProcess,
  features: Float64Array,
  demonstrations: readonly Demonstration[],
  { steps, rate, hidden, decay, match = 'visits' }: DeepMaximumEntropyTerms,
  random: Random,
): {
  readonly rewards: Float64Array
  readonly shape: MlpShape
  readonly numbers: Float32Array
} {
  const { states } = problem
  const inputs = features.length / states
  const shape: MlpShape = { inputs, hidden, outputs: 1 }
  const seen = shown(problem, demonstrations)
  const numbers = initialise(shape, 0.01, random)
  const network = createNetwork(shape, numbers)
  const gradient = new Float64Array(numbers.length)
  const adam = createAdam(numbers.length)
  const rowOf = (state: number) => features.subarray(state * inputs, (state + 1) * inputs)
  const rewards = new Float64Array(states)
  const read = (): Float64Array => {
    for (let state = 0; state < states; state++) {
      rewards[state] = network.forward(rowOf(state))[0] as number
    }
    return rewards
  }
  for (let step = 0; step < steps; step++) {
    const slopes = missingOf(match)(problem, seen, whateverIsDone(problem, read()))
    const missing = ofStates(problem, slopes)
    numbers.forEach((x, at) => {
      gradient[at] = decay * x
    })
    for (let state = 0; state < states; state++) {
      network.forward(rowOf(state))
      network.backward([-(missing[state] as number)], gradient)
    }
    adam.step(numbers, gradient, rate)
  }
  return { rewards: read(), shape, numbers }
}
