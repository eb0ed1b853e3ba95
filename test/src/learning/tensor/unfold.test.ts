import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConvolutionPlan, planOf } from '../../../../actors/learner/network/plan.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { chooseBackend } from '../../../../src/learning/tensor/backend.ts'
import { createUnfolding } from '../../../../src/learning/tensor/unfold.ts'

const upTo = (max: number) => fc.integer({ min: 1, max })

test('unfolding and a product are the CPU backend’s convolution, and so are both gradients', async () => {
  const { tf } = (await chooseBackend('cpu')).tensors
  const kernel = fc.tuple(upTo(3), upTo(3))
  const stride = fc.tuple(upTo(2), upTo(2))
  const sizes = fc.tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 5 }), upTo(3))
  fc.assert(
    fc.property(sizes, kernel, stride, fc.boolean(), upTo(4), upTo(3), fc.nat(), (...given) => {
      const [[looks, levels, features], [tall, wide], strides, pad, filters, all, seed] = given
      const conv = { type: 'conv' as const, filters, kernel: [tall, wide] as [number, number] }
      const plan = planOf({
        ...{ inputs: levels * features, hidden: [], outputs: 1 },
        book: {
          ...{ from: 0, levels, features, window: looks },
          layers: [{ ...conv, stride: strides, pad, activation: 'relu' }],
        },
      }).book[0] as ConvolutionPlan
      const random = createRandomStream(rootKey(seed, 'unfold'))
      const draw = (size: number) => Float32Array.from({ length: size }, () => random.normal(0, 1))
      tf.tidy(() => {
        const input = tf.tensor2d(draw(all * looks * levels * features), [
          all,
          looks * levels * features,
        ])
        const { rows, columns } = plan.weights
        const filter = tf.tensor2d(draw(rows * columns), [rows, columns])
        const dy = tf.tensor2d(draw(all * plan.places * filters), [all * plan.places, filters])
        const unfold = createUnfolding(tf, plan)
        const product = (x: typeof input, w: typeof filter) => tf.matMul(unfold(x), w)
        const found = [
          product(input, filter),
          ...tf.grads((x, w) => product(x as typeof input, w as typeof filter))(
            [input, filter],
            dy,
          ),
        ]

        const before = pad ? (tall - 1) >> 1 : 0
        const around = [before, pad ? tall - 1 - before : 0]
        const how = {
          ...{ strides, dataFormat: 'NHWC', dilations: [1, 1], dimRoundingMode: 'floor' },
          pad: [[0, 0], around, [0, 0], [0, 0]],
        }
        const x = tf.reshape(input, [all, looks, levels, features])
        const w = tf.reshape(filter, [tall, wide, features, filters])
        const run = (name: string, inputs: object, more: object) =>
          tf.engine().runKernel(name, inputs as never, { ...how, ...more } as never) as typeof x
        const y = run('Conv2D', { x, filter: w }, {})
        const slope = tf.reshape(dy, y.shape)
        const plain = [
          y,
          run('Conv2DBackpropInput', { dy: slope, filter: w }, { inputShape: x.shape }),
          run('Conv2DBackpropFilter', { x, dy: slope }, { filterShape: w.shape }),
        ]
        plain.forEach((tensor, nth) => {
          const own = found[nth]?.dataSync() as Float32Array
          tensor.dataSync().forEach((value, at) => {
            expect(Math.abs(value - (own[at] as number))).toBeLessThan(1e-4)
          })
        })
      })
    }),
    { numRuns: 30 },
  )
})
