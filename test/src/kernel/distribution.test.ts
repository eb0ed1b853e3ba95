import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CUT, createDistribution, type DistributionSpec } from '../../../src/kernel/distribution.ts'

const span = fc.double({ min: 0, max: 1e9, noNaN: true })
const above = fc.double({ min: 1e-3, max: 1e9, noNaN: true })
const specs: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc.record({ type: fc.constant('constant' as const), value: span }),
  fc.tuple(span, span).map(([a, b]) => ({
    type: 'uniform' as const,
    min: Math.min(a, b),
    max: Math.max(a, b),
  })),
  fc.record({
    type: fc.constant('log-normal' as const),
    median: above,
    sigma: fc.double({ min: 0, max: 3, noNaN: true }),
  }),
  fc.record({ type: fc.constant('exponential' as const), mean: span, shift: span }),
  fc.record({
    type: fc.constant('gamma' as const),
    shape: fc.double({ min: 0.5, max: 1e3, noNaN: true }),
    mean: span,
  }),
  fc.record({
    type: fc.constant('cubic' as const),
    scale: span,
    shape: fc.double({ min: 0, max: 5, noNaN: true }),
    clip: fc.double({ min: 0.05, max: 1, noNaN: true }),
  }),
  fc.record({
    type: fc.constant('empirical' as const),
    values: fc.array(span, { minLength: 1, maxLength: 50 }),
  }),
)
const uniform = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true })

/** Mean and standard deviation over equally likely quantiles, the last millionth cut off. */
function moments(spec: DistributionSpec): { mean: number; deviation: number } {
  const { quantile } = createDistribution(spec)
  const count = 200_000
  let sum = 0
  let squares = 0
  for (let nth = 0; nth < count; nth++) {
    const value = quantile((nth + 0.5) / count)
    sum += value
    squares += value * value
  }
  const mean = sum / count
  return { mean, deviation: Math.sqrt(squares / count - mean * mean) }
}

describe('a distribution of spans', () => {
  test('rises with its uniform number, from 0 at least to its greatest', () => {
    fc.assert(
      fc.property(specs, uniform, uniform, (spec, a, b) => {
        const { quantile, max } = createDistribution(spec)
        const low = quantile(Math.min(a, b))
        const high = quantile(Math.max(a, b))
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeGreaterThanOrEqual(low)
        // One rounding of the greatest, where it is reached by interpolation.
        expect(high).toBeLessThanOrEqual(max * (1 + 1e-15))
        expect(Number.isFinite(max)).toBe(true)
      }),
    )
  })

  // Moments in closed form; what the quantiles' grid leaves out of a tail is below the tolerance.
  test.each<[DistributionSpec, number, number]>([
    [{ type: 'constant', value: 7 }, 7, 0],
    [{ type: 'uniform', min: 2, max: 8 }, 5, 6 / Math.sqrt(12)],
    [
      { type: 'log-normal', median: 100, sigma: 0.5 },
      100 * Math.exp(0.125),
      100 * Math.exp(0.125) * Math.sqrt(Math.expm1(0.25)),
    ],
    [{ type: 'exponential', mean: 10, shift: 5 }, 15, 10],
    [{ type: 'gamma', shape: 0.5, mean: 10 }, 10, 10 / Math.sqrt(0.5)],
    [{ type: 'gamma', shape: 2, mean: 10 }, 10, 10 / Math.sqrt(2)],
    [{ type: 'gamma', shape: 300, mean: 10 }, 10, 10 / Math.sqrt(300)],
    // E x^-3 over 0.1..1 is (100 − 1)/(2 · 0.9); of x^-6 it is (1e5 − 1)/(5 · 0.9).
    [{ type: 'cubic', scale: 2, shape: 0.5, clip: 0.1 }, 55, Math.sqrt(99_999 / 4.5 - 55 * 55)],
    [{ type: 'empirical', values: [3, 1, 2] }, 2, 1 / Math.sqrt(3)],
  ])('%j has the moments of its name', (spec, mean, deviation) => {
    const found = moments(spec)
    expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(0.002 * mean)
    expect(Math.abs(found.deviation - deviation)).toBeLessThanOrEqual(0.005 * deviation + 1e-6)
  })

  test('a gamma of shape 1 is an exponential', () => {
    const gamma = createDistribution({ type: 'gamma', shape: 1, mean: 100 })
    const exponential = createDistribution({ type: 'exponential', mean: 100, shift: 0 })
    for (let nth = 1; nth < 1_000; nth++) {
      const [a, b] = [gamma.quantile(nth / 1_000), exponential.quantile(nth / 1_000)]
      expect(Math.abs(a - b)).toBeLessThan(0.1)
    }
  })

  test('an endless tail ends at the cut', () => {
    const { quantile, max } = createDistribution({ type: 'exponential', mean: 1, shift: 0 })
    expect(max).toBe(quantile(CUT))
    expect(quantile(1 - 2 ** -53)).toBe(max)
  })

  test.each<DistributionSpec>([
    { type: 'constant', value: -1 },
    { type: 'uniform', min: 5, max: 4 },
    { type: 'log-normal', median: 0, sigma: 1 },
    { type: 'exponential', mean: -1, shift: 0 },
    { type: 'gamma', shape: 0.1, mean: 1 },
    { type: 'cubic', scale: 1, shape: 1, clip: 0 },
    { type: 'empirical', values: [] },
    { type: 'empirical', values: [1, -1] },
    { type: 'empirical', values: [1, 2, Number.POSITIVE_INFINITY] },
  ])('%j makes no sense', (spec) => {
    expect(() => createDistribution(spec)).toThrow(RangeError)
  })
})
