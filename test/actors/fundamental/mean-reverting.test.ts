import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fundamental } from '../../../actors/actor.ts'
import { createMeanReverting } from '../../../actors/fundamental/mean-reverting.ts'
import { meanRevertingParameters } from '../../../actors/fundamental/parameters.ts'
import { derive, drawUniform, rootKey } from '../../../protocols/hash.ts'
import { normalQuantile } from '../../../protocols/math.ts'
import { HOUR, NANOS_MAX, nanos, SECOND } from '../../../protocols/units.ts'

const parse = (given: Record<string, unknown> = {}) =>
  meanRevertingParameters.parse({ type: 'mean-reverting', ...given })
const rmsc04 = parse()
const BLOCK = 2 ** 47

/**
 * The path as it is defined, with no cache and no early end: the block's ends by the exact step,
 * then midpoint after midpoint down to the nanosecond, by the bridge's textbook formulas.
 */
function plainDeviation(
  seed: number,
  halfLife: number,
  volatility: number,
  offset: number,
): number {
  const kappa = Math.LN2 / halfLife
  const theta = volatility / Math.sqrt(1e9)
  const key = derive(rootKey(seed, 'fundamental'), 'path')
  const normal = (at: number): number => normalQuantile(drawUniform(key, at, 0))
  const step = (x: number, at: number): number => {
    const spread = theta * Math.sqrt(-Math.expm1(-2 * kappa * BLOCK) / (2 * kappa))
    return x * Math.exp(-kappa * BLOCK) + spread * normal(at)
  }
  let start = 0
  let a = 0
  while (start + BLOCK <= offset) {
    start += BLOCK
    a = step(a, start)
  }
  let b = step(a, start + BLOCK)
  for (let half = BLOCK / 2; half >= 1; half /= 2) {
    const spread = theta * Math.sqrt(Math.tanh(kappa * half) / (2 * kappa))
    const x = (a + b) / (2 * Math.cosh(kappa * half)) + spread * normal(start + half)
    if (offset < start + half) b = x
    else {
      a = x
      start += half
    }
  }
  return a
}

const moment = fc.oneof(
  fc.integer({ min: 0, max: 24 * HOUR }),
  fc.integer({ min: 0, max: NANOS_MAX }),
  // Near a moment that many look at, and near the end of a block.
  fc.nat(3_000).map((near) => 12 * HOUR + near),
  fc.integer({ min: -2, max: 2 }).map((near) => BLOCK + near),
)
const shape = fc.constantFrom(
  { halfLife: '48.04 d', volatility: 1.5811388300841898 },
  { halfLife: '10 s', volatility: 100 },
  { halfLife: '3 h', volatility: 0 },
  { halfLife: '1 us', volatility: 3_000_000 },
)
const shocks = fc.constantFrom(undefined, { meanInterval: '6 h' })

test('looks in any order, and any number more of them, see the same path', () => {
  const looks = fc.array(moment, { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.nat(), shape, shocks, looks, looks, (seed, given, jumps, some, others) => {
      const parameters = parse({ ...given, shocks: jumps })
      const once = (at: number) => createMeanReverting(parameters, seed, nanos(0))(nanos(at))
      const busy = createMeanReverting(parameters, seed, nanos(0))
      for (const at of [...others, ...some, ...some].map(nanos)) expect(busy(at)).toBe(once(at))
    }),
  )
})

test('it is the plain descent to the nanosecond, rounded', () => {
  fc.assert(
    fc.property(fc.nat(), shape, fc.array(moment, { maxLength: 20 }), (seed, given, looks) => {
      const parameters = parse(given)
      const fundamental = createMeanReverting(parameters, seed, nanos(0))
      for (const at of looks.map(nanos)) {
        const exact = 100_000 + plainDeviation(seed, parameters.halfLife, parameters.volatility, at)
        // Within rounding, and its last bits' doubt about which way.
        expect(Math.abs(fundamental(at) - Math.max(0, exact))).toBeLessThan(0.5 + 1e-6)
      }
    }),
  )
})

test('it is the mean until it begins, and the same path whenever that is', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(1e9), moment, (seed, from, at) => {
      const late = createMeanReverting(rmsc04, seed, nanos(from))
      expect(late(nanos(Math.min(at, from)))).toBe(100_000)
      const early = createMeanReverting(rmsc04, seed, nanos(0))
      if (at + from <= NANOS_MAX) expect(late(nanos(at + from))).toBe(early(nanos(at)))
    }),
  )
})

test('its values are whole ticks, 0 or more, however wild it is', () => {
  const wild = parse({ mean: 10, halfLife: '1 h', volatility: 50 })
  const seen = new Set<number>()
  fc.assert(
    fc.property(fc.nat(), moment, (seed, at) => {
      const value = createMeanReverting(wild, seed, nanos(0))(nanos(at))
      seen.add(value)
      expect(Number.isInteger(value) && value >= 0 && !Object.is(value, -0)).toBe(true)
    }),
  )
  expect(seen.has(0)).toBe(true)
})

test('seed 42 has these values for ever', () => {
  const at = [1, 1e9, 6e10, 1e12, 3.6e12, 2.34e13, 1e15].map(nanos)
  expect(at.map(createMeanReverting(rmsc04, 42, nanos(0)))).toEqual([
    100_000, 99_999, 99_986, 99_948, 99_930, 100_235, 98_546,
  ])
  const jumpy = parse({ halfLife: '2 h', shocks: { meanInterval: '1 h' } })
  expect(at.map(createMeanReverting(jumpy, 42, nanos(0)))).toEqual([
    100_000, 99_999, 99_986, 99_940, 99_901, 101_340, 102_259,
  ])
})

/** Seeds to average over; the relative deviation of a variance is √(2/SEEDS), about 1.4 %. */
const SEEDS = 10_000
const average = (of: (seed: number) => number): number => {
  let sum = 0
  for (let seed = 0; seed < SEEDS; seed++) sum += of(seed)
  return sum / SEEDS
}
const moments = (parameters: ReturnType<typeof parse>, s: number, t: number) => {
  const paths: Fundamental[] = []
  for (let seed = 0; seed < SEEDS; seed++) {
    paths.push(createMeanReverting(parameters, seed, nanos(0)))
  }
  const x = paths.map((path) => path(nanos(s)) - parameters.mean)
  const y = paths.map((path) => path(nanos(t)) - parameters.mean)
  return {
    meanX: average((seed) => x[seed] as number),
    meanY: average((seed) => y[seed] as number),
    xx: average((seed) => (x[seed] as number) ** 2),
    xy: average((seed) => (x[seed] as number) * (y[seed] as number)),
    yy: average((seed) => (y[seed] as number) ** 2),
    step: average((seed) => ((y[seed] as number) - (x[seed] as number)) ** 2),
  }
}

describe('its moments are those of an Ornstein-Uhlenbeck process that starts at its mean', () => {
  test.each([
    ['within a block, κt about 1', '10 s', 100, 7 * SECOND, 15 * SECOND],
    ['a hundredth of a second apart', '10 s', 1_000, 5 * SECOND, 5.01 * SECOND],
    ['over a block boundary', '20 h', 2, BLOCK - 3 * HOUR, BLOCK + 2 * HOUR],
    ['blocks apart', '60 h', 2, 0.7 * BLOCK, 2.4 * BLOCK],
    ["RMSC04's, a minute apart", '48.04 d', 1.5811388300841898, HOUR, HOUR + 60 * SECOND],
  ])('%s', (_, halfLife, volatility, from, to) => {
    const [s, t] = [Math.round(from), Math.round(to)]
    const parameters = parse({ halfLife, volatility })
    const kappa = Math.LN2 / parameters.halfLife
    const theta = volatility / Math.sqrt(1e9)
    const variance = (d: number): number => (theta ** 2 * -Math.expm1(-2 * kappa * d)) / (2 * kappa)
    const kept = Math.exp(-kappa * (t - s))
    const expected = {
      xx: variance(s),
      yy: variance(t),
      xy: variance(s) * kept,
      step: variance(t - s) + variance(s) * Math.expm1(-kappa * (t - s)) ** 2,
    }
    const measured = moments(parameters, s, t)
    const rounding = 1 / 12
    const tolerance = 4 * Math.sqrt(2 / SEEDS)
    expect(Math.abs(measured.xx / (expected.xx + rounding) - 1)).toBeLessThan(tolerance)
    expect(Math.abs(measured.yy / (expected.yy + rounding) - 1)).toBeLessThan(tolerance)
    expect(Math.abs(measured.step / (expected.step + 2 * rounding) - 1)).toBeLessThan(tolerance)
    // A product's deviation is √((xx·yy + xy²)/SEEDS), a mean's √(xx/SEEDS).
    const doubt = Math.sqrt((expected.xx * expected.yy + expected.xy ** 2) / SEEDS)
    expect(Math.abs(measured.xy - expected.xy)).toBeLessThan(4 * doubt)
    expect(Math.abs(measured.meanX)).toBeLessThan(4 * Math.sqrt(expected.xx / SEEDS))
    expect(Math.abs(measured.meanY)).toBeLessThan(4 * Math.sqrt(expected.yy / SEEDS))
  })
})

test('neighbouring seeds have nothing in common', () => {
  const at = nanos(HOUR)
  const x = (seed: number) => createMeanReverting(rmsc04, seed, nanos(0))(at) - 100_000
  const variance = (1.5811388300841898 * 60) ** 2
  expect(Math.abs(average((seed) => x(seed) * x(seed + 1)) / variance)).toBeLessThan(
    4 / Math.sqrt(SEEDS),
  )
})
