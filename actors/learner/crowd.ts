import { createNetwork, layersOf, type MlpShape, partsOf } from './mlp.ts'
import { createBrain } from './network/brain.ts'
import { multiplyTwo, type Pair } from './network/product.ts'
import { isDense, type NetworkShape } from './network/shape.ts'
import { bend } from './tanh.ts'

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

/** What a row shows, and where the outputs go. */
interface Row {
  readonly seen: ArrayLike<number>
  readonly out: Float64Array
}

/** A dense network for many rows: two go through each layer side by side. */
function createProduct(shape: MlpShape, numbers: Float32Array): (rows: readonly Row[]) => void {
  const layers = layersOf(shape)
  const parts = layers.map(partsOf)
  const { forward } = createNetwork(shape, numbers)
  const between = layers
    .slice(0, -1)
    .map(
      ({ outputs }): Pair<Float64Array> => [new Float64Array(outputs), new Float64Array(outputs)],
    )

  return (rows) => {
    let done = 0
    for (; done + 2 <= rows.length; done += 2) {
      const [one, other] = [rows[done] as Row, rows[done + 1] as Row]
      let from: Pair<ArrayLike<number>> = [one.seen, other.seen]
      parts.forEach(({ weights, biases }, nth) => {
        const to = between[nth] ?? ([one.out, other.out] as const)
        multiplyTwo(from, weights, biases, numbers, to)
        if (nth < between.length) to.forEach(bend)
        from = to
      })
    }
    const last = rows[done]
    if (last !== undefined) last.out.set(forward(last.seen))
  }
}
