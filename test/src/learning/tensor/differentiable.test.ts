import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBrain } from '../../../../actors/learner/network/brain.ts'
import { memoryOf, planOf } from '../../../../actors/learner/network/plan.ts'
import type { NetworkShape } from '../../../../actors/learner/network/shape.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import {
  type BackendName,
  chooseBackend,
  type Tensors,
} from '../../../../src/learning/tensor/backend.ts'
import {
  createDifferentiable,
  type PlainSequences,
} from '../../../../src/learning/tensor/differentiable.ts'
import { deepLob, networkShape } from '../../../actors/learner/network/shapes.ts'
import { slopes } from '../slopes.ts'

/** Numbers, rows and memories of sequences for a network; floats of 32 bits, of the size of training. */
function drawn(shape: NetworkShape, seed: number, steps: number, count: number) {
  const random = createRandomStream(rootKey(seed, 'tensor'))
  const draw = (length: number, deviation: number) =>
    Float32Array.from({ length }, () => random.normal(0, deviation))
  const plan = planOf(shape)
  const remembering = plan.hidden.flatMap((one) => (one.kind === 'dense' ? [] : [memoryOf(one)]))
  const numbers = draw(plan.size, 0.4)
  const brain = createBrain(shape, numbers)
  const sequences: PlainSequences = {
    ...{ steps, count, rows: draw(steps * count * brain.row, 1) },
    memories: remembering.map((size) => draw(count * size, 0.5)),
  }
  return { numbers, sequences, brain, remembering }
}

/** The same by the frozen network, row after row. */
function thought(
  brain: ReturnType<typeof createBrain>,
  { steps, count, rows, memories }: PlainSequences,
  remembering: readonly number[],
): Float64Array {
  const outs: number[][] = Array.from({ length: steps * count }, () => [])
  for (let nth = 0; nth < count; nth++) {
    const memory = new Float64Array(brain.memory)
    let at = brain.memory
    ;[...remembering.keys()].reverse().forEach((layer) => {
      const size = remembering[layer] as number
      at -= size
      memory.set((memories[layer] as Float32Array).subarray(nth * size, (nth + 1) * size), at)
    })
    for (let step = 0; step < steps; step++) {
      const row = step * count + nth
      outs[row] = [...brain.think(rows.subarray(row * brain.row, (row + 1) * brain.row), memory)]
    }
  }
  return Float64Array.from(outs.flat())
}

/** Of few numbers: each has a slope to be measured. */
const small = networkShape.filter((shape) => planOf(shape).size <= 250)

const backends: readonly BackendName[] = ['wasm', 'cpu']

test('a thousand updates leave no tensor behind', async () => {
  const { tensors } = await chooseBackend('wasm')
  const shape: NetworkShape = { inputs: 2, hidden: [{ type: 'gru', units: 2 }], outputs: 1 }
  const { numbers, sequences } = drawn(shape, 1, 1, 1)
  const network = createDifferentiable(tensors, [shape], numbers)
  const gradient = new Float64Array(numbers.length)
  const update = () => network.differentiate(sequences, (outputs) => outputs, gradient)
  update()
  const { numTensors, numBytes } = tensors.tf.memory()
  for (let nth = 0; nth < 1_000; nth++) update()
  expect(tensors.tf.memory()).toMatchObject({ numTensors, numBytes })
})

describe.each(backends)('on the backend %s', (backend) => {
  let tensors: Tensors
  beforeAll(async () => {
    tensors = (await chooseBackend(backend)).tensors
  })

  const agrees = (shape: NetworkShape, seed: number, steps: number, count: number) => {
    const { numbers, sequences, brain, remembering } = drawn(shape, seed, steps, count)
    const found = createDifferentiable(tensors, [shape], numbers).forward(
      sequences,
    )[0] as Float32Array
    const plain = thought(brain, sequences, remembering)
    expect(found.length).toBe(plain.length)
    found.forEach((x, at) => {
      const y = plain[at] as number
      expect(Math.abs(x - y)).toBeLessThan(1e-5 * Math.max(1, Math.abs(y)))
    })
  }

  test('a frozen network of any kind says what TensorFlow.js says, to 1e-5', () => {
    fc.assert(
      fc.property(networkShape, fc.nat(), fc.nat(3), fc.nat(2), (shape, seed, steps, count) =>
        agrees(shape, seed, steps + 1, count + 1),
      ),
      { numRuns: backend === 'wasm' ? 40 : 10 },
    )
  })

  test('DeepLOB frozen says what it says on TensorFlow.js', () => {
    agrees(deepLob(10, 20, 4), 1, 1, 3)
  })

  test('the gradient of any network is the slope of its frozen form at every number', () => {
    fc.assert(
      fc.property(small, fc.nat(), fc.nat(2), fc.nat(1), (shape, seed, more, others) => {
        const { numbers, sequences, remembering } = drawn(shape, seed, more + 1, others + 1)
        const random = createRandomStream(rootKey(seed, 'weights'))
        const weights = Float32Array.from(
          { length: (more + 1) * (others + 1) * shape.outputs },
          () => random.normal(0, 1),
        )
        const gradient = new Float64Array(numbers.length)
        createDifferentiable(tensors, [shape], numbers).differentiate(
          sequences,
          () => [weights],
          gradient,
        )
        const exact = Float64Array.from(numbers)
        const brain = createBrain(shape, exact)
        const plain = slopes(exact, () =>
          thought(brain, sequences, remembering).reduce(
            (sum, x, at) => sum + x * (weights[at] as number),
            0,
          ),
        )
        const most = plain.reduce((a, b) => Math.max(a, Math.abs(b)), 1)
        gradient.forEach((x, at) => {
          expect(Math.abs(x - (plain[at] as number))).toBeLessThan(1e-4 * most)
        })
      }),
      { numRuns: backend === 'wasm' ? 15 : 5 },
    )
  })
})
