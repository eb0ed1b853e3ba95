import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planLiquidation } from '../../actors/liquidation.ts'

const terms = fc.record({
  shares: fc.integer({ min: 100, max: 1_000_000 }),
  horizon: fc.integer({ min: 1, max: 10 }),
  trades: fc.integer({ min: 1, max: 12 }),
  volatility: fc.double({ min: 0.1, max: 2, noNaN: true }),
  permanentImpact: fc.double({ min: 0, max: 1e-7, noNaN: true }),
  temporaryImpact: fc.double({ min: 1e-6, max: 1e-5, noNaN: true }),
  fixedCost: fc.double({ min: 0, max: 0.1, noNaN: true }),
  riskAversion: fc.double({ min: 0, max: 1e-6, noNaN: true }),
})
type Terms = Parameters<typeof planLiquidation>[0]

/** What a plan costs, share by share, plainly: the price falls for good before the next trade. */
function plainCost(terms: Terms, holdings: readonly number[]) {
  const step = terms.horizon / terms.trades
  let expected = 0
  let variance = 0
  for (let nth = 1; nth <= terms.trades; nth++) {
    const left = holdings[nth] as number
    const sold = (holdings[nth - 1] as number) - left
    expected += terms.permanentImpact * sold * left
    expected += sold * (terms.fixedCost + (terms.temporaryImpact * sold) / step)
    variance += terms.volatility ** 2 * step * left ** 2
  }
  return { expected, variance }
}

test('a plan costs what its trades cost one by one, and no plan nearby costs less', () => {
  fc.assert(
    fc.property(terms, fc.double({ min: -0.2, max: 0.2, noNaN: true }), fc.nat(), (own, by, at) => {
      const plan = planLiquidation(own)
      const { expected, variance } = plainCost(own, plan.holdings)
      expect(plan.expected / expected).toBeCloseTo(1, 9)
      expect(plan.deviation).toBeCloseTo(Math.sqrt(variance), 6)
      if (own.trades === 1) return
      const other = [...plan.holdings]
      other[1 + (at % (own.trades - 1))] = Math.max(0, own.shares * (0.5 + by))
      const worse = plainCost(own, other)
      const best = expected + own.riskAversion * variance
      expect(worse.expected + own.riskAversion * worse.variance).toBeGreaterThanOrEqual(
        best * (1 - 1e-9),
      )
    }),
  )
})

test('holdings fall from all to nothing, evenly where risk costs nothing', () => {
  fc.assert(
    fc.property(terms, (own) => {
      const { holdings } = planLiquidation(own)
      expect(holdings[0]).toBeCloseTo(own.shares, 6)
      expect(holdings[own.trades]).toBe(0)
      for (let nth = 1; nth <= own.trades; nth++) {
        expect(holdings[nth]).toBeLessThan(holdings[nth - 1] as number)
      }
      const even = planLiquidation({ ...own, riskAversion: 0 }).holdings
      for (const [nth, held] of even.entries()) {
        expect(held).toBeCloseTo((own.shares * (own.trades - nth)) / own.trades, 6)
      }
    }),
  )
})

test('permanent impact beyond twice the temporary one a step is refused', () => {
  const own = { shares: 1, horizon: 2, trades: 1, volatility: 1, fixedCost: 0, riskAversion: 0 }
  expect(() => planLiquidation({ ...own, permanentImpact: 1, temporaryImpact: 1 })).toThrow(
    RangeError,
  )
})
