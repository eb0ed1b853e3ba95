import { expect, test } from 'vitest'
import { priceImpacts } from '../../../../src/analysis/measures/price-impact.ts'

test('a purchase that lifts the mid by 3 ticks has an impact of 6, a sale that it falls after too', () => {
  const mids = { at: [10, 20, 30, 40], mid: [100, 103, 101, 98] }
  const prints = { at: [15, 35], price: [101, 100], size: [1, 1], sign: [1, -1] }
  expect([...priceImpacts(prints, mids, 6, 100)]).toEqual([6, 6])
})
