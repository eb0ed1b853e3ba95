import { beginNetwork } from '../actors/learner/network/begin.ts'
import { createBrain } from '../actors/learner/network/brain.ts'
import type { Convolution, NetworkShape } from '../actors/learner/network/shape.ts'
import { rootKey } from '../protocols/hash.ts'
import { createRandomStream } from '../src/kernel/random-stream.ts'
import { chooseBackend, type Tensors } from '../src/learning/tensor/backend.ts'
import { createDifferentiable } from '../src/learning/tensor/differentiable.ts'
import { type Case, measure, type Run } from './measure.ts'
import { type BenchResult, hashOf } from './result.ts'

const random = () => createRandomStream(rootKey(1, 'bench'))

/** One layer that remembers, over 20 numbers. */
const remembering = (type: 'lstm' | 'gru', units = 64): NetworkShape => ({
  ...{ inputs: 20, hidden: [{ type, units }], outputs: 3 },
})

const conv = (
  filters: number,
  kernel: [number, number],
  stride: [number, number] = [1, 1],
): Convolution => ({
  ...{ type: 'conv', filters, kernel, stride, pad: true, activation: 'leaky-relu' },
})

/** Filters over twenty looks at ten levels, and one dense layer behind. */
const FILTERS: NetworkShape = {
  inputs: 40,
  book: {
    ...{ from: 0, levels: 10, features: 4, window: 20 },
    layers: [conv(16, [1, 1]), conv(16, [4, 2], [1, 2])],
  },
  ...{ hidden: [64], outputs: 9 },
}

/** Zhang, Zohren and Roberts 2019, fig. 3. */
const DEEP_LOB: NetworkShape = {
  inputs: 40,
  book: {
    ...{ from: 0, levels: 40, features: 1, window: 100 },
    layers: [
      ...[conv(16, [1, 2], [1, 2]), conv(16, [4, 1]), conv(16, [4, 1])],
      ...[conv(16, [1, 2], [1, 2]), conv(16, [4, 1]), conv(16, [4, 1])],
      ...[conv(16, [1, 10]), conv(16, [4, 1]), conv(16, [4, 1])],
      { type: 'inception', filters: 32 },
      { type: 'lstm', units: 64 },
    ],
  },
  ...{ hidden: [], outputs: 3 },
}

/** The frozen form, one actor's looks one after another. */
function looks(shape: NetworkShape, count: number): Run {
  const draw = random()
  const brain = createBrain(shape, beginNetwork(shape, 1, draw))
  const memory = new Float64Array(brain.memory)
  const seen = Float64Array.from({ length: shape.inputs }, () => draw.normal(0, 1))
  let said = new Float64Array(0)
  const begun = performance.now()
  for (let nth = 0; nth < count; nth++) {
    seen[nth % seen.length] = ((nth * 7) % 13) / 13
    said = brain.think(brain.take(seen, memory), memory) as typeof said
  }
  const seconds = (performance.now() - begun) / 1_000
  return { count, seconds, hash: hashOf(...said), left: brain }
}

/** The gradient of a network over 32 sequences of `steps`, through TensorFlow.js. */
function gradients(tensors: Tensors, shape: NetworkShape, steps: number, count: number): Run {
  const draw = random()
  const numbers = beginNetwork(shape, 1, draw)
  const network = createDifferentiable(tensors, [shape], numbers)
  const { row } = createBrain(shape, numbers)
  const rows = Float32Array.from({ length: steps * 32 * row }, () => draw.normal(0, 1))
  const memories = network.memories.map((size) => new Float32Array(32 * size))
  const slopes = [new Float32Array(steps * 32 * shape.outputs).fill(1)]
  const gradient = new Float64Array(numbers.length)
  const begun = performance.now()
  for (let nth = 0; nth < count; nth++) {
    network.differentiate({ steps, count: 32, rows, memories }, () => slopes, gradient)
  }
  const seconds = (performance.now() - begun) / 1_000
  return { count, seconds, hash: hashOf(...gradient.map((each) => Math.fround(each)).slice(0, 64)) }
}

/**
 * What layers that remember and filters take: a look of their frozen forms, and a gradient over 32
 * sequences by TensorFlow.js on WASM, by turns.
 */
export async function benchNetworks({ small }: { small: boolean }): Promise<BenchResult[]> {
  const { tensors } = await chooseBackend('wasm')
  const frozen = (what: string, shape: NetworkShape, count: number): Case => ({
    ...{ name: `networks: frozen, ${what}`, unit: 'looks/s' },
    run: () => looks(shape, small ? Math.min(count, 3) : count),
  })
  const learned = (what: string, shape: NetworkShape, steps: number): Case => ({
    ...{ name: `networks: gradient, ${what}`, unit: 'gradients/s' },
    run: () => gradients(tensors, shape, small ? 2 : steps, small ? 1 : 3),
  })
  return measure(
    [
      frozen('LSTM of 64', remembering('lstm'), 20_000),
      frozen('GRU of 64', remembering('gru'), 20_000),
      frozen('filters over 20 looks at 10 levels', FILTERS, 2_000),
      ...(small ? [] : [frozen('DeepLOB', DEEP_LOB, 20)]),
      learned('LSTM of 64, 32 sequences of 50 steps', remembering('lstm'), 50),
      learned('GRU of 64, 32 sequences of 50 steps', remembering('gru'), 50),
      learned('filters over 20 looks at 10 levels, 32 rows', FILTERS, 1),
    ],
    small ? 1 : 5,
  )
}
