import {
  createDescent,
  type Differentiate,
  type LearnBy,
  type PairShape,
  type Played,
} from '../actor-critic.ts'
import type { Tensors } from './backend.ts'
import { createDifferentiable, type PlainSequences } from './differentiable.ts'

/** Learns by TensorFlow.js, and Adam on the flat vector. @see createTensorPair */
export const tensorDescent =
  (tensors: Tensors): LearnBy =>
  ({ pair, numbers, adam }) =>
    createDescent(numbers, createTensorPair(tensors, pair, numbers), adam)

/**
 * A policy's network and its value's, of any layers, on TensorFlow.js: sequences side by side, each from
 * what was remembered when it was played (Hausknecht and Stone 2015, "bootstrapped sequential updates",
 * cut to sequences). Steps beyond a sequence's end are rows of zeros that nothing is learned from.
 *
 * @param numbers read at each call
 */
export function createTensorPair(
  tensors: Tensors,
  { actor, critic, split }: PairShape,
  numbers: Float32Array,
): Differentiate {
  const policy = createDifferentiable(tensors, actor, numbers)
  const value = createDifferentiable(tensors, critic, numbers, split)
  const slopes = new Float64Array(actor.outputs)
  const own = new Float64Array(actor.outputs)
  const half = policy.memories.reduce((sum, size) => sum + size, 0)

  return (played, sequences, judge, gradient) => {
    const packed = pack(played, sequences)
    const { count } = packed
    const each = (visit: (place: number, row: number) => void): void => {
      sequences.forEach((sequence, nth) => {
        sequence.forEach((place, step) => {
          visit(place, step * count + nth)
        })
      })
    }
    policy.differentiate(
      { ...packed, memories: memoriesOf(played, sequences, policy.memories, 0) },
      (logits) => {
        const all = new Float32Array(logits.length)
        each((place, row) => {
          const at = row * slopes.length
          own.set(logits.subarray(at, at + slopes.length))
          judge.logits(place, own, slopes)
          all.set(slopes, at)
        })
        return all
      },
      gradient,
    )
    value.differentiate(
      { ...packed, memories: memoriesOf(played, sequences, value.memories, half) },
      (worths) => {
        const all = new Float32Array(worths.length)
        each((place, row) => {
          all[row] = judge.worth(place, worths[row] as number)
        })
        return all
      },
      gradient,
    )
  }
}

function pack(
  { rows }: Played,
  sequences: readonly (readonly number[])[],
): Omit<PlainSequences, 'memories'> {
  const count = sequences.length
  const steps = sequences.reduce((most, { length }) => Math.max(most, length), 0)
  const width = rows[0]?.length ?? 0
  const packed = new Float32Array(steps * count * width)
  sequences.forEach((sequence, nth) => {
    sequence.forEach((place, step) => {
      packed.set(rows[place] as ArrayLike<number>, (step * count + nth) * width)
    })
  })
  return { steps, count, rows: packed }
}

/** What each recurrent layer remembered when its sequences began, which stands from `from` on. */
function memoriesOf(
  { before }: Played,
  sequences: readonly (readonly number[])[],
  sizes: readonly number[],
  from: number,
): Float32Array[] {
  let at = from
  return sizes.map((size) => {
    const begin = at
    at += size
    const memory = new Float32Array(sequences.length * size)
    sequences.forEach(([first], nth) => {
      memory.set((before[first as number] as Float64Array).subarray(begin, at), nth * size)
    })
    return memory
  })
}
