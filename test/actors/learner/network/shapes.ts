import fc from 'fast-check'
import { planOf } from '../../../../actors/learner/network/plan.ts'
import type { Book, NetworkShape, Recurrent } from '../../../../actors/learner/network/shape.ts'

const width = fc.integer({ min: 1, max: 6 })

const recurrent: fc.Arbitrary<Recurrent> = fc.record({
  type: fc.constantFrom('lstm' as const, 'gru' as const),
  units: width,
})

const layer: fc.Arbitrary<Book['layers'][number]> = fc.oneof(
  fc.record({
    type: fc.constant('conv' as const),
    filters: width,
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    pad: fc.boolean(),
    activation: fc.constantFrom('relu' as const, 'leaky-relu' as const, 'tanh' as const),
  }),
  fc.record({ type: fc.constant('inception' as const), filters: width }),
  recurrent,
)

const book: fc.Arbitrary<Book> = fc.record({
  from: fc.integer({ min: 0, max: 2 }),
  levels: width,
  features: fc.integer({ min: 1, max: 4 }),
  window: fc.integer({ min: 1, max: 5 }),
  layers: fc.array(layer, { maxLength: 3 }),
})

/** Networks of all kinds, small. */
export const networkShape: fc.Arbitrary<NetworkShape> = fc
  .record({
    more: fc.integer({ min: 0, max: 3 }),
    book: fc.option(book, { nil: undefined }),
    hidden: fc.array(fc.oneof(width, recurrent), { maxLength: 3 }),
    outputs: width,
  })
  .map(({ more, book, hidden, outputs }) => ({
    ...{ book, hidden, outputs },
    inputs: (book === undefined ? 1 : book.from + book.levels * book.features) + more,
  }))
  .filter((shape) => {
    try {
      return planOf(shape).size > 0
    } catch {
      return false
    }
  })

/** DeepLOB (Zhang, Zohren and Roberts 2019, fig. 3), its filters and window cut to a size for tests. */
export const deepLob = (levels: number, window: number, filters: number): NetworkShape => {
  const conv = (kernel: [number, number], stride: [number, number] = [1, 1]) => ({
    ...{ type: 'conv' as const, filters, kernel, stride, pad: true },
    activation: 'leaky-relu' as const,
  })
  return {
    inputs: 4 * levels,
    book: {
      ...{ from: 0, levels: 4 * levels, features: 1, window },
      layers: [
        ...[conv([1, 2], [1, 2]), conv([4, 1]), conv([4, 1])],
        ...[conv([1, 2], [1, 2]), conv([4, 1]), conv([4, 1])],
        ...[conv([1, levels]), conv([4, 1]), conv([4, 1])],
        ...[
          { type: 'inception' as const, filters: 2 * filters },
          { type: 'lstm' as const, units: 4 * filters },
        ],
      ],
    },
    hidden: [],
    outputs: 3,
  }
}
