import type { Random } from '../../../actors/actor.ts'
import { createAdam } from '../../../actors/learner/adam.ts'
import { createNetwork, initialise } from '../../../actors/learner/mlp.ts'
import { exp, log } from '../../../protocols/math.ts'
import type { Judge } from './adversarial.ts'
import type { Seen } from './behavioural-cloning.ts'

/** How what an expert does is told from what another does. */
export interface GailTerms {
  /** What each number seen is divided by. */
  readonly scales: readonly number[]
  /** Choices of each part of an action. */
  readonly sizes: readonly number[]
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Of Adam. */
  readonly rate: number
}

const softplus = (x: number): number => Math.max(0, x) + log(1 + exp(-Math.abs(x)))
const logistic = (x: number): number => 1 / (1 + exp(-x))

/**
 * Generative adversarial imitation: a network tells the expert's choices from the learner's, and the
 * learner is paid −ln(1 − D), D the probability that the network gives to the expert. It yields a policy;
 * its reward is of use only together with the learner that it judged.
 *
 * Source: Ho, Ermon (2016), "Generative adversarial imitation learning", NIPS, algorithm 1, with D and
 * 1 − D exchanged; docs/learning/inverse.md lists the deviations.
 */
export function createGail({ scales, sizes, hidden, rate }: GailTerms, random: Random): Judge {
  const choices = sizes.reduce((sum, size) => sum + size, 0)
  const shape = { inputs: scales.length + choices, hidden, outputs: 1 }
  const numbers = initialise(shape, 0.1, random)
  const network = createNetwork(shape, numbers)
  const gradient = new Float64Array(numbers.length)
  const adam = createAdam(numbers.length)
  const input = new Float64Array(shape.inputs)

  const logitOf = ({ observation, parts }: Seen): number => {
    input.fill(0)
    observation.forEach((x, nth) => {
      input[nth] = x / (scales[nth] as number)
    })
    let from = scales.length
    sizes.forEach((size, part) => {
      input[from + (parts[part] as number)] = 1
      from += size
    })
    return network.forward(input)[0] as number
  }
  return {
    reward: (transition) => softplus(logitOf(transition)),
    learn(expert, own) {
      const count = expert.length + own.length
      gradient.fill(0)
      let loss = 0
      ;[...expert, ...own].forEach((transition, nth) => {
        const isExpert = nth < expert.length
        const logit = logitOf(transition)
        loss += softplus(isExpert ? -logit : logit) / count
        network.backward([(logistic(logit) - (isExpert ? 1 : 0)) / count], gradient)
      })
      adam.step(numbers, gradient, rate)
      return loss
    },
  }
}
