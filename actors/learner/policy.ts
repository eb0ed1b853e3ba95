import type { Random } from '../actor.ts'
import { createHead, type Head } from './action-head.ts'
import { createCrowd, type Member } from './crowd.ts'
import { planOf } from './network/plan.ts'
import type { NetworkShape } from './network/shape.ts'
import { createNormaliser, type NormaliserState } from './normalise.ts'
import type { Space, Value } from './space.ts'

/** A frozen policy: a network, and how it is to be shown what there is. */
export interface Policy {
  readonly shape: NetworkShape
  /** The network's numbers, as `planOf(shape)` has them, and then those of its head. */
  readonly weights: Float32Array
  readonly normaliser: NormaliserState
  /** Moments of the returns that rewards were divided by in training; nothing that is played needs them. */
  readonly rewards?: NormaliserState | undefined
  /** How the outputs become an action; by default as `headOf` says of the action space. */
  readonly head?: Head | undefined
  readonly observationSpace: Space
  readonly actionSpace: Space
}

/** A frozen policy under way: it sees, and then it decides. */
export interface Player {
  see(observation: Float64Array): void
  act(): Value
}

/**
 * Plays a frozen policy: the likeliest action, or, where it is given chance, one with the probability that
 * the policy says. What it remembers of the observations before is its own: it begins with none.
 *
 * @param join lets it in among the others who play the same policy
 */
export function createPlayer(policy: Policy, join: () => Member, random?: Random): Player {
  const normaliser = createNormaliser(policy.shape.inputs, policy.normaliser)
  const { actionSpace, weights, shape } = policy
  const head = createHead(actionSpace, weights, planOf(shape).size, policy.head)
  const member = join()
  return {
    see: (observation) => member.see(normaliser.apply(observation)),
    act() {
      const out = member.logits()
      return head.actionOf(random === undefined ? head.likeliest(out) : head.choose(out, random))
    },
  }
}

/** What a frozen policy does at an observation. @see createPlayer */
export function createPolicy(
  policy: Policy,
  random?: Random,
  join: () => Member = crowdOf(policy),
): (observation: Float64Array) => Value {
  const { see, act } = createPlayer(policy, join, random)
  return (observation) => {
    see(observation)
    return act()
  }
}

/** All who play a policy. @see createCrowd */
export const crowdOf = ({ shape, weights }: Policy): (() => Member) => createCrowd(shape, weights)
