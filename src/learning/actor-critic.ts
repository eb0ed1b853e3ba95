import type { Random } from '../../actors/actor.ts'
import { beginNetwork } from '../../actors/learner/network/begin.ts'
import { type Brain, createBrain } from '../../actors/learner/network/brain.ts'
import { planOf } from '../../actors/learner/network/plan.ts'
import type { NetworkShape } from '../../actors/learner/network/shape.ts'

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

/** The two networks of a policy and its value: they differ in their outputs alone. */
export interface PairShape {
  readonly actor: NetworkShape
  readonly critic: NetworkShape
  /** Both, in this order. */
  readonly shapes: readonly [NetworkShape, NetworkShape]
  /** Where the critic's numbers begin, and how many there are in all. */
  readonly split: number
  readonly size: number
}

/** @throws RangeError where a layer does not fit what stands before it */
export function pairOf(actor: NetworkShape): PairShape {
  const critic = { ...actor, outputs: 1 }
  const split = planOf(actor).size
  return { actor, critic, shapes: [actor, critic], split, size: split + planOf(critic).size }
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
