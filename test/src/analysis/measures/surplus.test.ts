import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocativeEfficiency, maximumSurplus } from '../../../../src/analysis/measures/surplus.ts'

test('values 10, 8, 3 and costs 2, 7, 9 can create 8 + 1', () => {
  expect(maximumSurplus([3, 10, 8], [9, 2, 7])).toBe(9)
  const swapped = [
    { value: 10, cost: 7 },
    { value: 8, cost: 9 },
  ]
  expect(allocativeEfficiency(swapped, [3, 10, 8], [9, 2, 7])).toBeCloseTo(2 / 9)
  expect(allocativeEfficiency([], [1], [2])).toBeNaN()
})

test('no way of matching units creates more', () => {
  const units = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 5 })
  const best = (values: readonly number[], costs: readonly number[]): number => {
    const [value, ...rest] = values
    if (value === undefined) return 0
    const pairs = costs.map((cost, at) => value - cost + best(rest, costs.toSpliced(at, 1)))
    return Math.max(best(rest, costs), ...pairs)
  }
  fc.assert(
    fc.property(units, units, (values, costs) => {
      expect(maximumSurplus(values, costs)).toBe(best(values, costs))
    }),
  )
})
