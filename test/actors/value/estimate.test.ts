import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Beliefs, createEstimate } from '../../../actors/value/estimate.ts'

// Fixed-point numbers of 50 decimals: the recursion as it is defined, a nanosecond at a time.
const ONE = 10n ** 50n
const LN2 = 69314718055994530941723212145817656807550013436026n
const fixed = (value: number): bigint => BigInt(Math.round(value * 2 ** 20)) * (ONE / 2n ** 20n)
const times = (a: bigint, b: bigint): bigint => (a * b) / ONE
const over = (a: bigint, b: bigint): bigint => (a * ONE) / b
const real = (value: bigint): number => Number(value) / 1e50

/** 1 − κ: ½ to the power of 1/halfLife, by the series of the exponential. */
function keptEachStep(halfLife: number): bigint {
  const x = -LN2 / BigInt(halfLife)
  let term = ONE
  let sum = ONE
  for (let k = 1n; term !== 0n; k++) {
    term = times(term, x) / k
    sum += term
  }
  return sum
}

function plainEstimate({ mean, halfLife, observationVariance, shockVariance }: Beliefs) {
  const kept = keptEachStep(halfLife)
  const [centre, noise, shock] = [mean, observationVariance, shockVariance].map(fixed) as [
    bigint,
    bigint,
    bigint,
  ]
  let value = centre
  let variance = 0n
  const revert = (): void => {
    value = times(ONE - kept, centre) + times(kept, value)
  }
  return {
    value: () => real(value),
    variance: () => real(variance),
    observe(elapsed: number, observation: number) {
      for (let step = 0; step < elapsed; step++) {
        revert()
        variance = times(times(kept, kept), variance) + shock
      }
      const total = noise + variance
      value = over(times(noise, value) + times(variance, fixed(observation)), total)
      variance = over(times(noise, variance), total)
    },
    project(ahead: number) {
      for (let step = 0; step < ahead; step++) revert()
      return real(value)
    },
  }
}

const beliefs: fc.Arbitrary<Beliefs> = fc.record({
  mean: fc.integer({ min: 1, max: 200_000 }),
  halfLife: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(415_065_600_000_000)),
  observationVariance: fc.integer({ min: 1, max: 10_000 }),
  shockVariance: fc.integer({ min: 0, max: 1_000 }),
})
const looks = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 200_000 })), {
  minLength: 1,
  maxLength: 5,
})

test('the estimate is the recursion of a nanosecond at a time, in exact arithmetic', () => {
  fc.assert(
    fc.property(beliefs, looks, fc.nat(60), (believed, observations, ahead) => {
      const estimate = createEstimate(believed)
      const plain = plainEstimate(believed)
      for (const [elapsed, observation] of observations) {
        estimate.observe(elapsed, observation)
        plain.observe(elapsed, observation)
        expect(Math.abs(estimate.value - plain.value())).toBeLessThan(1e-9)
        const scale = Math.max(1e-30, plain.variance())
        expect(Math.abs(estimate.variance - plain.variance()) / scale).toBeLessThan(1e-11)
      }
      expect(Math.abs(estimate.project(ahead) - plain.project(ahead))).toBeLessThan(1e-9)
    }),
    { numRuns: 60 },
  )
})

test("at RMSC04's κ of 1.67e-15 the variance after a wake-up interval is δ·σ_s to first order", () => {
  const estimate = createEstimate({
    mean: 100_000,
    halfLife: Math.LN2 / 1.67e-15,
    observationVariance: 1e30,
    shockVariance: 100_000,
  })
  const delta = 175_400_000_000
  estimate.observe(delta, 100_000)
  const prior = 1 / (1 / estimate.variance - 1e-30)
  // (1 − (1 − κ)^2δ) / (1 − (1 − κ)²) = δ(1 − κδ + …); by subtraction only two digits of κ would be left.
  const expected = delta * (1 - 1.67e-15 * delta) * 100_000
  expect(Math.abs(prior / expected - 1)).toBeLessThan(1e-7)
})

test('without noise the eye is believed; without shocks it is not', () => {
  const sure = createEstimate({
    mean: 100,
    halfLife: 1e9,
    observationVariance: 0,
    shockVariance: 0,
  })
  sure.observe(5, 130)
  expect([sure.value, sure.variance]).toEqual([130, 0])
  const stubborn = createEstimate({
    mean: 100,
    halfLife: 1e9,
    observationVariance: 1,
    shockVariance: 0,
  })
  stubborn.observe(5, 130)
  expect([stubborn.value, stubborn.variance]).toEqual([100, 0])
})

test('a deviation from the mean halves in one half-life', () => {
  const estimate = createEstimate({
    mean: 100,
    halfLife: 1e9,
    observationVariance: 0,
    shockVariance: 1,
  })
  estimate.observe(1, 180)
  expect(estimate.project(1e9)).toBeCloseTo(140, 9)
  expect(estimate.project(0)).toBe(180)
})
