import { expect, test } from 'vitest'
import { distanceToFundamental } from '../../../../src/analysis/measures/price-discovery.ts'

test('a mid 3 ticks off at one look and 4 at the next is √12.5 off', () => {
  const mids = { at: [5, 10, 20], mid: [103, Number.NaN, 104] }
  // Looks at 0 (no mid yet), 8 (103), 16 (one-sided: left out) and 24 (104).
  expect(distanceToFundamental(mids, () => 100, { from: 0, to: 24 }, 8)).toBeCloseTo(
    Math.sqrt(12.5),
  )
  expect(distanceToFundamental(mids, () => 100, { from: 0, to: 4 }, 8)).toBeNaN()
})
