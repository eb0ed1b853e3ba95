import type { NetworkShape } from '../../../actors/learner/network/shape.ts'
import {
  createDescent,
  createRowJudge,
  type Judge,
  type LearnBy,
  type Networks,
  type Played,
} from '../descent.ts'
import type { Tensors } from './backend.ts'
import { createDifferentiable, type PlainSequences, type SlopesOf } from './differentiable.ts'

/** Learns by TensorFlow.js, and Adam on the flat vector. @see createTensorNetworks */
export const tensorDescent =
  (tensors: Tensors): LearnBy =>
  ({ shapes, numbers, adam }) =>
    createDescent(numbers, createTensorNetworks(tensors, shapes, numbers), adam)

/**
 * Networks of any layers on TensorFlow.js: sequences side by side, each from what was remembered when it
 * was played (Hausknecht and Stone 2015, "bootstrapped sequential updates", cut to sequences). Steps
 * beyond a sequence's end are rows of zeros that nothing is learned from.
 *
 * @param shapes of the same inputs and the same book
 * @param numbers read at each call
 */
export function createTensorNetworks(
  tensors: Tensors,
  shapes: readonly NetworkShape[],
  numbers: Float32Array,
): Networks {
  const networks = createDifferentiable(tensors, shapes, numbers)
  const ask = createRowJudge(shapes)

  const judged =
    (judge: Judge, sequences: readonly (readonly number[])[]): SlopesOf =>
    (outputs) => {
      const all = outputs.map(({ length }) => new Float32Array(length))
      sequences.forEach((sequence, nth) => {
        sequence.forEach((place, step) => {
          ask(judge, place, step * sequences.length + nth, outputs, all)
        })
      })
      return all
    }
  /** Rows each of which is a sequence of its own, before which nothing was. */
  const alone = (rows: Played['rows']): PlainSequences => ({
    ...pack(
      rows,
      rows.map((_, place) => [place]),
    ),
    memories: networks.memories.map((size) => new Float32Array(rows.length * size)),
  })
  return {
    differentiate(played, sequences, judge, gradient) {
      const memories = memoriesOf(played, sequences, networks.memories)
      const given = { ...pack(played.rows, sequences), memories }
      networks.differentiate(given, judged(judge, sequences), gradient)
    },
    evaluate: (rows) =>
      rows.length === 0 ? shapes.map(() => new Float32Array(0)) : networks.forward(alone(rows)),
    byInput: (rows, judge) =>
      networks.byInput(
        alone(rows),
        judged(
          judge,
          rows.map((_, place) => [place]),
        ),
      ),
  }
}

function pack(
  rows: Played['rows'],
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

/** What each recurrent layer remembered when its sequences began. */
function memoriesOf(
  { before }: Played,
  sequences: readonly (readonly number[])[],
  sizes: readonly number[],
): Float32Array[] {
  let at = 0
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
