import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomWalkParameters } from '../../../actors/fundamental/parameters.ts'
import { createRandomWalk } from '../../../actors/fundamental/random-walk.ts'
import { HOUR, MINUTE, nanos, SECOND } from '../../../protocols/units.ts'

const walk = (given: object, seed: number) =>
  createRandomWalk(
    randomWalkParameters.parse({ type: 'random-walk', value: 1_000_000, ...given }),
    seed,
    nanos(HOUR),
    (name) => name.length,
  )
const shared = (name: string, correlation: number) => ({
  volatility: 10,
  factor: { name, correlation },
})

test('looks in any order, and any number more of them, see the same path', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 9 * HOUR }), { minLength: 1, maxLength: 20 })
  const kind = fc.constantFrom({ volatility: 3 }, { volatility: 0 }, shared('market', -0.8))
  fc.assert(
    fc.property(fc.nat(), kind, looks, looks, (seed, given, some, others) => {
      const busy = walk(given, seed)
      for (const at of [...others, ...some, ...some]) {
        expect(busy(nanos(at))).toBe(walk(given, seed)(nanos(at)))
      }
      expect(busy(nanos(HOUR))).toBe(1_000_000)
    }),
  )
})

/** Changes over each of `count` spans, ticks. */
function changes(value: (at: never) => number, count: number, span: number): number[] {
  return Array.from({ length: count }, (_, nth) => {
    const at = (steps: number) => value(nanos(HOUR + steps * span) as never)
    return at(nth + 1) - at(nth)
  })
}
const moment = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((sum, x, nth) => sum + x * (ys[nth] as number), 0) / xs.length

test.each([
  ['a second', SECOND],
  ['a minute', MINUTE],
])(
  'the variance of its change over %s is σ² times the time, and changes are not correlated',
  (_, span) => {
    const count = 4_000
    const moves = changes(walk({ volatility: 10 }, 5), count, span)
    const variance = 100 * (span / SECOND)
    // A variance of n normals has the relative error √(2/n), an autocorrelation 1/√n; four of each.
    expect(Math.abs(moment(moves, moves) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
    const next = moment(moves.slice(1), moves.slice(0, -1)) / variance
    expect(Math.abs(next)).toBeLessThan(4 / Math.sqrt(count))
  },
)

test.each([
  ['share a factor', shared('market', 0.9), shared('market', 0.7), 0.63],
  ['move against each other', shared('market', 0.9), shared('market', -0.9), -0.81],
  ['have factors of their own', shared('market', 0.9), shared('elsewhere', 0.9), 0],
  ['share none', { volatility: 10 }, { volatility: 10 }, 0],
  ['are the factor, both', shared('market', 1), shared('market', 1), 1],
])('two that %s are so correlated, each as volatile as ever', (_, one, other, expected) => {
  const count = 4_000
  const xs = changes(walk(one, 11), count, MINUTE)
  const ys = changes(walk(other, 12), count, MINUTE)
  const [varianceX, varianceY] = [moment(xs, xs), moment(ys, ys)]
  for (const variance of [varianceX, varianceY]) {
    expect(Math.abs(variance / 6_000 - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
  }
  const correlation = moment(xs, ys) / Math.sqrt(varianceX * varianceY)
  // The error of a correlation is (1 − ρ²)/√n; where it is 1, only rounding is left.
  const error = (4 * (1 - expected * expected)) / Math.sqrt(count) + 1e-3
  expect(Math.abs(correlation - expected)).toBeLessThan(error)
})
