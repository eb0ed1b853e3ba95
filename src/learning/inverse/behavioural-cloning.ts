import type { Random } from '../../../actors/actor.ts'
import { createAdam } from '../../../actors/learner/adam.ts'
import { categorical, logProbability, partsOf } from '../../../actors/learner/categorical.ts'
import { createNetwork, initialise, type MlpShape } from '../../../actors/learner/mlp.ts'
import { createNormaliser } from '../../../actors/learner/normalise.ts'
import type { Policy } from '../../../actors/learner/policy.ts'
import type { Space } from '../../../actors/learner/space.ts'
import { exp } from '../../../protocols/math.ts'

/** What was seen, and what was done: a part of the action each. */
export interface Seen {
  readonly observation: Float64Array
  readonly parts: readonly number[]
}

/** How it is fitted. */
export interface CloningTerms {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Times through all that was seen. */
  readonly epochs: number
  readonly batchSize: number
  readonly rate: number
}

/**
 * The mean of −ln π(action | observation) over some of what was seen, and in `gradient` its derivative
 * by every number: by the logits, p − 1[done].
 */
export function cloningLoss(
  network: ReturnType<typeof createNetwork>,
  sizes: readonly number[],
  batch: readonly Seen[],
  gradient: Float64Array,
): number {
  gradient.fill(0)
  const scale = 1 / batch.length
  let loss = 0
  for (const { observation, parts } of batch) {
    const { logs } = categorical(network.forward(observation), sizes)
    loss -= scale * logProbability(logs, sizes, parts)
    let from = 0
    sizes.forEach((size, part) => {
      for (let at = from; at < from + size; at++) {
        const done = at - from === parts[part] ? 1 : 0
        logs[at] = scale * (exp(logs[at] as number) - done)
      }
      from += size
    })
    network.backward(logs, gradient)
  }
  return loss
}

/**
 * Behavioural cloning: a network that does what was done, by maximum likelihood in minibatches (Pomerleau
 * 1991, "Efficient training of artificial neural networks for autonomous navigation"). It knows of no
 * reward; where nobody was, it guesses. Observations are normalised by the moments of what was seen.
 *
 * @returns a policy, frozen, that a task of these spaces can play
 * @throws RangeError where nothing was seen, observations are of no box, or actions are not discrete
 */
export function cloneBehaviour(
  seen: readonly Seen[],
  spaces: { readonly observationSpace: Space; readonly actionSpace: Space },
  { hidden, epochs, batchSize, rate }: CloningTerms,
  random: Random,
): Policy {
  const { observationSpace, actionSpace } = spaces
  if (seen.length === 0) throw new RangeError('there is nothing to learn from: nothing was seen')
  if (observationSpace.kind !== 'box') throw new RangeError('cloning needs observations of a box')
  const inputs = observationSpace.low.length
  const sizes = partsOf(actionSpace)
  const outputs = sizes.reduce((sum, size) => sum + size, 0)
  const shape: MlpShape = { inputs, hidden, outputs }
  const numbers = initialise(shape, 0.01, random)
  const network = createNetwork(shape, numbers)
  const normaliser = createNormaliser(inputs)
  for (const { observation } of seen) normaliser.see(observation)
  const shown = seen.map(({ observation, parts }) => ({
    observation: normaliser.apply(observation),
    parts,
  }))
  const gradient = new Float64Array(numbers.length)
  const adam = createAdam(numbers.length)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shown.map((each) => ({ each, at: random.uniform() }))
    order.sort((one, other) => one.at - other.at)
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.slice(from, from + batchSize).map(({ each }) => each)
      cloningLoss(network, sizes, batch, gradient)
      adam.step(numbers, gradient, rate)
    }
  }
  return { shape, weights: numbers, normaliser: normaliser.save(), observationSpace, actionSpace }
}
