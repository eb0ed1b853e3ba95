import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShocks } from '../../../actors/fundamental/shocks.ts'
import { rootKey } from '../../../protocols/hash.ts'

const KAPPA = 1e-3
const open = (seed: number, kappa = KAPPA, mean = 1_000, variance = 50_000) =>
  createShocks(rootKey(seed, 'test'), kappa, 500, mean, variance)

test('looks in any order see the same shocks', () => {
  const looks = fc.array(fc.nat(20_000), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(), looks, (seed, moments) => {
      const busy = open(seed)
      for (const at of moments) expect(busy(at)).toBe(open(seed)(at))
    }),
  )
})

test('between shocks what is left of them decays; each is up or down by about its mean', () => {
  const sizes: number[] = []
  for (let seed = 0; seed < 20; seed++) {
    const left = open(seed)
    for (let at = 1; at < 10_000; at++) {
      const jump = left(at) - left(at - 1) * Math.exp(-KAPPA)
      if (Math.abs(jump) > 1e-6) sizes.push(jump)
    }
  }
  // 20 × 10,000 / 500 = 400 shocks; those that share a step are seen as one.
  expect(Math.abs(sizes.length - 400)).toBeLessThan(80)
  const up = sizes.filter((size) => size > 0).length
  expect(Math.abs(up / sizes.length - 0.5)).toBeLessThan(0.1)
  const magnitudes = sizes.map(Math.abs)
  const mean = magnitudes.reduce((a, b) => a + b, 0) / magnitudes.length
  expect(Math.abs(mean - 1_000)).toBeLessThan(50)
  // The variance is one of ticks²: a deviation of 224, not of 50,000.
  const variance = magnitudes.reduce((a, b) => a + (b - mean) ** 2, 0) / magnitudes.length
  expect(Math.abs(variance / 50_000 - 1)).toBeLessThan(0.4)
})

test('there is none before the first, and the variance grows as a compound Poisson process does', () => {
  const count = 4_000
  let squares = 0
  for (let seed = 0; seed < count; seed++) {
    const left = open(seed, 1e-12)
    expect(left(0)).toBe(0)
    squares += left(5_000) ** 2
  }
  // λt·E(J²) = 10 × (1000² + 50,000).
  expect(Math.abs(squares / count / (10 * 1_050_000) - 1)).toBeLessThan(0.1)
})
