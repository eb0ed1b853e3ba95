import { exp } from '../../protocols/math.ts'
import type { Random } from '../actor.ts'
import { clipped, createAdam } from './adam.ts'
import { actionOf, categorical, choose, partsOf } from './categorical.ts'
import { createNetwork, initialise, type MlpShape, sizeOf } from './mlp.ts'
import { isDense, type NetworkShape } from './network/shape.ts'
import { createNormaliser } from './normalise.ts'
import type { OnlineLearner } from './online.ts'
import type { Policy } from './policy.ts'
import type { Box, Space } from './space.ts'

/** What an actor-critic may be told. */
export interface ActorCriticTerms {
  readonly type: 'actor-critic'
  /** Widths of dense layers, or layers that remember. */
  readonly hidden: NetworkShape['hidden']
  readonly learningRate: number
  readonly gamma: number
  /** Decisions between two updates, fewer where an episode ends. */
  readonly nSteps: number
  readonly entCoef: number
  readonly vfCoef: number
  readonly maxGradNorm: number
}

/** What was seen and done, and what it brought. */
interface Played {
  readonly seen: Float64Array
  readonly parts: readonly number[]
  reward: number
}

/**
 * Advantage actor-critic while it plays: after every `nSteps` decisions, and at an episode's end, one
 * step by Adam down Σ −A ln π + c₁(V − R)² − c₂H, where R sums what was paid from a decision on,
 * discounted, and the value of where it led, and A = R − V. Policy and value have networks of their
 * own; observations are normalised by their running moments.
 *
 * Source: Mnih et al. (2016), "Asynchronous methods for deep reinforcement learning", algorithm S3,
 * with one learner and no threads.
 *
 * @param from a policy to begin with, whose hidden layers it takes over
 * @throws RangeError where that policy is for other spaces, layers are not dense, or actions not discrete
 */
export function createActorCritic(
  terms: ActorCriticTerms,
  { low }: Box,
  actionSpace: Space,
  random: Random,
  from?: Policy,
): OnlineLearner {
  const { gamma, nSteps, entCoef, vfCoef, maxGradNorm, learningRate } = terms
  const sizes = partsOf(actionSpace)
  const inputs = low.length
  const outputs = sizes.reduce((sum, size) => sum + size, 0)
  const hidden = denseOf(from?.shape ?? { inputs, hidden: terms.hidden, outputs })
  const actor: MlpShape = { inputs, hidden, outputs }
  const critic: MlpShape = { inputs, hidden, outputs: 1 }
  const split = sizeOf(actor)
  if (from !== undefined && from.weights.length !== split) {
    throw new RangeError('the policy to begin with is for another task')
  }
  const numbers = new Float32Array(split + sizeOf(critic))
  numbers.set(from?.weights ?? initialise(actor, 0.01, random))
  numbers.set(initialise(critic, 1, random), split)
  const policy = createNetwork(actor, numbers)
  const value = createNetwork(critic, numbers, split)
  const normaliser = createNormaliser(inputs, from?.normaliser)
  const adam = createAdam(numbers.length)
  const gradient = new Float64Array(numbers.length)
  const byWorth = new Float64Array(1)
  let played: Played[] = []

  /** Adds the derivative of one decision's loss. */
  const add = ({ seen, parts }: Played, worth: number, scale: number): void => {
    const error = (value.forward(seen)[0] as number) - worth
    byWorth[0] = scale * vfCoef * 2 * error
    value.backward(byWorth, gradient)
    policy.backward(
      policySlopes(policy.forward(seen), sizes, parts, { error, entCoef, scale }),
      gradient,
    )
  }

  const update = (beyond: number): void => {
    gradient.fill(0)
    let worth = beyond
    for (const step of played.toReversed()) {
      worth = step.reward + gamma * worth
      add(step, worth, 1 / played.length)
    }
    adam.step(numbers, clipped(gradient, maxGradNorm), learningRate)
    played = []
  }

  return {
    act(observation) {
      normaliser.see(observation)
      const seen = normaliser.apply(observation)
      const parts = choose(policy.forward(seen), sizes, random)
      played.push({ seen, parts, reward: 0 })
      return actionOf(actionSpace, parts)
    },
    play: (observation) =>
      actionOf(actionSpace, choose(policy.forward(normaliser.apply(observation)), sizes, random)),
    learn(reward, observation, isOver, isCut) {
      ;(played.at(-1) as Played).reward = reward
      if (!isCut && played.length < nSteps) return
      update(isOver ? 0 : (value.forward(normaliser.apply(observation))[0] as number))
    },
  }
}

/**
 * The slope by each logit of a decision's loss, −A ln π − c₂H, where `error` is V − R = −A.
 * @param parts what was chosen
 */
export function policySlopes(
  logits: Float64Array,
  sizes: readonly number[],
  parts: readonly number[],
  { error, entCoef, scale }: { readonly [name in 'error' | 'entCoef' | 'scale']: number },
): Float64Array {
  const { logs, entropies } = categorical(logits, sizes)
  let at = 0
  sizes.forEach((size, part) => {
    for (let choice = 0; choice < size; choice++, at++) {
      const log = logs[at] as number
      const p = exp(log)
      const chosen = choice === parts[part] ? 1 : 0
      const entropy = p * (log + (entropies[part] as number))
      logs[at] = scale * (error * (chosen - p) + entCoef * entropy)
    }
  })
  return logs
}

/** A network's hidden layers. @throws RangeError where they are not dense */
function denseOf(shape: NetworkShape): readonly number[] {
  if (isDense(shape)) return shape.hidden
  throw new RangeError('a network that is not of dense layers is beyond plain arithmetic')
}
