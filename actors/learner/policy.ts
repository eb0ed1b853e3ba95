import type { Random } from '../actor.ts'
import { actionOf, choose, likeliest, partsOf } from './categorical.ts'
import { createNetwork, type MlpShape } from './mlp.ts'
import { createNormaliser, type NormaliserState } from './normalise.ts'
import type { Space, Value } from './space.ts'

/** A frozen policy: a network, and how it is to be shown what there is. */
export interface Policy {
  readonly shape: MlpShape
  /** The network's numbers, as `layersOf(shape)` has them. */
  readonly weights: Float32Array
  readonly normaliser: NormaliserState
  readonly observationSpace: Space
  readonly actionSpace: Space
}

/**
 * What a frozen policy does: the likeliest action, or, where it is given chance,
 * one with the probability that the policy says.
 */
export function createPolicy(
  policy: Policy,
  random?: Random,
): (observation: Float64Array) => Value {
  const { forward } = createNetwork(policy.shape, policy.weights)
  const normaliser = createNormaliser(policy.shape.inputs, policy.normaliser)
  const sizes = partsOf(policy.actionSpace)
  return (observation) => {
    const logits = forward(normaliser.apply(observation))
    const parts = random === undefined ? likeliest(logits, sizes) : choose(logits, sizes, random)
    return actionOf(policy.actionSpace, parts)
  }
}
