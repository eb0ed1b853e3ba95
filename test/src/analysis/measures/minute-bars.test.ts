import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minuteBars } from '../../../../src/analysis/measures/minute-bars.ts'
import { minuteReturns } from '../../../../src/analysis/measures/minute-returns.ts'

test('a bar has the return of its step and what was traded in it, its end included', () => {
  const mids = { at: [2, 12, 19], mid: [100, 200, 50] }
  const trades = { at: [0, 10, 11, 20, 21], size: [1, 2, 4, 8, 16] }
  const { returns, volumes } = minuteBars(mids, trades, { from: 0, to: 30 }, 10)
  // At 0 there is no mid yet; at 10 it is 100, at 20 and 30 it is 50.
  expect([...returns]).toEqual([Math.log(50) - Math.log(100), 0])
  expect([...volumes]).toEqual([12, 16])
})

test('bars have the returns that minuteReturns has', () => {
  const market = fc.array(
    fc.tuple(
      fc.nat({ max: 100 }),
      fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 50, max: 150 })),
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(market, fc.integer({ min: 1, max: 30 }), (rows, step) => {
      const sorted = rows.toSorted((a, b) => a[0] - b[0])
      const mids = { at: sorted.map(([at]) => at), mid: sorted.map(([, mid]) => mid) }
      const span = { from: 10, to: 90 }
      expect(minuteBars(mids, { at: [], size: [] }, span, step).returns).toEqual(
        minuteReturns(mids, span, step),
      )
    }),
  )
})
