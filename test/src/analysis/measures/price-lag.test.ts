import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priceLag } from '../../../../src/analysis/measures/price-lag.ts'

test('a market that says what was true so long ago is so far behind', () => {
  const path = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 30, maxLength: 60 })
  fc.assert(
    fc.property(
      path,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (moves, behind, step) => {
        // A value that moves at each step: at no other lag is it the same all the time.
        let value = 1_000
        const values = moves.map((move, nth) => {
          value += move === 0 ? 10 : move
          return nth === 0 ? 1_000 : value
        })
        const fundamental = (at: number): number =>
          values[Math.max(0, Math.floor(at / step))] as number
        const at = Float64Array.from(values, (_, nth) => nth * step)
        const mid = at.map((time) => fundamental(time - behind * step))
        const span = { from: 0, to: (values.length - 1) * step }
        expect(priceLag({ at, mid }, fundamental, span, step, 8)).toBe(behind * step)
      },
    ),
  )
})

test('moments without a mid are left out, and without any there is no lag', () => {
  const fundamental = (at: number): number => at * at
  const at = Float64Array.of(0, 1, 2, 3, 4, 5)
  // At 3 and 5 the market says what was true one step before; at 4 it says nothing.
  const mid = Float64Array.of(0, 0, 0, 4, Number.NaN, 16)
  const span = { from: 0, to: 5 }
  expect(priceLag({ at, mid }, fundamental, span, 1, 2)).toBe(1)
  expect(priceLag({ at, mid: mid.fill(Number.NaN) }, fundamental, span, 1, 2)).toBeNaN()
  expect(
    priceLag({ at: at.subarray(0, 0), mid: mid.subarray(0, 0) }, fundamental, span, 1, 2),
  ).toBeNaN()
})
