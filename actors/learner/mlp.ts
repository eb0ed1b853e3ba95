import type { Random } from '../actor.ts'
import type { Part } from './network/plan.ts'
import { multiply } from './network/product.ts'
import { bend } from './tanh.ts'

/** A network of dense layers: tanh on all but the last. */
export interface MlpShape {
  readonly inputs: number
  readonly hidden: readonly number[]
  readonly outputs: number
}

/** One dense layer, and where its numbers stand in the flat vector: weights in × out, then biases. */
export interface Layer {
  readonly inputs: number
  readonly outputs: number
  readonly weights: number
  readonly biases: number
}

/** The layers of a network whose numbers begin at `from`. */
export function layersOf({ inputs, hidden, outputs }: MlpShape, from = 0): readonly Layer[] {
  let at = from
  let width = inputs
  return [...hidden, outputs].map((next) => {
    const layer = { inputs: width, outputs: next, weights: at, biases: at + width * next }
    at = layer.biases + next
    width = next
    return layer
  })
}

/** How many numbers a network has. */
export const sizeOf = (shape: MlpShape): number =>
  layersOf(shape).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0)

/**
 * Begins the numbers of a network: orthogonal weights (Saxe, McClelland and Ganguli 2014) of gain √2, of
 * the last layer `lastGain`, and biases of 0.
 */
export function initialise(shape: MlpShape, lastGain: number, random: Random): Float32Array {
  const numbers = new Float32Array(sizeOf(shape))
  const layers = layersOf(shape)
  layers.forEach((layer, nth) => {
    const gain = nth === layers.length - 1 ? lastGain : Math.SQRT2
    const { inputs, outputs, weights } = layer
    orthogonal(inputs, outputs, random).forEach((x, at) => {
      numbers[weights + at] = gain * x
    })
  })
  return numbers
}

/** A random matrix, rows × columns, whose shorter side's vectors are orthonormal: Gram and Schmidt. */
export function orthogonal(rows: number, columns: number, random: Random): Float64Array {
  const isWide = columns > rows
  const [count, length] = isWide ? [rows, columns] : [columns, rows]
  const vectors: Float64Array[] = []
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal(0, 1))
    for (const other of vectors) {
      const along = vector.reduce((sum, x, at) => sum + x * (other[at] as number), 0)
      other.forEach((x, at) => {
        vector[at] = (vector[at] as number) - along * x
      })
    }
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
    vectors.push(vector.map((x) => x / norm))
  }
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns]
    return isWide
      ? ((vectors[row] as Float64Array)[column] as number)
      : ((vectors[column] as Float64Array)[row] as number)
  })
}

/** A network at work: forward, and back again. It allocates nothing, and gives the same bits everywhere. */
export interface Network {
  /** Takes `inputs` numbers and gives `outputs`, which the next call overwrites. */
  forward(input: ArrayLike<number>): Float64Array
  /**
   * After a `forward`: adds to `gradient`, at the places of the network's numbers, the derivative of
   * Σ outputs · `out` by each of them.
   *
   * @returns the same by each of the inputs, which the next call overwrites
   */
  backward(out: ArrayLike<number>, gradient: Float64Array | Float32Array): Float64Array
}

/** @param numbers flat, in which the network's begin at `from`; read at each call */
export function createNetwork(shape: MlpShape, numbers: ArrayLike<number>, from = 0): Network {
  const layers = layersOf(shape, from)
  const parts = layers.map(partsOf)
  const outs = layers.map(({ outputs }) => new Float64Array(outputs))
  const deltas = layers.map(({ outputs }) => new Float64Array(outputs))
  const byInput = new Float64Array(shape.inputs)
  const last = layers.length - 1
  let given: ArrayLike<number> = []

  const forward = (input: ArrayLike<number>): Float64Array => {
    given = input
    let at: ArrayLike<number> = input
    for (let nth = 0; nth <= last; nth++) {
      const { weights, biases } = parts[nth] as Parts
      const out = outs[nth] as Float64Array
      multiply(at, weights, biases, numbers, out)
      if (nth < last) bend(out)
      at = out
    }
    return outs[last] as Float64Array
  }

  const backward = (
    out: ArrayLike<number>,
    gradient: Float64Array | Float32Array,
  ): Float64Array => {
    ;(deltas[last] as Float64Array).set(out)
    for (let nth = last; nth >= 0; nth--) {
      const { inputs, outputs, weights, biases } = layers[nth] as Layer
      const delta = deltas[nth] as Float64Array
      const input = nth === 0 ? given : (outs[nth - 1] as Float64Array)
      const before = deltas[nth - 1]
      for (let to = 0; to < outputs; to++) {
        gradient[biases + to] = (gradient[biases + to] as number) + (delta[to] as number)
      }
      for (let of = 0; of < inputs; of++) {
        const x = input[of] as number
        const row = weights + of * outputs
        let sum = 0
        for (let to = 0; to < outputs; to++) {
          const d = delta[to] as number
          gradient[row + to] = (gradient[row + to] as number) + x * d
          sum += (numbers[row + to] as number) * d
        }
        if (before === undefined) byInput[of] = sum
        else before[of] = sum * (1 - x * x)
      }
    }
    return byInput
  }
  return { forward, backward }
}

/** A layer's weights and biases. */
export interface Parts {
  readonly weights: Part
  readonly biases: Part
}

/** A layer's numbers as the parts of a product. */
export const partsOf = ({ inputs, outputs, weights, biases }: Layer): Parts => ({
  weights: { at: weights, rows: inputs, columns: outputs },
  biases: { at: biases, rows: 1, columns: outputs },
})
