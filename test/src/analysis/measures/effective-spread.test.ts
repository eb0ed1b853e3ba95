import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  effectiveSpreads,
  sizeWeighted,
} from '../../../../src/analysis/measures/effective-spread.ts'
import { realisedSpreads } from '../../../../src/analysis/measures/realised-spread.ts'

const mids = { at: [10, 20, 30], mid: [100, 102, 105] }
const prints = { at: [5, 20, 25], price: [99, 101, 101], size: [1, 2, 6], sign: [1, 1, -1] }

test('a trade is measured against the mid before it, not the mid that it made', () => {
  // The trade at 20 made the mid of 20: it met the mid of 10.
  expect([...effectiveSpreads(prints, mids)]).toEqual([Number.NaN, 2, 2])
})

test('the realised spread takes the mid as it stands later, and nothing after the end', () => {
  // At 5 + 10 the mid is 100; at 20 + 10 it is 105; 25 + 10 is behind the end.
  expect([...realisedSpreads(prints, mids, 10, 34)]).toEqual([-2, -8, Number.NaN])
})

test('large trades weigh more in a size-weighted mean', () => {
  expect(sizeWeighted([Number.NaN, 2, 4], [100, 1, 3])).toBe(3.5)
  expect(sizeWeighted([], [])).toBeNaN()
})

const walk = fc.record({
  mids: fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 1, maxLength: 30 }),
  trades: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 350 }),
      price: fc.integer({ min: 50, max: 150 }),
      sign: fc.constantFrom(-1, 1),
    }),
    { maxLength: 20 },
  ),
})

test('effective and realised spreads agree with a plain look for each trade', () => {
  fc.assert(
    fc.property(walk, fc.integer({ min: 1, max: 60 }), (market, after) => {
      const book = { at: market.mids.map((_, index) => 10 * (index + 1)), mid: market.mids }
      const trades = market.trades.toSorted((left, right) => left.at - right.at)
      const tape = {
        at: trades.map(({ at }) => at),
        price: trades.map(({ price }) => price),
        size: trades.map(() => 1),
        sign: trades.map(({ sign }) => sign),
      }
      const look = (index: number): number => (index < 0 ? Number.NaN : book.mid[index]!)
      const effective = trades.map(({ at, price, sign }) => {
        return 2 * sign * (price - look(book.at.findLastIndex((time) => time < at)))
      })
      const realised = trades.map(({ at, price, sign }) => {
        if (at + after > 300) return Number.NaN
        return 2 * sign * (price - look(book.at.findLastIndex((time) => time <= at + after)))
      })
      expect([...effectiveSpreads(tape, book)]).toEqual(effective)
      expect([...realisedSpreads(tape, book, after, 300)]).toEqual(realised)
    }),
  )
})

test('selling where one bought turns the sign of the effective spread', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.constantFrom(-1, 1), (price, sign) => {
      const book = { at: [1], mid: [100] }
      const one = { at: [2], price: [price], size: [1] }
      const [there] = effectiveSpreads({ ...one, sign: [sign] }, book)
      const [back] = effectiveSpreads({ ...one, sign: [-sign] }, book)
      expect(there! + back!).toBe(0)
    }),
  )
})
