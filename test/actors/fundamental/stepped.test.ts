import fc from 'fast-check'
import { expect, test } from 'vitest'
import { steppedParameters } from '../../../actors/fundamental/parameters.ts'
import { createStepped } from '../../../actors/fundamental/stepped.ts'
import { nanos, SECOND } from '../../../protocols/units.ts'

const given = steppedParameters.parse({ type: 'mean-reverting-steps' })

test('looks in any order see one path, which stands still within a step', () => {
  const looks = fc.array(fc.nat(300), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(), looks, fc.nat(SECOND - 1), (seed, steps, within) => {
      const path = createStepped(given, seed, nanos(0))
      for (const step of steps) {
        const alone = createStepped(given, seed, nanos(0))
        expect(path(nanos(step * SECOND))).toBe(alone(nanos(step * SECOND + within)))
      }
    }),
  )
})

test('its deviation is that of its recursion', () => {
  const path = createStepped(given, 3, nanos(0))
  const count = 50_000
  let sum = 0
  let squares = 0
  for (let step = 200; step < 200 + count; step++) {
    const off = path(nanos(step * SECOND)) - given.mean
    sum += off
    squares += off ** 2
  }
  // Stationary variance: deviation² / (1 − (1 − κ)²). About 1,250 independent looks: 2 % of it.
  const expected = given.deviation / Math.sqrt(1 - (1 - given.kappa) ** 2)
  expect(Math.abs(Math.sqrt(squares / count) / expected - 1)).toBeLessThan(0.08)
  expect(Math.abs(sum / count)).toBeLessThan(4 * (expected / Math.sqrt(count / 40)))
})
