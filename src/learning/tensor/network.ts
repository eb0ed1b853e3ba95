import type * as tf from '@tensorflow/tfjs-core'
import type {
  BookPlan,
  DensePlan,
  Part,
  Plan,
  RecurrentPlan,
} from '../../../actors/learner/network/plan.ts'
import { createRecurrence } from './recurrence.ts'
import { createPooling, createUnfolding } from './unfold.ts'

type Tensor = tf.Tensor
type Matrix = tf.Tensor2D

/** Rows of several sequences: at each step those of all sequences, one after the other. */
export interface Sequences {
  /** steps · count × row. */
  readonly rows: Matrix
  readonly steps: number
  readonly count: number
  /** What each recurrent layer that remembers begins with, in their order: count × its memory. */
  readonly memories: readonly Matrix[]
}

/** A network of tensors. */
export interface TensorNetwork {
  /** Its numbers as tensors, in the order of the plan's parts. The caller disposes of them. */
  tensorsOf(numbers: Float32Array): Matrix[]
  /** @returns the outputs, steps · count × outputs; within `tidy`, it leaves intermediate tensors */
  forward(parts: readonly Matrix[], sequences: Sequences): Matrix
}

/** The network of `plan` on TensorFlow.js: the reference for every other form of it. */
export function createTensorNetwork(core: typeof tf, plan: Plan): TensorNetwork {
  const nth = new Map(plan.parts.map((part, at) => [part, at]))
  const { book, inputs } = plan.shape
  const books = book === undefined ? 0 : book.window * book.levels * book.features
  const rest = book === undefined ? inputs : inputs - book.levels * book.features
  const layers = plan.book.map((layer) => bookLayerOf(core, layer))

  return {
    tensorsOf: (numbers) =>
      plan.parts.map(({ at, rows, columns }) =>
        core.tensor2d(numbers.slice(at, at + rows * columns), [rows, columns]),
      ),
    forward(parts, { rows, steps, count, memories }) {
      const read = (part: Part): Matrix => parts[nth.get(part) as number] as Matrix
      let out = rows
      if (book !== undefined) {
        const all = steps * count
        let found: Tensor = core.slice(rows, [0, 0], [all, books])
        for (const layer of layers) found = layer(found as Matrix, all, read)
        const seen = core.reshape(found, [all, plan.found]) as Matrix
        out =
          rest === 0 ? seen : core.concat2d([seen, core.slice(rows, [0, books], [all, rest])], 1)
      }
      let remembering = 0
      for (const layer of plan.hidden) {
        if (layer.kind === 'dense') out = dense(core, layer, out, read)
        else {
          const memory = memories[remembering++] as Matrix
          out = createRecurrence(core, layer)(out, { steps, count }, memory, read, 'all')
        }
      }
      return out
    },
  }
}

/** Reads a part's tensor. */
export type Read = (part: Part) => Matrix

function dense(core: typeof tf, { weights, biases, bend }: DensePlan, input: Matrix, read: Read) {
  const sum = core.add(core.matMul(input, read(weights)), read(biases)) as Matrix
  return bend === 'tanh' ? core.tanh(sum) : sum
}

/** A layer of the book: `all` × what is seen in, `all` × what is found out. */
type BookLayer = (input: Matrix, all: number, read: Read) => Matrix

function bookLayerOf(core: typeof tf, plan: BookPlan): BookLayer {
  switch (plan.kind) {
    case 'conv': {
      const unfold = createUnfolding(core, plan)
      const { places, weights, biases, bend } = plan
      return (input, all, read) => {
        const seen = unfold(input)
        const sum = core.add(core.matMul(seen, read(weights)), read(biases)) as Matrix
        const bent =
          bend === 'tanh' ? core.tanh(sum) : core.leakyRelu(sum, bend === 'relu' ? 0 : LEAK)
        return core.reshape(bent, [all, places * weights.columns])
      }
    }
    case 'pool':
      return createPooling(core, plan)
    case 'branches': {
      const { places, filters, branches } = plan
      const made = branches.map((branch) => branch.map((layer) => bookLayerOf(core, layer)))
      return (input, all, read) => {
        const found = made.map((branch) => {
          const out = branch.reduce((before, layer) => layer(before, all, read), input)
          return core.reshape(out, [all * places, filters]) as Matrix
        })
        return core.reshape(core.concat2d(found, 1), [all, places * filters * made.length])
      }
    }
    default:
      return windowed(core, plan)
  }
}

/** A recurrent layer over the window: each row is a sequence of its own, of which the last counts. */
function windowed(core: typeof tf, plan: RecurrentPlan): BookLayer {
  const recur = createRecurrence(core, plan)
  const { looks, weights, kind, units } = plan
  return (input, all, read) => {
    const width = weights.rows
    const bySteps = core.transpose(core.reshape(input, [all, looks, width]), [1, 0, 2])
    const rows = core.reshape(bySteps, [looks * all, width]) as Matrix
    const memory = core.zeros([all, kind === 'lstm' ? 2 * units : units]) as Matrix
    return recur(rows, { steps: looks, count: all }, memory, read, 'last')
  }
}

const LEAK = 0.01
