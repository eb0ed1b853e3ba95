import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bcaInterval } from '../../../../src/study/statistics/bootstrap.ts'
import { benjaminiHochberg, holm } from '../../../../src/study/statistics/corrections.ts'
import {
  cliffDelta,
  hedgesFactor,
  pairedEffect,
  unpairedEffect,
} from '../../../../src/study/statistics/effect-sizes.ts'
import { equivalence } from '../../../../src/study/statistics/equivalence.ts'
import {
  differences,
  pairedDifference,
  sampleMean,
} from '../../../../src/study/statistics/paired-differences.ts'
import { pairedPower, pairsNeeded } from '../../../../src/study/statistics/power.ts'
import { regress } from '../../../../src/study/statistics/regression.ts'
import { unpairedDifference } from '../../../../src/study/statistics/unpaired-difference.ts'

/** Hours of sleep that two drugs gave ten patients: Cushny and Peebles 1905, by Student 1908. */
const FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
const SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
const GAINED = differences(SECOND, FIRST)

describe('paired differences', () => {
  test('are Student’s of 1908', () => {
    const found = pairedDifference(GAINED)
    expect(found.mean).toBeCloseTo(1.58, 12)
    expect(found.t).toBeCloseTo(4.0621, 4)
    expect(found.p).toBeCloseTo(0.002833, 6)
    expect(found.low).toBeCloseTo(0.7001142, 7)
    expect(found.high).toBeCloseTo(2.4598858, 7)
  })

  test('of one length alone can be paired, and two at least', () => {
    expect(() => differences([1], [1, 2])).toThrow('not 1 and 2')
    expect(pairedDifference([3]).p).toBeNaN()
    expect(pairedDifference([0, 0, 0])).toMatchObject({ t: 0, p: 1, low: 0, high: 0 })
    expect(pairedDifference([0.1, 0.1, 0.1])).toMatchObject({ p: 0, deviation: 0 })
  })

  test('change sign with their order, and no more', () => {
    const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    })
    fc.assert(
      fc.property(sample, (values) => {
        const [one, other] = [pairedDifference(values), pairedDifference(values.map((v) => -v))]
        expect(other.p).toBe(one.p)
        expect(other.low).toBe(-one.high)
      }),
    )
  })
})

test('samples that are not paired are compared as Welch does', () => {
  // The same sleepers as if they were twenty: R gives t = 1.8608, 17.776 degrees of freedom.
  const found = unpairedDifference(SECOND, FIRST)
  expect(found.p).toBeCloseTo(0.07939, 5)
  expect(found.low).toBeCloseTo(-0.2054832, 6)
  expect(found.high).toBeCloseTo(3.3654832, 6)
})

describe('the BCa bootstrap', () => {
  /** Efron and Tibshirani 1993, table 14.1: spatial test data, A of 26 children. */
  const SPATIAL = [
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41,
  ]
  const variance = (values: readonly number[]): number => {
    const { mean } = sampleMean(values)
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  }

  test('finds the interval of the book’s section 14.2', () => {
    const found = bcaInterval(SPATIAL, variance, { level: 0.9, count: 20_000 })
    expect(found.estimate).toBeCloseTo(171.5, 1)
    expect(found.acceleration).toBeCloseTo(0.061, 3)
    // The book's 2,000 resamples: ẑ₀ = 0.146 ± 0.028, (115.8, 259.6) with ends that vary by some 3 %.
    expect(Math.abs(found.bias - 0.146)).toBeLessThan(3 * 0.028)
    expect(Math.abs(found.low / 115.8 - 1)).toBeLessThan(0.06)
    expect(Math.abs(found.high / 259.6 - 1)).toBeLessThan(0.06)
  })

  test('is of its seed alone, and moves with the sample', () => {
    const mean = (values: readonly number[]): number => sampleMean(values).mean
    const sample = fc.array(fc.integer({ min: -1_000, max: 1_000 }), {
      minLength: 2,
      maxLength: 12,
    })
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 9 }), (values, seed) => {
        const one = bcaInterval(values, mean, { count: 100, seed })
        expect(bcaInterval(values, mean, { count: 100, seed })).toEqual(one)
        const moved = bcaInterval(
          values.map((value) => value + 64),
          mean,
          { count: 100, seed },
        )
        expect(moved.low).toBeCloseTo(one.low + 64, 8)
        expect(moved.high).toBeCloseTo(one.high + 64, 8)
        expect(one.low).toBeLessThanOrEqual(one.high)
        expect(one.low).toBeGreaterThanOrEqual(Math.min(...values))
        expect(one.high).toBeLessThanOrEqual(Math.max(...values))
      }),
      { numRuns: 50 },
    )
  })

  test('of a sample that does not vary is the sample', () => {
    const found = bcaInterval([2, 2, 2], (values) => values[0] as number)
    expect(found).toMatchObject({ estimate: 2, low: 2, high: 2 })
    expect(bcaInterval([2], (values) => values[0] as number).low).toBeNaN()
  })
})

describe('corrections', () => {
  test('by Holm, by hand', () => {
    // 4 × 0.005, 3 × 0.01, 2 × 0.03, and 0.04 which may not be below the one before it.
    const found = holm([0.01, 0.04, 0.03, 0.005])
    for (const [place, p] of [0.03, 0.06, 0.06, 0.02].entries()) {
      expect(found[place]).toBeCloseTo(p, 12)
    }
  })

  test('by Benjamini and Hochberg reject the four of their paper, Holm three', () => {
    const paper = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ]
    expect(benjaminiHochberg(paper).filter((p) => p <= 0.05)).toHaveLength(4)
    expect(holm(paper).filter((p) => p <= 0.05)).toHaveLength(3)
  })

  test('never lower a p-value, keep their order, and do not hang on its place', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(ps, fc.constantFrom(holm, benjaminiHochberg), (p, correct) => {
        const corrected = correct(p)
        expect(correct([...p].reverse()).reverse()).toEqual(corrected)
        for (const [place, value] of p.entries()) {
          expect(corrected[place]).toBeGreaterThanOrEqual(value)
          expect(corrected[place]).toBeLessThanOrEqual(1)
          for (const [other, beside] of p.entries()) {
            if (value < beside) {
              expect(corrected[place]).toBeLessThanOrEqual(corrected[other] as number)
            }
          }
        }
      }),
    )
  })

  test('Holm rejects at a level what the step-down says', () => {
    const ps = fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(ps, (p) => {
        const order = [...p].sort((a, b) => a - b)
        const stop = order.findIndex((value, rank) => value > 0.05 / (order.length - rank))
        const rejected = stop < 0 ? order.length : stop
        const found = holm(p).filter((value) => value <= 0.05).length
        expect(Math.abs(found - rejected)).toBe(0)
      }),
    )
  })
})

describe('effect sizes', () => {
  test('of Student’s sleepers are 1.285 deviations, 1.17 without bias', () => {
    const { d, g } = pairedEffect(GAINED)
    expect(d).toBeCloseTo(1.58 / 1.2299, 3)
    expect(g / d).toBeCloseTo(hedgesFactor(9), 12)
  })

  test('are corrected by Hedges’ factor, by hand', () => {
    // Γ(1) = 1, Γ(1/2) = √π, Γ(5) = 24 and Γ(9/2) = 105 √π / 16.
    expect(hedgesFactor(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 12)
    expect(hedgesFactor(10)).toBeCloseTo(24 / Math.sqrt(5) / ((105 / 16) * Math.sqrt(Math.PI)), 12)
    // And near its approximation, 1 − 3/(4ν − 1).
    expect(hedgesFactor(50)).toBeCloseTo(1 - 3 / 199, 4)
  })

  test('of two samples by hand', () => {
    // Means 2 and 4, variances 1 and 1.
    expect(unpairedEffect([1, 2, 3], [3, 4, 5]).d).toBeCloseTo(-2, 12)
    expect(cliffDelta([1, 2, 3], [3, 4, 5])).toBeCloseTo(-8 / 9, 12)
  })
})

describe('equivalence', () => {
  test('is shown where the interval of twice the level lies inside the bounds', () => {
    const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 })
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 40 }), (values, bound) => {
        const { isEquivalent, low, high } = equivalence(values, bound)
        const gap = Math.min(bound - high, low + bound)
        // Where they touch, rounding decides.
        if (Math.abs(gap) > 1e-9) expect(isEquivalent).toBe(gap > 0)
      }),
    )
  })

  test('by hand: of mean 1 and error 1, nine pairs, bound 3', () => {
    // t = (1 − 3)/1 = −2 with 8 degrees of freedom: P = 0.0403 (tables: 1.860 at 0.05).
    const values = [4, -2, 4, -2, 4, -2, 1, 1, 1]
    const scaled = values.map((value) => 1 + (value - 1) * (3 / sampleMean(values).deviation))
    const found = equivalence(scaled, 3)
    expect(found.p).toBeCloseTo(0.0403, 4)
    expect(found.isEquivalent).toBe(true)
    expect(found.high).toBeCloseTo(1 + 1.8595, 3)
  })
})

describe('power', () => {
  test('needs the pairs that Cohen’s conventions are known to need', () => {
    // Two-sided 0.05, power 0.8: small, medium and large.
    expect([0.2, 0.5, 0.8].map((effect) => pairsNeeded(effect))).toEqual([199, 34, 15])
    expect(pairsNeeded(0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('of no effect is the level', () => {
    expect(pairedPower(0, 12)).toBeCloseTo(0.05, 7)
  })
})

describe('regression', () => {
  test('gives the certified values of NIST’s Norris', () => {
    const pairs = [
      [0.1, 0.2],
      [338.8, 337.4],
      [118.1, 118.2],
      [888, 884.6],
      [9.2, 10.1],
      [228.1, 226.5],
      [668.5, 666.3],
      [998.5, 996.3],
      [449.1, 448.6],
      [778.9, 777],
      [559.2, 558.2],
      [0.3, 0.4],
      [0.1, 0.6],
      [778.1, 775.5],
      [668.8, 666.9],
      [339.3, 338],
      [448.9, 447.5],
      [10.8, 11.6],
      [557.7, 556],
      [228.3, 228.1],
      [998, 995.8],
      [888.8, 887.6],
      [119.6, 120.2],
      [0.3, 0.3],
      [0.6, 0.3],
      [557.6, 556.8],
      [339.3, 339.1],
      [888, 887.2],
      [998.5, 999],
      [778.9, 779],
      [10.2, 11.1],
      [117.6, 118.3],
      [228.9, 229.2],
      [668.4, 669.1],
      [449.2, 448.9],
      [0.2, 0.5],
    ] as const
    const found = regress(
      { x: pairs.map(([, x]) => x) },
      pairs.map(([y]) => y),
    )
    const [intercept, slope] = found?.coefficients ?? []
    expect(intercept?.value).toBeCloseTo(-0.262323073774029, 10)
    expect(intercept?.error).toBeCloseTo(0.232818234301152, 10)
    expect(slope?.value).toBeCloseTo(1.00211681802045, 12)
    expect(slope?.error).toBeCloseTo(0.429796848199937e-3, 12)
    expect(found?.residual).toBeCloseTo(0.884796396144373, 10)
    expect(found?.rSquared).toBeCloseTo(0.999993745883712, 12)
  })

  test('has none where two terms say the same', () => {
    expect(regress({ a: [1, 2, 3, 4], b: [2, 4, 6, 8] }, [1, 2, 2, 3])).toBeUndefined()
  })
})
