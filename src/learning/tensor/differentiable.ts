import { memoryOf, planOf } from '../../../actors/learner/network/plan.ts'
import type { NetworkShape } from '../../../actors/learner/network/shape.ts'
import type { Tensors } from './backend.ts'
import { createTensorNetwork } from './network.ts'

/** Sequences to be thought of at once, as plain numbers. */
export interface PlainSequences {
  readonly steps: number
  readonly count: number
  /** At each step the rows of all sequences, one after the other. */
  readonly rows: Float32Array
  /** What each recurrent layer begins with: by layer, then by sequence. */
  readonly memories: readonly Float32Array[]
}

/** A network that can be differentiated. */
export interface Differentiable {
  /** Numbers of each memory, by recurrent layer. */
  readonly memories: readonly number[]
  /** The outputs, in the order of the rows. */
  forward(sequences: PlainSequences): Float32Array
  /**
   * Tells the outputs, and adds to `gradient`, at the places of the network's numbers, the derivative of
   * Σ outputs · slopes by each of them.
   *
   * @param slopesOf is told the outputs, and says their slopes in the same order
   */
  differentiate(
    sequences: PlainSequences,
    slopesOf: (outputs: Float32Array) => Float32Array,
    gradient: Float64Array | Float32Array,
  ): void
}

/**
 * The network of `shape` on TensorFlow.js. It leaves no tensor behind.
 *
 * @param numbers flat, in which the network's begin at `from`; read at each call
 */
export function createDifferentiable(
  { tf: core }: Tensors,
  shape: NetworkShape,
  numbers: Float32Array,
  from = 0,
): Differentiable {
  const plan = planOf(shape, from)
  const network = createTensorNetwork(core, plan)
  const remembering = plan.hidden.flatMap((layer) =>
    layer.kind === 'dense' ? [] : [memoryOf(layer)],
  )
  const row = shape.inputs + bookBefore(shape)

  const given = ({ rows, steps, count, memories }: PlainSequences) => ({
    ...{ steps, count, rows: core.tensor2d(rows, [steps * count, row]) },
    memories: memories.map((memory, nth) =>
      core.tensor2d(memory, [count, remembering[nth] as number]),
    ),
  })

  return {
    memories: remembering,
    forward: (sequences) =>
      core.tidy(() =>
        network.forward(network.tensorsOf(numbers), given(sequences)).dataSync<'float32'>(),
      ),
    differentiate(sequences, slopesOf, gradient) {
      core.tidy(() => {
        const judged = core.customGrad((outputs) => {
          const slopes = slopesOf(
            (outputs as typeof outputs & { dataSync(): Float32Array }).dataSync(),
          )
          const { shape: size } = outputs as { shape: [number, number] }
          return { value: core.scalar(0), gradFunc: () => core.tensor2d(slopes, size) }
        })
        const inputs = given(sequences)
        const found = core.grads((...parts) => judged(network.forward(parts as never, inputs)))(
          network.tensorsOf(numbers),
        )
        found.forEach((tensor, nth) => {
          const at = plan.parts[nth]?.at as number
          tensor.dataSync<'float32'>().forEach((x, of) => {
            gradient[at + of] = (gradient[at + of] as number) + x
          })
        })
      })
    },
  }
}

/** Numbers that a window adds to a row. */
const bookBefore = ({ book }: NetworkShape): number =>
  book === undefined ? 0 : (book.window - 1) * book.levels * book.features
