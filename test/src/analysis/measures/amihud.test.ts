import { expect, test } from 'vitest'
import { amihud } from '../../../../src/analysis/measures/amihud.ts'

test('returns of 1 % and −3 % on 100 and 50 lots at 200 ticks: the mean of .01/20000 and .03/10000', () => {
  const value = amihud([0.01, -0.03, 0.5], [100, 50, 0], 200)
  expect(value).toBeCloseTo((0.01 / 20_000 + 0.03 / 10_000) / 2, 15)
})

test('a market without a trade has none', () => {
  expect(amihud([0.01], [0], 200)).toBeNaN()
})
