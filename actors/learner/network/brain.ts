import { createNetwork } from '../mlp.ts'
import { createBookLayer, createDense, type Layer } from './layers.ts'
import { planOf } from './plan.ts'
import { createRecurrent } from './recurrent.ts'
import { isDense, type NetworkShape } from './shape.ts'

/**
 * A network at work, forward only: plain loops over typed arrays that allocate nothing and give the same
 * bits everywhere. Its memory is the caller's, so that one brain serves any number of actors.
 */
export interface Brain {
  /** Numbers of a memory; one filled with 0 has seen nothing. */
  readonly memory: number
  /** How many of these, the first, are the window's; the rest are the recurrent layers', in their order. */
  readonly window: number
  /** Numbers of a row. */
  readonly row: number
  /**
   * Takes in what there is to see: the window moves on.
   * @returns the row to think of, which is `seen` itself where there is no book, and else the window's
   *   books, oldest first, and the rest of `seen`; overwritten by the next
   */
  take(seen: ArrayLike<number>, memory: Float64Array): ArrayLike<number>
  /** Thinks of a row, and remembers. @returns the outputs, overwritten by the next */
  think(row: ArrayLike<number>, memory: Float64Array): Float64Array
}

/** @param numbers flat, in which the network's begin at `from`; read at each call */
export function createBrain(shape: NetworkShape, numbers: ArrayLike<number>, from = 0): Brain {
  if (isDense(shape)) {
    const { forward } = createNetwork(shape, numbers, from)
    return { memory: 0, window: 0, row: shape.inputs, take: (seen) => seen, think: forward }
  }
  const window = createWindow(shape)
  const { book, hidden, found } = planOf(shape, from)
  const layers = book.map((plan) => createBookLayer(plan, numbers))
  const rest = window.row - window.books
  const joined = new Float64Array(found + rest)
  const seen = new Float64Array(window.books)
  let at = window.memory
  const rows = hidden.map((plan) => {
    if (plan.kind === 'dense') {
      const layer: Layer = createDense(plan, numbers)
      return (input: ArrayLike<number>, _: Float64Array): Float64Array => layer(input)
    }
    const step = createRecurrent(plan, numbers)
    const own = at
    at += step.memory
    return (input: ArrayLike<number>, memory: Float64Array): Float64Array => {
      step.look(input, memory, own)
      return step.said
    }
  })
  return {
    ...{ memory: at, window: window.memory, row: window.row, take: window.take },
    think(row, memory) {
      if (window.books > 0) {
        for (let nth = 0; nth < seen.length; nth++) seen[nth] = row[nth] as number
        let out: ArrayLike<number> = seen
        for (const layer of layers) out = layer(out)
        for (let nth = 0; nth < found; nth++) joined[nth] = out[nth] as number
      }
      for (let nth = 0; nth < rest; nth++) joined[found + nth] = row[window.books + nth] as number
      let out: Float64Array = joined
      for (const layer of rows) out = layer(out, memory)
      return out
    },
  }
}

/** The window over a book; without a book a row is what is seen. */
function createWindow({ inputs, book }: NetworkShape) {
  if (book === undefined) {
    return { memory: 0, books: 0, row: inputs, take: (seen: ArrayLike<number>) => seen }
  }
  const { from, levels, features, window } = book
  const one = levels * features
  const books = one * window
  const row = new Float64Array(books + inputs - one)
  /** The books before the present one. */
  const memory = books - one
  return {
    ...{ memory, books, row: row.length },
    take(seen: ArrayLike<number>, before: Float64Array): Float64Array {
      for (let at = 0; at < memory; at++) row[at] = before[at] as number
      for (let at = 0; at < one; at++) row[memory + at] = seen[from + at] as number
      for (let at = 0; at < from; at++) row[books + at] = seen[at] as number
      for (let at = from + one; at < inputs; at++) row[books + at - one] = seen[at] as number
      for (let at = 0; at < memory; at++) before[at] = row[at + one] as number
      return row
    },
  }
}
