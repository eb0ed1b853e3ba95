import fc from 'fast-check'
import { expect, test } from 'vitest'
import { multiply, multiplyTwo } from '../../../../actors/learner/network/product.ts'

const number = fc.double({ min: -4, max: 4, noNaN: true, noDefaultInfinity: true })

/** Two inputs, and a layer with its biases first or without any. */
const product = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 21 }) })
  .chain(({ rows, columns }) => {
    const many = (length: number) => fc.array(number, { minLength: length, maxLength: length })
    return fc.record({
      one: many(rows),
      other: many(rows),
      weights: fc.constant({ at: columns, rows, columns }),
      biases: fc.constantFrom(undefined, { at: 0, rows: 1, columns }),
      numbers: many(columns * (rows + 1)).map((all) => Float32Array.from(all)),
    })
  })

test('a product is each sum in the order of the inputs, to the bit', () => {
  fc.assert(
    fc.property(product, ({ one, other, weights, biases, numbers }) => {
      const { columns } = weights
      const plain = (input: readonly number[]): number[] =>
        Array.from({ length: columns }, (_, to) =>
          input.reduce(
            (sum, x, of) => sum + x * (numbers[columns + of * columns + to] as number),
            biases === undefined ? 0 : (numbers[to] as number),
          ),
        )
      const alone = new Float64Array(columns)
      multiply(one, weights, biases, numbers, alone)
      expect([...alone]).toEqual(plain(one))
      const both = [new Float64Array(columns), new Float64Array(columns)] as const
      multiplyTwo([one, other], weights, biases, numbers, both)
      expect(both.map((each) => [...each])).toEqual([plain(one), plain(other)])
    }),
  )
})
