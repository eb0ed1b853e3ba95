import type * as tf from '@tensorflow/tfjs-core'
import { memoryOf, type Plan, planOf } from '../../../actors/learner/network/plan.ts'
import type { NetworkShape } from '../../../actors/learner/network/shape.ts'
import type { Tensors } from './backend.ts'
import { createTensorNetwork } from './network.ts'

type Matrix = tf.Tensor2D

/** Sequences to be thought of at once, as plain numbers. */
export interface PlainSequences {
  readonly steps: number
  readonly count: number
  /** At each step the rows of all sequences, one after the other. */
  readonly rows: Float32Array
  /** What each recurrent layer begins with: by network, by layer, then by sequence. */
  readonly memories: readonly Float32Array[]
}

/** What is told the outputs of each network, in the order of the rows, and says their slopes in the same. */
export type SlopesOf = (outputs: readonly Float32Array[]) => readonly Float32Array[]

/** Networks that can be differentiated. */
export interface Differentiable {
  /** Numbers of each memory, by network and recurrent layer. */
  readonly memories: readonly number[]
  /** The outputs of each, in the order of the rows. */
  forward(sequences: PlainSequences): readonly Float32Array[]
  /**
   * Adds to `gradient`, at the places of the networks' numbers, the derivative of Σ outputs · slopes by
   * each of them.
   */
  differentiate(
    sequences: PlainSequences,
    slopesOf: SlopesOf,
    gradient: Float64Array | Float32Array,
  ): void
  /** The derivative of Σ outputs · slopes by each number of each row. */
  byInput(sequences: PlainSequences, slopesOf: SlopesOf): Float32Array
}

/**
 * Networks on TensorFlow.js, all of which see the same. They leave no tensor behind.
 *
 * @param shapes of the same inputs and the same book
 * @param numbers flat, in which the networks' follow one another; read at each call
 */
export function createDifferentiable(
  { tf: core }: Tensors,
  shapes: readonly NetworkShape[],
  numbers: Float32Array,
): Differentiable {
  let [from, part, memory] = [0, 0, 0]
  const networks = shapes.map((shape) => {
    const plan = planOf(shape, from)
    const own = { plan, network: createTensorNetwork(core, plan), memories: memoriesOf(plan) }
    const begins = { part, memory }
    from += plan.size
    part += plan.parts.length
    memory += own.memories.length
    return { ...own, begins }
  })
  const memories = networks.flatMap((of) => of.memories)
  const [first] = shapes as readonly [NetworkShape]
  const width = first.inputs + bookBefore(first)

  const given = ({ rows, steps, count, memories: before }: PlainSequences) => ({
    ...{ steps, count, rows: core.tensor2d(rows, [steps * count, width]) },
    memories: before.map((memory, nth) => core.tensor2d(memory, [count, memories[nth] as number])),
  })
  const tensorsOf = (): Matrix[] => networks.flatMap(({ network }) => network.tensorsOf(numbers))
  const forward = (tensors: readonly Matrix[], inputs: ReturnType<typeof given>): Matrix[] =>
    networks.map(({ network, plan, begins: { part, memory }, memories }) =>
      network.forward(tensors.slice(part, part + plan.parts.length), {
        ...inputs,
        memories: inputs.memories.slice(memory, memory + memories.length),
      }),
    )
  /** A number whose derivatives by the outputs are what is said of them. */
  const judged = (outputs: readonly Matrix[], slopesOf: SlopesOf) =>
    core.customGrad((...of) => {
      const all = of.slice(0, outputs.length) as unknown as Matrix[]
      const slopes = slopesOf(all.map((each) => each.dataSync<'float32'>()))
      return {
        value: core.scalar(0),
        gradFunc: () =>
          slopes.map((slope, nth) => core.tensor2d(slope, (all[nth] as Matrix).shape)),
      }
    })(...outputs)

  return {
    memories,
    forward: (sequences) => {
      const outs: Float32Array[] = []
      core.tidy(() => {
        for (const out of forward(tensorsOf(), given(sequences))) {
          outs.push(out.dataSync<'float32'>())
        }
      })
      return outs
    },
    differentiate(sequences, slopesOf, gradient) {
      core.tidy(() => {
        const inputs = given(sequences)
        const found = core.grads((...tensors) =>
          judged(forward(tensors as Matrix[], inputs), slopesOf),
        )(tensorsOf())
        const places = networks.flatMap(({ plan }) => plan.parts)
        found.forEach((tensor, nth) => {
          const at = places[nth]?.at as number
          tensor.dataSync<'float32'>().forEach((x, of) => {
            gradient[at + of] = (gradient[at + of] as number) + x
          })
        })
      })
    },
    byInput(sequences, slopesOf) {
      let found = new Float32Array(0)
      core.tidy(() => {
        const [inputs, tensors] = [given(sequences), tensorsOf()]
        const slope = core.grad((rows) =>
          judged(forward(tensors, { ...inputs, rows: rows as Matrix }), slopesOf),
        )(inputs.rows)
        found = slope.dataSync<'float32'>() as typeof found
      })
      return found
    },
  }
}

/** What the recurrent layers that remember do so with. */
const memoriesOf = ({ hidden }: Plan): readonly number[] =>
  hidden.flatMap((layer) => (layer.kind === 'dense' ? [] : [memoryOf(layer)]))

/** Numbers that a window adds to a row. */
const bookBefore = ({ book }: NetworkShape): number =>
  book === undefined ? 0 : (book.window - 1) * book.levels * book.features
