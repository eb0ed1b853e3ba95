import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stochasticVolatilityParameters } from '../../../actors/fundamental/parameters.ts'
import { createStochasticVolatility } from '../../../actors/fundamental/stochastic-volatility.ts'
import { derive, drawUniform, rootKey } from '../../../protocols/hash.ts'
import { normalQuantile } from '../../../protocols/math.ts'
import { HOUR, MINUTE, nanos, SECOND } from '../../../protocols/units.ts'

const parse = (given: object = {}) =>
  stochasticVolatilityParameters.parse({ type: 'stochastic-volatility', ...given })

/** Values a second apart, from the first move on. */
function path(given: object, seed: number, steps: number): number[] {
  const fundamental = createStochasticVolatility(parse(given), seed, nanos(0))
  return Array.from({ length: steps }, (_, step) => fundamental(nanos(step * SECOND)))
}

test('looks in any order, from the beginning or not, see one path', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 2 * HOUR }), { maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(), moments, (seed, looks) => {
      const once = createStochasticVolatility(parse(), seed, nanos(MINUTE))
      const sorted = createStochasticVolatility(parse(), seed, nanos(MINUTE))
      const seen = new Map(looks.toSorted((a, b) => b - a).map((at) => [at, sorted(nanos(at))]))
      for (const at of looks) expect(once(nanos(at))).toBe(seen.get(at))
    }),
    { numRuns: 30 },
  )
})

test('without scales it is a random walk of normals, each keyed by its step', () => {
  const key = derive(rootKey(7, 'fundamental'), 'steps')
  let value = 1000
  const walk = [value]
  for (let step = 1; step < 200; step++) {
    value += 3 * normalQuantile(drawUniform(key, step, 0))
    walk.push(Math.round(value))
  }
  expect(path({ value: 1000, volatility: 3, scales: [] }, 7, 200)).toEqual(walk)
})

test('its mean squared change is that of its volatility, however much that wanders', () => {
  const scales = [{ halfLife: '30 s', deviation: 0.4 }]
  const squares: number[] = []
  for (let seed = 0; seed < 20; seed++) {
    const values = path({ value: 1e6, volatility: 100, scales }, seed, 3000)
    for (const [at, value] of values.slice(1).entries()) squares.push((value - values[at]!) ** 2)
  }
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length
  expect(Math.sqrt(mean) / 100).toBeCloseTo(1, 1)
})

test('its changes have fat tails and calm and stormy times, which a random walk has not', () => {
  const kurtosisAndMemory = (scales: object[]): [number, number] => {
    const values = path({ value: 1e6, volatility: 100, scales }, 3, 20_000)
    const sizes = values.slice(1).map((value, at) => (value - values[at]!) ** 2)
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    const spread = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0)
    const next = sizes
      .slice(1)
      .reduce((sum, size, at) => sum + (size - mean) * (sizes[at]! - mean), 0)
    return [
      sizes.reduce((sum, size) => sum + size * size, 0) / sizes.length / mean ** 2,
      next / spread,
    ]
  }
  const [tails, memory] = kurtosisAndMemory([{ halfLife: '5 min', deviation: 0.6 }])
  expect(tails).toBeGreaterThan(6)
  expect(memory).toBeGreaterThan(0.1)
  const [plain, none] = kurtosisAndMemory([])
  expect(plain).toBeCloseTo(3, 0)
  expect(Math.abs(none)).toBeLessThan(0.03)
})

test('with leverage a fall is followed by wilder times', () => {
  const values = path(
    { value: 1e6, volatility: 100, leverage: -0.9, scales: [{ halfLife: '30 s', deviation: 0.6 }] },
    5,
    20_000,
  )
  const changes = values.slice(1).map((value, at) => value - values[at]!)
  const after = (sign: number): number => {
    const sizes = changes.flatMap((change, at) =>
      change * sign > 0 && at + 1 < changes.length ? [Math.abs(changes[at + 1]!)] : [],
    )
    return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  }
  expect(after(-1)).toBeGreaterThan(1.05 * after(1))
})

test('it never falls below a tick', () => {
  expect(Math.min(...path({ value: 2, volatility: 50 }, 1, 500))).toBe(1)
})
