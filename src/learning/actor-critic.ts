import type { Random } from '../../actors/actor.ts'
import { type AdamState, clipped, createAdam } from '../../actors/learner/adam.ts'
import { createNetwork, type Network } from '../../actors/learner/mlp.ts'
import { beginNetwork } from '../../actors/learner/network/begin.ts'
import { type Brain, createBrain } from '../../actors/learner/network/brain.ts'
import { planOf } from '../../actors/learner/network/plan.ts'
import { isDense, type NetworkShape } from '../../actors/learner/network/shape.ts'

/** What a policy and its value make of an observation. */
export interface Look {
  /** What the networks were shown: kept for learning. */
  readonly row: ArrayLike<number>
  /** What their recurrent layers remembered before: the policy's, then the value's. */
  readonly before: Float64Array
  /** Overwritten by the next look. */
  readonly logits: Float64Array
  readonly worth: number
}

/** A policy's network and its value's at work, each with its memory: they go through episodes. */
export interface Acting {
  /** Forgets: an episode begins. */
  begin(): void
  look(seen: Float64Array): Look
  /** The worth of what comes next, which is not remembered. */
  worthOf(seen: Float64Array): number
  /** The whole memory, and back to it. */
  save(): Float64Array
  restore(memory: Float64Array): void
}

/** What is learned from: steps as they were played. */
export interface Played {
  readonly rows: readonly ArrayLike<number>[]
  readonly before: readonly Float64Array[]
}

/** What a loss says of a step: slopes by what the networks gave. */
export interface Judge {
  /** Writes into `slopes` the slope by each logit. */
  logits(place: number, logits: Float64Array, slopes: Float64Array): void
  /** @returns the slope by the worth */
  worth(place: number, worth: number): number
}

/**
 * Goes through sequences of steps, tells what the networks make of them now, and adds to `gradient` the
 * derivative of the loss that the judge knows, at the places of the networks' numbers.
 *
 * @param sequences places of steps that followed one another
 */
export type Differentiate = (
  played: Played,
  sequences: readonly (readonly number[])[],
  judge: Judge,
  gradient: Gradient,
) => void

/** A gradient, flat. */
export type Gradient = Float64Array | Float32Array

/** Networks on their way down a loss. */
export interface Descent {
  /** Moves with each step; read by whoever acts. */
  readonly numbers: Float32Array
  readonly gradient: Gradient
  readonly differentiate: Differentiate
  /** A step against the gradient, which is cut to a length of at most `most`. */
  step(rate: number, most: number): void
  save(): AdamState
}

/** Where a descent begins. */
export interface DescentTerms {
  readonly pair: PairShape
  readonly numbers: Float32Array
  /** Steps of a minibatch, where none belong together. */
  readonly rows: number
  readonly adam: AdamState | undefined
}

/** By what networks learn: `plainDescent`, `fusedDescent`, or through TensorFlow.js. */
export type LearnBy = (terms: DescentTerms) => Descent

/** The two networks of a policy and its value: they differ in their outputs alone. */
export interface PairShape {
  readonly actor: NetworkShape
  readonly critic: NetworkShape
  /** Where the critic's numbers begin, and how many there are in all. */
  readonly split: number
  readonly size: number
}

/** @throws RangeError where a layer does not fit what stands before it */
export function pairOf(actor: NetworkShape): PairShape {
  const critic = { ...actor, outputs: 1 }
  const split = planOf(actor).size
  return { actor, critic, split, size: split + planOf(critic).size }
}

/** Begins the numbers of both: the policy's last layer small, so that it prefers nothing. */
export function beginPair({ actor, critic, split, size }: PairShape, random: Random): Float32Array {
  const numbers = new Float32Array(size)
  numbers.set(beginNetwork(actor, 0.01, random))
  numbers.set(beginNetwork(critic, 1, random), split)
  return numbers
}

/** @param numbers read at each call */
export function createActing({ actor, critic, split }: PairShape, numbers: Float32Array): Acting {
  const [one, other] = [createBrain(actor, numbers), createBrain(critic, numbers, split)]
  const memory = new Float64Array(one.memory + other.memory)
  const mine = memory.subarray(0, one.memory)
  const its = memory.subarray(one.memory)
  const scratch = new Float64Array(other.memory)
  const kept = (brain: Brain, of: Float64Array): Float64Array => of.subarray(brain.window)
  const recurrent = one.memory - one.window
  return {
    begin: () => {
      memory.fill(0)
    },
    look(seen) {
      const before = new Float64Array(2 * recurrent)
      before.set(kept(one, mine))
      before.set(kept(other, its), recurrent)
      const taken = one.take(seen, mine)
      const row = taken === seen ? seen : Float64Array.from(taken)
      other.take(seen, its)
      const logits = one.think(row, mine)
      return { row, before, logits, worth: other.think(row, its)[0] as number }
    },
    worthOf(seen) {
      scratch.set(its)
      return other.think(other.take(seen, scratch), scratch)[0] as number
    },
    save: () => memory.slice(),
    restore: (saved) => memory.set(saved),
  }
}

/** Dense networks, step by step, by plain arithmetic in one order. */
export function plainly(actor: Network, critic: Network): Differentiate {
  let slopes = new Float64Array(0)
  const byWorth = new Float64Array(1)
  return ({ rows }, sequences, judge, gradient) => {
    for (const sequence of sequences) {
      for (const place of sequence) {
        const row = rows[place] as ArrayLike<number>
        const logits = actor.forward(row)
        if (slopes.length !== logits.length) slopes = new Float64Array(logits.length)
        judge.logits(place, logits, slopes)
        actor.backward(slopes, gradient)
        byWorth[0] = judge.worth(place, critic.forward(row)[0] as number)
        critic.backward(byWorth, gradient)
      }
    }
  }
}

/** A descent by Adam in double precision, whatever differentiates. */
export function createDescent(
  numbers: Float32Array,
  differentiate: Differentiate,
  from: AdamState | undefined,
): Descent {
  const adam = createAdam(numbers.length, from)
  const gradient = new Float64Array(numbers.length)
  return {
    ...{ numbers, gradient, differentiate, save: adam.save },
    step: (rate, most) => adam.step(numbers, clipped(gradient, most), rate),
  }
}

/**
 * Dense networks by plain arithmetic. @see plainly
 *
 * @throws RangeError where they are not dense
 */
export const plainDescent: LearnBy = ({ pair, numbers, adam }) => {
  const { actor, split } = pair
  if (!isDense(actor)) {
    throw new RangeError('a network with a book, or with layers that remember, needs TensorFlow.js')
  }
  const critic = createNetwork({ ...actor, outputs: 1 }, numbers, split)
  return createDescent(numbers, plainly(createNetwork(actor, numbers), critic), adam)
}
