import { expect, test } from 'vitest'
import { MARKETS, runPeriods } from '../../../../src/study/validation/gode-sunder.ts'

test('traders without intelligence trade every unit in each period, and the efficiency is a sum', () => {
  for (const [market, { values, costs }] of MARKETS.entries()) {
    const { outcome, tapes } = runPeriods('zi-unconstrained', { market, periods: 3, seed: 5 })
    const sum = (all: readonly number[]) => 6 * all.reduce((a, b) => a + b, 0)
    const most = [1020, 1020, 258, 738][market] as number
    expect(outcome.trades).toEqual([6, 6, 6].map((side) => side * values.length))
    for (const share of outcome.efficiencies) {
      expect(share).toBeCloseTo((sum(values) - sum(costs)) / most, 12)
    }
    expect(tapes).toHaveLength(1)
  }
})

test('those who may not lose leave hardly anything', () => {
  const { outcome } = runPeriods('zi-constrained', { market: 0, periods: 20, seed: 5 })
  // The published mean is 99.86 %, and a period's standard deviation .23 points.
  for (const share of outcome.efficiencies) {
    expect(share).toBeGreaterThan(0.97)
    expect(share).toBeLessThanOrEqual(1)
  }
})
