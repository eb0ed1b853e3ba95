import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitsOf } from '../../actors/limits.ts'

test('steps are evenly spaced from first to last, and go on in the next group', () => {
  const at = (first: number, index: number) =>
    limitsOf(
      { type: 'steps', from: 125, to: 90, of: 8, first, rotate: 0 },
      `buyers/${index}`,
      0,
      0,
    )[0]
  expect([0, 1, 2, 3].map((index) => at(0, index))).toEqual([125, 120, 115, 110])
  expect([0, 1, 2, 3].map((index) => at(4, index))).toEqual([105, 100, 95, 90])
})

test('drawn limits cover their range, change with assignment, unit and seed, and nothing else', () => {
  const seen = new Set<number>()
  fc.assert(
    fc.property(fc.nat(), fc.nat(50), (seed, nth) => {
      const limits = { type: 'uniform', min: 90, max: 93, units: 5 } as const
      const drawn = limitsOf(limits, 'a/0', seed, nth)
      expect(limitsOf(limits, 'b/7', seed, nth)).toEqual(drawn)
      expect(drawn.length).toBe(5)
      for (const limit of drawn) seen.add(limit)
    }),
  )
  expect([...seen].sort()).toEqual([90, 91, 92, 93])
  const many = { type: 'uniform', min: 1, max: 1_000_000, units: 2 } as const
  const firsts = [0, 1].flatMap((seed) => [0, 1].flatMap((nth) => limitsOf(many, 'a/0', seed, nth)))
  expect(new Set(firsts).size).toBe(8)
})

test('steps that rotate by a number without a factor of theirs give each trader each in turn', () => {
  const steps = { type: 'steps', from: 1, to: 8, of: 8, first: 3, rotate: 3 } as const
  const seen = Array.from({ length: 8 }, (_, nth) => limitsOf(steps, 'a/2', 0, nth)[0])
  expect(seen.slice(0, 3)).toEqual([6, 1, 4])
  expect(new Set(seen).size).toBe(8)
})
