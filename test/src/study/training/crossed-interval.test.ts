import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crossedInterval } from '../../../../src/study/training/crossed-interval.ts'

const value = fc.integer({ min: -50, max: 50 })

test('the estimate is the mean of all; an interval moves and grows with the table', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 4 }), (rows) => {
      const all = rows.flat()
      const { estimate, low, high } = crossedInterval(rows)
      expect(estimate).toBeCloseTo(all.reduce((sum, x) => sum + x, 0) / all.length, 9)
      expect(low).toBeLessThanOrEqual(estimate + 1e-9)
      expect(high).toBeGreaterThanOrEqual(estimate - 1e-9)
      const moved = crossedInterval(rows.map((row) => row.map((x) => 2 * x + 1)))
      expect(moved.low).toBeCloseTo(2 * low + 1, 6)
      expect(moved.high).toBeCloseTo(2 * high + 1, 6)
    }),
    { numRuns: 20 },
  )
})

test('rows that differ make it wider than columns alone would, and so do columns', () => {
  const width = (rows: number[][]): number => {
    const { low, high } = crossedInterval(rows)
    return high - low
  }
  expect(
    width([
      [3, 3],
      [3, 3],
    ]),
  ).toBeCloseTo(0, 12)
  expect(
    width([
      [0, 0, 0],
      [9, 9, 9],
    ]),
  ).toBeGreaterThan(8)
  expect(
    width([
      [0, 9, 0, 9],
      [0, 9, 0, 9],
    ]),
  ).toBeGreaterThan(6)
  // One row: nothing is known of what another would be.
  expect(width([[5, 5, 5]])).toBeCloseTo(0, 12)
})
