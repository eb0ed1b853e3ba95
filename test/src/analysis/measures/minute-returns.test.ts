import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE } from '../../../../protocols/units.ts'
import { deviationBp, minuteReturns } from '../../../../src/analysis/measures/minute-returns.ts'

test('each minute shows the last mid before it, and a quiet minute returns nothing', () => {
  const mids = {
    at: [0, MINUTE, MINUTE + 1, 3 * MINUTE - 1, 3 * MINUTE],
    mid: [100, 110, Number.NaN, 120, 121],
  }
  const returns = minuteReturns(mids, { from: 0, to: 3 * MINUTE + 5 })
  expect([...returns]).toEqual([Math.log(110) - Math.log(100), 0, Math.log(121) - Math.log(110)])
})

test('minutes before the first mid give no return', () => {
  const mids = { at: [2.5 * MINUTE], mid: [100] }
  expect(minuteReturns(mids, { from: 0, to: 5 * MINUTE })).toHaveLength(2)
  expect(minuteReturns({ at: [], mid: [] }, { from: 0, to: 5 * MINUTE })).toHaveLength(0)
  expect(minuteReturns(mids, { from: 5, to: 5 })).toHaveLength(0)
})

test('the deviation is the sample deviation, in basis points', () => {
  expect(deviationBp([0.0001, -0.0001])).toBeCloseTo(Math.SQRT2, 12)
  expect(deviationBp([0.0001])).toBeNaN()
})

const path = fc.array(fc.integer({ min: 900, max: 1100 }), { minLength: 2, maxLength: 40 })
const minutely = (mid: number[]) => ({ at: mid.map((_, index) => index * MINUTE), mid })

test('minute returns sum to the return of the whole span, whatever the currency', () => {
  fc.assert(
    fc.property(path, fc.integer({ min: 2, max: 50 }), (mid, scale) => {
      const span = { from: 0, to: (mid.length - 1) * MINUTE }
      const returns = minuteReturns(minutely(mid), span)
      expect(returns).toHaveLength(mid.length - 1)
      const sum = returns.reduce((total, change) => total + change, 0)
      expect(sum).toBeCloseTo(Math.log(mid.at(-1)! / mid[0]!), 10)
      const scaled = minuteReturns(minutely(mid.map((price) => price * scale)), span)
      for (const [index, change] of scaled.entries())
        expect(change).toBeCloseTo(returns[index]!, 10)
    }),
  )
})
