import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intervalOf, jointBand, resamples } from '../../../../src/analysis/facts/block-bootstrap.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'

const kind = fc.constantFrom('moving' as const, 'stationary' as const)

test('a resample counts as many places as the series has, and the same seed the same ones', () => {
  fc.assert(
    fc.property(
      kind,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 80 }),
      fc.nat(),
      (how, length, block, seed) => {
        const resampling = { kind: how, block, count: 3, seed }
        const drawn = [...resamples(length, resampling)]
        expect(drawn).toHaveLength(3)
        for (const weights of drawn)
          expect(weights.reduce((sum, weight) => sum + weight)).toBe(length)
        expect([...resamples(length, resampling)]).toEqual(drawn)
      },
    ),
  )
})

test('moving blocks are runs of the block’s length', () => {
  // Blocks of 10 out of 10 are the series itself.
  const [whole] = resamples(10, { kind: 'moving', block: 10, count: 1, seed: 1 })
  expect([...whole!]).toEqual(new Array(10).fill(1))
})

test('stationary blocks give every place the same chance; moving ones give the ends less', () => {
  const counts = (how: 'moving' | 'stationary'): number[] => {
    const sums = new Array<number>(20).fill(0)
    for (const weights of resamples(20, { kind: how, block: 8, count: 4000, seed: 2 })) {
      for (const [place, weight] of weights.entries()) sums[place]! += weight / 4000
    }
    return sums
  }
  for (const share of counts('stationary')) expect(share).toBeCloseTo(1, 1)
  expect(counts('moving')[0]).toBeLessThan(0.6)
})

test('of an independent mean the interval is that of theory', () => {
  const random = createFakeRandom(4)
  const values = Array.from({ length: 400 }, () => random.normal(0, 1))
  const means = Array.from(
    resamples(400, { kind: 'stationary', block: 1, count: 1500, seed: 3 }),
    (weights) => values.reduce((sum, value, place) => sum + value * weights[place]!, 0) / 400,
  )
  const { error, low, high } = intervalOf(0, means)
  expect(error).toBeCloseTo(1 / 20, 2)
  expect(high - low).toBeCloseTo((2 * 1.96) / 20, 1)
})

test('blocks find the error that neighbours who are alike hide', () => {
  const random = createFakeRandom(9)
  let state = 0
  const values = Array.from({ length: 4000 }, () => (state = 0.9 * state + random.normal(0, 1)))
  const errorOf = (block: number): number => {
    const drawn = resamples(4000, { kind: 'stationary', block, count: 300, seed: 1 })
    return intervalOf(
      0,
      Array.from(
        drawn,
        (weights) => values.reduce((sum, value, at) => sum + value * weights[at]!, 0) / 4000,
      ),
    ).error
  }
  // In theory the mean's error is 1/(1 − .9)/√4000 = .158; one by one it seems to be .036.
  expect(errorOf(1)).toBeLessThan(0.05)
  expect(errorOf(100)).toBeGreaterThan(0.11)
})

test('a joint band holds nineteen in twenty of the resamples whole', () => {
  const random = createFakeRandom(6)
  const replicates = Array.from({ length: 1000 }, () =>
    [1, 5, 0].map((scale) => random.normal(0, scale)),
  )
  const band = jointBand([0, 0, 0], replicates)
  const inside = replicates.filter((replicate) =>
    replicate.every((value, place) => Math.abs(value) <= band[place]! + 1e-12),
  )
  expect(inside.length).toBe(950)
  // It is wider than the band of one place, 1.96 deviations.
  expect(band[0]).toBeGreaterThan(2.1)
  expect(band[1]! / band[0]!).toBeCloseTo(5, 0)
})
