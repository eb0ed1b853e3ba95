import { type Layer, layersOf, type MlpShape } from '../../../actors/learner/mlp.ts'
import { LAYERS_MODULE } from './layers-module.ts'

/** The module's functions: `scripts/assembly/dense-layers.ts` says what each does. */
interface Kernels {
  dense(...of: readonly number[]): void
  unbend(delta: number, y: number, count: number): void
  byNumbers(...of: readonly number[]): void
  byInput(...of: readonly number[]): void
  squares(at: number, count: number): number
  adam(...of: readonly number[]): void
}

/** A network in the module's memory. */
export interface FusedNetwork {
  /** Outputs of the last forward pass, row by row. */
  readonly outputs: Float32Array
  /** Where the slopes by the outputs are to be written before `backward`. */
  readonly slopes: Float32Array
  /** Evaluates the first `rows` rows of the input. */
  forward(rows: number): void
  /** After a `forward` of as many rows: writes the gradient, in the place of what stood there. */
  backward(rows: number): void
  /** The same by the input in `byInput`, and no gradient. */
  inward(rows: number): void
  /** What `inward` writes, row by row. */
  readonly byInput: Float32Array
}

/** Dense networks side by side on one flat vector, and Adam on it. */
export interface FusedNetworks {
  readonly numbers: Float32Array
  readonly gradient: Float32Array
  /** Adam's moments. */
  readonly first: Float32Array
  readonly second: Float32Array
  /** What all of them see, row by row. */
  readonly input: Float32Array
  readonly networks: readonly FusedNetwork[]
  /** The length of the gradient. */
  norm(): number
  /** A step of Adam: the gradient times `scale`, `left` the 1 − βᵗ of its two moments. */
  adam(scale: number, rate: number, left: readonly [number, number]): void
}

/** What Node has of WebAssembly, which its types do not tell. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  readonly Memory: new (pages: {
    readonly initial: number
    readonly maximum: number
  }) => { readonly buffer: ArrayBuffer }
}

let compiled: object | undefined

/** The module, compiled once. */
function compile(): object {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(LAYERS_MODULE), (c) => c.charCodeAt(0)))
  return compiled
}

/**
 * Dense networks of the same inputs by WebAssembly SIMD: forward, backward and Adam on floats of 32 bits. The
 * operations of WebAssembly are specified to the bit, and every sum has one order: the same everywhere,
 * whatever the number of rows.
 *
 * @param shapes whose numbers follow one another, each as `layersOf` has them
 * @param rows at most at once
 * @throws WebAssembly.CompileError where there is no SIMD, that is, before Node 16.4
 */
export function createFusedNetworks(shapes: readonly MlpShape[], rows: number): FusedNetworks {
  const [{ inputs }] = shapes as readonly [MlpShape]
  const laid = layout(shapes, rows)
  const pages = Math.ceil(laid.bytes / 65_536)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const kernels = new WebAssembly.Instance(compile(), { env: { memory } })
    .exports as unknown as Kernels
  const view = ([at, count]: Place): Float32Array => new Float32Array(memory.buffer, at, count)
  const { numbers, gradient, first, second, input } = laid
  const [, size] = numbers

  const word = ([at]: Place, nth: number): number => at + 4 * nth
  const networks = laid.networks.map(({ layers, outs, deltas, byInput }): FusedNetwork => {
    const last = layers.length - 1
    const unbend = (nth: number, count: number): void => {
      const [delta, size] = [(deltas[nth] as Place)[0], (layers[nth] as Layer).outputs]
      if (nth < last) kernels.unbend(delta, (outs[nth] as Place)[0], count * size)
    }
    const passBack = (nth: number, count: number, [to]: Place): void => {
      const { inputs, outputs, weights } = layers[nth] as Layer
      const [delta] = deltas[nth] as Place
      kernels.byInput(delta, word(numbers, weights), to, count, inputs, outputs)
    }
    return {
      outputs: view(outs[last] as Place),
      slopes: view(deltas[last] as Place),
      byInput: view(byInput),
      forward(count) {
        let from = input[0]
        layers.forEach(({ inputs, outputs, weights, biases }, nth) => {
          const [to] = outs[nth] as Place
          const bend = nth < last ? 1 : 0
          const [w, b] = [word(numbers, weights), word(numbers, biases)]
          kernels.dense(from, w, b, to, count, inputs, outputs, bend)
          from = to
        })
      },
      backward(count) {
        for (let nth = last; nth >= 0; nth--) {
          unbend(nth, count)
          const { inputs, outputs, weights, biases } = layers[nth] as Layer
          const [from] = nth === 0 ? input : (outs[nth - 1] as Place)
          const [w, b] = [word(gradient, weights), word(gradient, biases)]
          kernels.byNumbers(from, (deltas[nth] as Place)[0], w, b, count, inputs, outputs)
          if (nth > 0) passBack(nth, count, deltas[nth - 1] as Place)
        }
      },
      inward(count) {
        for (let nth = last; nth >= 0; nth--) {
          unbend(nth, count)
          passBack(nth, count, nth === 0 ? byInput : (deltas[nth - 1] as Place))
        }
      },
    }
  })
  return {
    ...{ numbers: view(numbers), gradient: view(gradient), input: view([input[0], rows * inputs]) },
    ...{ first: view(first), second: view(second), networks },
    norm: () => Math.sqrt(kernels.squares(gradient[0], size)),
    adam(scale, rate, [left1, left2]) {
      const of = [numbers[0], gradient[0], first[0], second[0], size]
      kernels.adam(...of, scale, rate, left1, left2)
    },
  }
}

/** Where something stands, bytes, and how many floats it is. */
type Place = readonly [at: number, count: number]

/** Gives every array its place; each is followed by room to the next 16 bytes, which Adam runs over. */
function layout(shapes: readonly MlpShape[], rows: number) {
  let bytes = 1_024
  const take = (count: number): Place => {
    const at = bytes
    bytes += (4 * count + 15) & ~15
    return [at, count]
  }
  let size = 0
  const all = shapes.map((shape) => {
    const layers = layersOf(shape, size)
    size = layers.reduce((most, { biases, outputs }) => Math.max(most, biases + outputs), size)
    return layers
  })
  const [numbers, gradient, first, second] = [take(size), take(size), take(size), take(size)]
  const input = take(rows * (shapes[0]?.inputs ?? 0))
  const networks = all.map((layers) => ({
    layers,
    outs: layers.map(({ outputs }) => take(rows * outputs)),
    deltas: layers.map(({ outputs }) => take(rows * outputs)),
    byInput: take(rows * (layers[0]?.inputs ?? 0)),
  }))
  return { numbers, gradient, first, second, input, networks, bytes }
}
