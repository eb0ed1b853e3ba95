import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  autocorrelations,
  independenceBand,
} from '../../../../src/analysis/measures/autocorrelation.ts'
import { deviation, excessKurtosis, mean } from '../../../../src/analysis/measures/moments.ts'

test('mean, deviation and kurtosis of five numbers are those of pencil and paper', () => {
  expect(mean([1, 2, Number.NaN, 3])).toBe(2)
  expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12)
  // Deviations -2..2: squares sum to 10, fourth powers to 34: 5 · 34 / 100 − 3.
  expect(excessKurtosis([1, 2, 3, 4, 5])).toBeCloseTo(-1.3, 12)
  expect(excessKurtosis([5, 5, 5])).toBeNaN()
})

test('autocorrelations of four numbers are those of pencil and paper', () => {
  // Deviations -1.5, -.5, .5, 1.5 with squares 5: products .75 −.25 + .75, then −.75 −.75, then −2.25.
  const [one, two, three, ...rest] = autocorrelations([1, 2, 3, 4], 9)
  expect(one).toBeCloseTo(1.25 / 5, 12)
  expect(two).toBeCloseTo(-1.5 / 5, 12)
  expect(three).toBeCloseTo(-2.25 / 5, 12)
  expect(rest).toEqual([])
  expect(independenceBand(100)).toBeCloseTo(0.196, 12)
  expect([...autocorrelations([], 5)]).toEqual([])
})

const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 })

test('autocorrelations agree with a plain double loop and are bounded by 1', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 45 }), (values, lags) => {
      fc.pre(new Set(values).size > 1)
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length
      const plain: number[] = []
      for (let lag = 1; lag <= lags && lag < values.length; lag++) {
        let [above, below] = [0, 0]
        for (const [place, value] of values.entries()) {
          below += (value - centre) ** 2
          const later = values[place + lag]
          if (later !== undefined) above += (value - centre) * (later - centre)
        }
        plain.push(above / below)
      }
      const measured = autocorrelations(values, lags)
      expect(measured).toHaveLength(plain.length)
      for (const [index, value] of measured.entries()) {
        expect(value).toBeCloseTo(plain[index]!, 10)
        expect(Math.abs(value)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('kurtosis and autocorrelation do not know the unit or the origin, deviation knows the unit', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 2, max: 9 }), fc.integer(), (values, scale, shift) => {
      fc.pre(new Set(values).size > 1)
      const moved = values.map((value) => value * scale + (shift % 1000))
      expect(excessKurtosis(moved)).toBeCloseTo(excessKurtosis(values), 8)
      expect(excessKurtosis(values)).toBeGreaterThanOrEqual(-2 - 1e-9)
      expect(autocorrelations(moved, 1)[0]).toBeCloseTo(autocorrelations(values, 1)[0]!, 8)
      expect(deviation(moved)).toBeCloseTo(scale * deviation(values), 8)
    }),
  )
})
