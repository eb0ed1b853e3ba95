import type * as tf from '@tensorflow/tfjs-core'
import type { ConvolutionPlan, PoolPlan } from '../../../actors/learner/network/plan.ts'

type Matrix = tf.Tensor2D

/** Numbers moved from one place to another: what comes out, and the way back for its gradient. */
interface Moved {
  readonly out: Float32Array
  back(given: Float32Array): Float32Array
}

/**
 * What each place of a convolution sees, as a row: the convolution is then a product of matrices. The
 * WASM backend has no gradient of convolutions; this one's is numbers added back to where they came from.
 *
 * @returns a function of `all` × what is seen, that gives all · places × what each sees
 */
export function createUnfolding(
  core: typeof tf,
  { table, weights }: ConvolutionPlan,
): (input: Matrix) => Matrix {
  return createMove(core, weights.rows, (from, width) => {
    const all = from.length / width
    const out = new Float32Array(all * table.length)
    for (let row = 0, to = 0; row < all; row++) {
      for (let at = 0; at < table.length; at++, to++) {
        const of = table[at] as number
        if (of >= 0) out[to] = from[row * width + of] as number
      }
    }
    return {
      out,
      back(given) {
        const sums = new Float32Array(from.length)
        for (let row = 0, at = 0; row < all; row++) {
          for (let nth = 0; nth < table.length; nth++, at++) {
            const of = table[nth] as number
            if (of < 0) continue
            const to = row * width + of
            sums[to] = (sums[to] as number) + (given[at] as number)
          }
        }
        return sums
      },
    }
  })
}

/** The largest of three looks; its gradient goes to where it came from. */
export function createPooling(core: typeof tf, { looks, width }: PoolPlan) {
  const size = looks * width
  return createMove(core, size, (from) => {
    const chosen = new Int32Array(from.length)
    for (let at = 0; at < from.length; at++) {
      const place = at % size
      let best = at
      for (const other of [at - width, at + width]) {
        const inside = other === at - width ? place >= width : place + width < size
        if (inside && (from[other] as number) > (from[best] as number)) best = other
      }
      chosen[at] = best
    }
    return {
      out: Float32Array.from(chosen, (of) => from[of] as number),
      back(given) {
        const sums = new Float32Array(from.length)
        chosen.forEach((to, at) => {
          sums[to] = (sums[to] as number) + (given[at] as number)
        })
        return sums
      },
    }
  })
}

/** An operation of moves alone, in place: whatever the backend, they are typed arrays. */
function createMove(
  core: typeof tf,
  columns: number,
  move: (from: Float32Array, width: number) => Moved,
): (input: Matrix) => Matrix {
  const operation = core.customGrad((given) => {
    const input = given as Matrix
    const { out, back } = move(input.dataSync<'float32'>(), input.shape[1])
    const { shape } = input
    return {
      value: core.tensor2d(out, [out.length / columns, columns]),
      gradFunc: (dy: tf.Tensor) => core.tensor2d(back(dy.dataSync<'float32'>()), shape),
    }
  })
  return (input) => operation(input) as Matrix
}
