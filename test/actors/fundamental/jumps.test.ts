import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJumps } from '../../../actors/fundamental/jumps.ts'
import { jumpsParameters } from '../../../actors/fundamental/parameters.ts'
import { nanos, SECOND } from '../../../protocols/units.ts'

const given = jumpsParameters.parse({ type: 'jumps', value: 1_000_000, meanInterval: '4 s' })
const FROM = nanos(10 * SECOND)

test('looks in any order, and any number of them, see one path', () => {
  const times = fc.array(fc.nat(400 * SECOND), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.nat(), times, (seed, looks) => {
      const path = createJumps(given, seed, FROM)
      const seen = looks.map((at) => path(nanos(at)))
      for (const [nth, at] of looks.entries()) {
        expect(createJumps(given, seed, FROM)(nanos(at))).toBe(seen[nth])
      }
    }),
  )
})

test('the value changes at the jumps that are told, and nowhere else', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(100 * SECOND), (seed, at) => {
      const path = createJumps(given, seed, FROM)
      const next = path.nextJump?.(nanos(at)) as number
      expect(next).toBeGreaterThan(at)
      expect(path(nanos(next - 1))).toBe(path(nanos(Math.max(at, FROM - 1))))
      if (at >= FROM) expect(path(nanos(next))).not.toBe(path(nanos(next - 1)))
    }),
  )
})

test('jumps come every four seconds in the mean, and are as large as they are told to be', () => {
  const path = createJumps(given, 7, nanos(0))
  const count = 20_000
  let at = nanos(0)
  let squares = 0
  let before = path(at)
  for (let nth = 0; nth < count; nth++) {
    at = path.nextJump?.(at) as typeof at
    squares += (path(at) - before) ** 2
    before = path(at)
  }
  // Standard errors are 0.7 % and 0.5 %; four of them.
  expect(at / count / SECOND / 4).toBeCloseTo(1, 1)
  expect(Math.abs(at / count / SECOND / 4 - 1)).toBeLessThan(0.028)
  expect(Math.abs(Math.sqrt(squares / count) / given.deviation - 1)).toBeLessThan(0.02)
})
