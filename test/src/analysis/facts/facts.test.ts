import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  burstiness,
  conditionalKurtosis,
  leverage,
  scaleAsymmetry,
} from '../../../../src/analysis/facts/bursts.ts'
import { hillIndex } from '../../../../src/analysis/facts/hill.ts'
import { decayExponent, memoryOf } from '../../../../src/analysis/facts/memory.ts'
import {
  kurtosisOver,
  sumsOver,
  weightedCorrelation,
  weightedMoments,
} from '../../../../src/analysis/facts/moments.ts'
import { onceEach, poolDays } from '../../../../src/analysis/facts/return-series.ts'
import { stylizedFacts } from '../../../../src/analysis/facts/stylized-facts.ts'
import { autocorrelations } from '../../../../src/analysis/measures/autocorrelation.ts'
import { excessKurtosis } from '../../../../src/analysis/measures/moments.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'

const value = fc.integer({ min: -20, max: 20 })
const day = fc.array(value, { minLength: 2, maxLength: 15 })
const days = fc.array(day, { minLength: 1, maxLength: 4 })
const ones = (length: number): number[] => new Array<number>(length).fill(1)

describe('memory', () => {
  test('of one day it is the classical autocorrelation', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 30 }), (returns) => {
        fc.pre(new Set(returns).size > 1)
        const series = poolDays([{ returns }])
        const found = memoryOf(returns, series, onceEach(series), 10)
        for (const [index, expected] of autocorrelations(returns, 10).entries()) {
          expect(found[index]).toBeCloseTo(expected, 10)
        }
      }),
    )
  })

  test('pairs never reach over the end of a day', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 6 }), (list, lag) => {
        const all = list.flat()
        fc.pre(new Set(all).size > 1 && all.length > lag)
        const mean = all.reduce((sum, one) => sum + one, 0) / all.length
        const squares = all.reduce((sum, one) => sum + (one - mean) ** 2, 0)
        const pairs = list.flatMap((own) =>
          own.slice(lag).map((one, at) => (one - mean) * (own[at]! - mean)),
        )
        const expected =
          ((pairs.reduce((sum, one) => sum + one, 0) / pairs.length) * (all.length - lag)) / squares
        const series = poolDays(list.map((returns) => ({ returns })))
        const found = memoryOf(series.returns, series, onceEach(series), lag)[lag - 1]
        if (pairs.length === 0) expect(found).toBeNaN()
        else expect(found).toBeCloseTo(expected, 9)
      }),
    )
  })

  test('a decay of k to the −.3 has the exponent .3, and lags that are not positive do not count', () => {
    const memory = Array.from({ length: 100 }, (_, index) => 0.4 * (index + 1) ** -0.3)
    expect(decayExponent(memory)).toBeCloseTo(0.3, 10)
    memory[40] = -0.01
    expect(decayExponent(memory)).toBeCloseTo(0.3, 10)
    expect(decayExponent([0.1, 0.1])).toBeNaN()
  })
})

describe('weights', () => {
  test('a place that counts three times is three such places', () => {
    const weighted = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 3 })), {
      minLength: 5,
      maxLength: 20,
    })
    fc.assert(
      fc.property(weighted, (rows) => {
        const values = rows.map(([one]) => one)
        const weights = rows.map(([, weight]) => weight)
        const spread = rows.flatMap(([one, weight]) => new Array<number>(weight).fill(one))
        fc.pre(new Set(spread).size > 2)
        const [found, plain] = [
          weightedMoments(values, weights),
          weightedMoments(spread, ones(spread.length)),
        ]
        expect(found.variance).toBeCloseTo(plain.variance, 9)
        expect(found.skewness).toBeCloseTo(plain.skewness, 9)
        expect(found.kurtosis).toBeCloseTo(excessKurtosis(spread), 9)
        const [left, right] = [
          hillIndex(values, weights, 0.5),
          hillIndex(spread, ones(spread.length), 0.5),
        ]
        if (Number.isNaN(right)) expect(left).toBeNaN()
        else if (Number.isFinite(right)) expect(left).toBeCloseTo(right, 9)
      }),
    )
  })
})

describe('the tail', () => {
  test('of a Pareto sample Hill finds the exponent', () => {
    const random = createFakeRandom(2)
    const sample = Array.from(
      { length: 20_000 },
      () => random.uniform() ** (-1 / 3) * (random.chance(0.5) ? 1 : -1),
    )
    expect(hillIndex(sample, ones(sample.length))).toBeCloseTo(3, 0)
    expect(hillIndex(sample, ones(sample.length), 0.05, 1)).toBeCloseTo(3, 0)
  })

  test('by hand: of 8, 4, 2, 1 half are in the tail, over 2', () => {
    expect(hillIndex([1, -8, 2, 4], ones(4), 0.5)).toBeCloseTo(2 / (Math.log(4) + Math.log(2)))
  })
})

describe('horizons', () => {
  test('sums are of neighbours within a day', () => {
    const { ends } = poolDays([{ returns: [1, 2, 3] }, { returns: [10, 20] }])
    const { sums, places } = sumsOver([1, 2, 3, 10, 20], ends, 2)
    expect([...sums]).toEqual([3, 5, 30])
    expect([...places]).toEqual([0, 1, 3])
  })

  test('sums of independent fat-tailed returns are closer to normal', () => {
    const random = createFakeRandom(8)
    const returns = Array.from({ length: 20_000 }, () =>
      random.normal(0, random.chance(0.1) ? 3 : 1),
    )
    const series = poolDays([{ returns }])
    const [one, ten] = [1, 10].map((steps) => kurtosisOver(series, onceEach(series), steps))
    expect(one).toBeGreaterThan(3)
    expect(ten).toBeLessThan(1)
  })
})

describe('bursts', () => {
  test('large returns that come one after another are bursty, scattered ones are not', () => {
    const returns = Array.from({ length: 2000 }, (_, at) => (at >= 500 && at < 600 ? 10 : 1))
    const scattered = Array.from({ length: 2000 }, (_, at) => (at % 20 === 0 ? 10 : 1))
    const of = (list: number[]): number => {
      const series = poolDays([{ returns: list }])
      return burstiness(series, onceEach(series))
    }
    expect(of(returns)).toBeGreaterThan(20)
    expect(of(scattered)).toBeLessThan(0.5)
  })

  test('a fall followed by a large return and a rise by a small one is leverage', () => {
    const returns = Array.from({ length: 300 }, (_, at) => [-1, 3, 1, 0.1][at % 4] as number)
    const series = poolDays([{ returns }])
    expect(leverage(series, onceEach(series))).toBeLessThan(-0.2)
    const mirrored = poolDays([{ returns: returns.map((one) => -one) }])
    expect(leverage(mirrored, onceEach(mirrored))).toBeGreaterThan(0.2)
  })

  test('where a trend comes before a storm, the coarse scale foretells the fine one', () => {
    // Five small steps one way, then five large to and fro: coarse before fine.
    const block = [1, 1, 1, 1, 1, 5, -5, 5, -5, 0, 0.1, -0.1, 0.1, -0.1, 0, 0.1, -0.1, 0.1, -0.1, 0]
    const returns = Array.from({ length: 50 }, () => block).flat()
    const forward = poolDays([{ returns }])
    const backward = poolDays([{ returns: returns.toReversed() }])
    expect(scaleAsymmetry(forward, onceEach(forward))).toBeGreaterThan(0)
    expect(scaleAsymmetry(backward, onceEach(backward))).toBeLessThan(0)
  })

  test('fat tails that are calm and stormy times alone are gone once the storm is expected', () => {
    const random = createFakeRandom(12)
    let storm = 1
    const returns = Array.from({ length: 20_000 }, (_, at) => {
      if (at % 500 === 0) storm = random.chance(0.3) ? 4 : 1
      return random.normal(0, storm)
    })
    const series = poolDays([{ returns }])
    const raw = kurtosisOver(series, onceEach(series), 1)
    expect(raw).toBeGreaterThan(2)
    expect(conditionalKurtosis(series, onceEach(series))).toBeLessThan(raw / 2)
  })
})

test('facts of one seed are the same, with an interval about each and a band at each lag', () => {
  const random = createFakeRandom(1)
  const day = (): { returns: number[]; volumes: number[] } => {
    const returns = Array.from({ length: 150 }, () => random.normal(0, 1e-3))
    return { returns, volumes: returns.map((one) => 1 + 1e4 * Math.abs(one)) }
  }
  const series = poolDays([day(), day()])
  const resampling = { kind: 'stationary', block: 20, count: 40, seed: 5 } as const
  const facts = stylizedFacts(series, resampling)
  expect(stylizedFacts(series, resampling)).toEqual(facts)
  expect(facts.count).toBe(300)
  expect(facts.figures.volumeCorrelation.estimate).toBeCloseTo(1, 6)
  const { estimate, low, high } = facts.figures.deviation
  expect(low).toBeLessThan(estimate)
  expect(high).toBeGreaterThan(estimate)
  expect(facts.returns.band).toHaveLength(10)
  expect(facts.sizes.band).toHaveLength(100)
  expect(weightedCorrelation([1, 2, 3], [3, 2, 1], [1, 1, 1])).toBeCloseTo(-1)
})
