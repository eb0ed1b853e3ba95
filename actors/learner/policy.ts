import type { Random } from '../actor.ts'
import { actionOf, choose, likeliest, partsOf } from './categorical.ts'
import { type Brain, createBrain } from './network/brain.ts'
import type { NetworkShape } from './network/shape.ts'
import { createNormaliser, type NormaliserState } from './normalise.ts'
import type { Space, Value } from './space.ts'

/** A frozen policy: a network, and how it is to be shown what there is. */
export interface Policy {
  readonly shape: NetworkShape
  /** The network's numbers, as `planOf(shape)` has them. */
  readonly weights: Float32Array
  readonly normaliser: NormaliserState
  readonly observationSpace: Space
  readonly actionSpace: Space
}

/**
 * What a frozen policy does: the likeliest action, or, where it is given chance, one with the probability
 * that the policy says. What it remembers of the observations before is its own: it begins with none.
 *
 * @param brain of the same policy, which any number of actors may share
 */
export function createPolicy(
  policy: Policy,
  random?: Random,
  brain: Brain = brainOf(policy),
): (observation: Float64Array) => Value {
  const normaliser = createNormaliser(policy.shape.inputs, policy.normaliser)
  const sizes = partsOf(policy.actionSpace)
  const memory = new Float64Array(brain.memory)
  return (observation) => {
    const seen = normaliser.apply(observation)
    const logits = brain.think(brain.take(seen, memory), memory)
    const parts = random === undefined ? likeliest(logits, sizes) : choose(logits, sizes, random)
    return actionOf(policy.actionSpace, parts)
  }
}

/** The network of a policy at work, for those who share it. */
export const brainOf = ({ shape, weights }: Policy): Brain => createBrain(shape, weights)
