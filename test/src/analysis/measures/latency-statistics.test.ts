import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latencyStatistics } from '../../../../src/analysis/measures/latency-statistics.ts'

test('percentiles are delays that occurred', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(latencyStatistics(hundred)).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 })
  expect(latencyStatistics([7])).toEqual({ count: 1, p50: 7, p90: 7, p99: 7, max: 7 })
})

test('a leg that no order went has no statistics', () => {
  expect(latencyStatistics([Number.NaN])).toBeNull()
  expect(latencyStatistics([])).toBeNull()
})

const delays = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 300 })

test('at least the share of delays that a percentile names is no longer than it, and no fewer do', () => {
  fc.assert(
    fc.property(delays, (given) => {
      const { p50, p90, p99, max, count } = latencyStatistics(given)!
      expect(count).toBe(given.length)
      expect(max).toBe(Math.max(...given))
      for (const [share, value] of [
        [0.5, p50],
        [0.9, p90],
        [0.99, p99],
      ] as const) {
        const within = given.filter((delay) => delay <= value).length
        const under = given.filter((delay) => delay < value).length
        expect(within / count).toBeGreaterThanOrEqual(share - 1e-12)
        expect(under / count).toBeLessThan(share + 1e-12)
        expect(given).toContain(value)
      }
    }),
  )
})
