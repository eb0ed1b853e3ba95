import { createNetwork, type Layer, layersOf, type MlpShape, tanh } from './mlp.ts'
import { createBrain } from './network/brain.ts'
import { isDense, type NetworkShape } from './network/shape.ts'

/** Who plays a policy among others: it sees, and later it asks what the network says. */
export interface Member {
  /** @param seen normalised; not written to before `logits` was asked */
  see(seen: Float64Array): void
  /** What the network says of what was seen last; overwritten by the next. */
  logits(): Float64Array
}

/**
 * A policy's network with all who play it. What several of them see before the first of them acts, as those
 * do who wake together, is one product of matrices; each row has the bits that it has alone, so that it makes
 * no difference to anybody who else was awake. Networks with memory think row by row.
 *
 * @returns a function that lets one more in
 */
export function createCrowd(shape: NetworkShape, weights: Float32Array): () => Member {
  if (!isDense(shape)) {
    const brain = createBrain(shape, weights)
    return () => {
      const memory = new Float64Array(brain.memory)
      let last: Float64Array | undefined
      return {
        see(seen) {
          last = seen
        },
        logits: () => brain.think(brain.take(last as Float64Array, memory), memory),
      }
    }
  }
  const think = createProduct(shape, weights)
  const waiting: Waiting[] = []
  return () => {
    const out = new Float64Array(shape.outputs)
    const own: Waiting = { seen: new Float64Array(0), isWaiting: false, out }
    return {
      see(seen) {
        own.seen = seen
        if (!own.isWaiting) waiting.push(own)
        own.isWaiting = true
      },
      logits() {
        if (own.isWaiting) {
          think(waiting)
          for (const one of waiting) one.isWaiting = false
          waiting.length = 0
        }
        return out
      },
    }
  }
}

/** A member who may have seen something that is not thought of yet. */
interface Waiting {
  seen: Float64Array
  isWaiting: boolean
  readonly out: Float64Array
}

/** Rows that are thought of side by side. */
const ABREAST = 4

/** What a row shows, and where the outputs go. */
interface Row {
  readonly seen: ArrayLike<number>
  readonly out: Float64Array
}

/** A dense network for many rows: four go through each layer side by side, so that a weight is read once. */
function createProduct(shape: MlpShape, numbers: Float32Array): (rows: readonly Row[]) => void {
  const layers = layersOf(shape)
  const { forward } = createNetwork(shape, numbers)
  const widest = layers.reduce((most, { outputs }) => Math.max(most, outputs), 0)
  const lanes = () => Array.from({ length: ABREAST }, () => new Float64Array(widest))
  const [one, other] = [lanes(), lanes()]

  const through = (layer: Layer, from: readonly ArrayLike<number>[], to: Float64Array[]): void => {
    const { inputs, outputs, weights, biases } = layer
    const [a, b, c, d] = to as [Float64Array, Float64Array, Float64Array, Float64Array]
    const [p, q, r, s] = from as [
      ...[ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>],
    ]
    for (let at = 0; at < outputs; at++) {
      const bias = numbers[biases + at] as number
      a[at] = bias
      b[at] = bias
      c[at] = bias
      d[at] = bias
    }
    for (let nth = 0; nth < inputs; nth++) {
      const w = p[nth] as number
      const x = q[nth] as number
      const y = r[nth] as number
      const z = s[nth] as number
      const row = weights + nth * outputs
      for (let at = 0; at < outputs; at++) {
        const weight = numbers[row + at] as number
        a[at] = (a[at] as number) + w * weight
        b[at] = (b[at] as number) + x * weight
        c[at] = (c[at] as number) + y * weight
        d[at] = (d[at] as number) + z * weight
      }
    }
  }

  return (rows) => {
    let done = 0
    for (; done + ABREAST <= rows.length; done += ABREAST) {
      const four = rows.slice(done, done + ABREAST)
      let from: readonly ArrayLike<number>[] = four.map(({ seen }) => seen)
      layers.forEach((layer, nth) => {
        const to = nth % 2 === 0 ? one : other
        through(layer, from, to)
        if (nth < layers.length - 1) {
          for (const lane of to) {
            for (let at = 0; at < layer.outputs; at++) lane[at] = tanh(lane[at] as number)
          }
        }
        from = to
      })
      for (const [nth, { out }] of four.entries()) {
        for (let at = 0; at < out.length; at++) out[at] = from[nth]?.[at] as number
      }
    }
    for (; done < rows.length; done++) {
      const { seen, out } = rows[done] as Row
      out.set(forward(seen))
    }
  }
}
