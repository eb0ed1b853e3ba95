import type { Random } from '../../../actors/actor.ts'
import { categorical, logProbability, partsOf } from '../../../actors/learner/categorical.ts'
import { createBrain } from '../../../actors/learner/network/brain.ts'
import { createNormaliser } from '../../../actors/learner/normalise.ts'
import type { Policy } from '../../../actors/learner/policy.ts'
import type { Space, Value } from '../../../actors/learner/space.ts'
import type { Environment } from '../environment.ts'
import type { Seen } from './behavioural-cloning.ts'

/** A decision, and what there was to see after it. */
export interface Transition extends Seen {
  readonly next: Float64Array
  /** Whether the task came to its end with it, so that nothing has value beyond. */
  readonly isLast: boolean
}

/** What tells an expert's transitions from a learner's, and pays the learner by it. */
export interface Judge {
  /** What a transition pays: the less it is told from the expert's, the more. */
  reward(transition: Transition): number
  /**
   * Learns to tell them apart from a batch of each, of the same size.
   * @param policyLog ln of the learner's probability of each, of the expert's first
   * @returns the mean logistic loss before the step
   */
  learn(expert: readonly Transition[], own: readonly Transition[], policyLog: Float64Array): number
}

/** What there is to play, with the rewards that a judge gives, and a memory of what was played. */
export interface JudgedEnvironment extends Environment<Float64Array, Value> {
  /** Takes what was played since it was last asked. */
  taken(): readonly Transition[]
}

const partsIn = (space: Space, action: Value): readonly number[] =>
  space.kind === 'discrete' ? [action as number] : (action as readonly number[])

/**
 * The environment with what `reward` pays in place of its own.
 * @param own what becomes of the environment's reward: told, for a log, and nothing else
 */
export function judged(
  environment: Environment<Float64Array, Value>,
  reward: (transition: Transition) => number,
): JudgedEnvironment {
  let observation: Float64Array = new Float64Array(0)
  let played: Transition[] = []
  const { actionSpace, observationSpace } = environment
  return {
    ...{ observationSpace, actionSpace },
    reset(how) {
      const begun = environment.reset(how)
      observation = begun.observation
      return begun
    },
    step(action) {
      const step = environment.step(action)
      const parts = partsIn(actionSpace, action)
      const next = step.observation
      const transition = { observation, parts, next, isLast: step.terminated }
      observation = next
      played.push(transition)
      return { ...step, reward: reward(transition) }
    },
    close: () => environment.close(),
    taken() {
      const given = played
      played = []
      return given
    },
  }
}

/** ln π(action | observation) of a frozen policy, as of one that remembers nothing before. */
export function policyLogs(policy: Policy): (seen: Seen) => number {
  const brain = createBrain(policy.shape, policy.weights)
  const memory = new Float64Array(brain.memory)
  const { apply } = createNormaliser(policy.shape.inputs, policy.normaliser)
  const sizes = partsOf(policy.actionSpace)
  return ({ observation, parts }) => {
    memory.fill(0)
    const logits = brain.think(brain.take(apply(observation), memory), memory)
    return logProbability(categorical(logits, sizes).logs, sizes, parts)
  }
}

/** So many of a list by chance, each as likely, again and again. */
export const drawn = <T>(from: readonly T[], count: number, random: Random): T[] =>
  Array.from({ length: count }, () => from[random.integer(0, from.length - 1)] as T)
