import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookImbalance } from '../../../../src/analysis/measures/book-imbalance.ts'

test('a book of 30 to 10 for 10 ns and of 0 to 5 for 30 ns is imbalanced by −.625', () => {
  const sizes = { at: [0, 10, 40], bidSize: [30, 0, 0], askSize: [10, 5, 0] }
  const { mean, magnitude } = bookImbalance(sizes, { from: 0, to: 100 })
  expect(mean).toBeCloseTo((0.5 * 10 - 1 * 30) / 40)
  expect(magnitude).toBeCloseTo((0.5 * 10 + 1 * 30) / 40)
})

test('imbalance by time is what a look at every nanosecond finds on average', () => {
  const book = fc.array(
    fc.record({ bid: fc.nat({ max: 9 }), ask: fc.nat({ max: 9 }), gap: fc.nat({ max: 5 }) }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(book, (rows) => {
      let now = 0
      const at = rows.map(({ gap }) => (now += gap))
      const sizes = { at, bidSize: rows.map(({ bid }) => bid), askSize: rows.map(({ ask }) => ask) }
      const looks: number[] = []
      for (let time = 2; time < 40; time++) {
        const row = rows[at.findLastIndex((begun) => begun <= time)]
        if (row !== undefined && row.bid + row.ask > 0) {
          looks.push((row.bid - row.ask) / (row.bid + row.ask))
        }
      }
      const mean = looks.reduce((sum, look) => sum + look, 0) / looks.length
      const found = bookImbalance(sizes, { from: 2, to: 40 }).mean
      if (looks.length === 0) expect(found).toBeNaN()
      else expect(found).toBeCloseTo(mean, 10)
    }),
  )
})
