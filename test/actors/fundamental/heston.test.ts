import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeston } from '../../../actors/fundamental/heston.ts'
import { hestonParameters } from '../../../actors/fundamental/parameters.ts'
import { HOUR, nanos, SECOND } from '../../../protocols/units.ts'

const create = (given: object, seed: number) =>
  createHeston(
    hestonParameters.parse({ type: 'heston', value: 1_000_000_000, ...given }),
    seed,
    nanos(HOUR),
  )

test('looks in any order, and any number more of them, see the same path', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 3 * HOUR }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(), looks, looks, (seed, some, others) => {
      const busy = create({}, seed)
      for (const at of [...others, ...some]) {
        expect(busy(nanos(at))).toBe(create({}, seed)(nanos(at)))
      }
    }),
    { numRuns: 40 },
  )
})

/** Log returns of one second each, basis points. */
function returns(given: object, seed: number, count: number): number[] {
  const value = create(given, seed)
  return Array.from({ length: count }, (_, nth) => {
    const at = (second: number) => value(nanos(HOUR + second * SECOND))
    return Math.log(at(nth + 1) / at(nth)) * 1e4
  })
}
const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length

test('its variance is that of its volatility in the mean, and its tails are those of its variation', () => {
  const given = { volatility: 2, variation: 0.6, halfLife: '20 s', leverage: 0 }
  // 40 paths of 2,000 s, each 70 half-lives and more: the variance of each is a mean of many.
  const paths = Array.from({ length: 40 }, (_, seed) => returns(given, seed, 2_000))
  const variances = paths.map((path) => mean(path.map((x) => x * x)))
  const spread = Math.sqrt(mean(variances.map((v) => (v - mean(variances)) ** 2)) / 40)
  expect(Math.abs(mean(variances) - 4)).toBeLessThan(4 * spread)
  // E x⁴ / (E x²)² = 3 E v² / θ² = 3 (1 + 0.36).
  const kurtosis = mean(paths.flat().map((x) => x ** 4)) / mean(variances) ** 2
  expect(Math.abs(kurtosis - 4.08)).toBeLessThan(0.4)
})

test('with leverage falls come before storms, without variation there is none', () => {
  const after = (given: object): number => {
    const path = Array.from({ length: 30 }, (_, seed) => returns(given, seed, 2_000))
    const scale = mean(path.flat().map((x) => x * x)) ** 1.5
    return mean(path.flatMap((x) => x.slice(1).map((y, nth) => (x[nth] as number) * y * y))) / scale
  }
  const given = { volatility: 2, variation: 1, halfLife: '20 s' }
  expect(after({ ...given, leverage: -0.9 })).toBeLessThan(-0.05)
  expect(Math.abs(after({ ...given, leverage: 0 }))).toBeLessThan(0.05)
  const plain = returns({ volatility: 2, variation: 0 }, 3, 20_000)
  const kurtosis = mean(plain.map((x) => x ** 4)) / mean(plain.map((x) => x * x)) ** 2
  expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / 20_000))
})
