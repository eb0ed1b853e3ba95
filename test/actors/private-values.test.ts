import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawPrivateValues } from '../../actors/private-values.ts'
import { createFakeRandom } from './fake-context.ts'

test('each further unit is worth less, and a position is worth its units', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.integer(), (seed, limit, any) => {
      const values = drawPrivateValues(createFakeRandom(seed), 100, limit)
      for (let at = -limit; at < limit; at++) {
        expect(values.toBuy(at)).toBeGreaterThanOrEqual(values.toBuy(at + 1))
        expect(values.toSell(at + 1)).toBe(values.toBuy(at))
      }
      expect([values.toBuy(limit), values.toSell(-limit)]).toEqual([-Infinity, Infinity])
      // Walk to a position a unit at a time: what was gained on the way is what it is worth.
      const position = any % (limit + 1)
      let worth = 0
      for (let at = 0; at < position; at++) worth += values.toBuy(at)
      for (let at = 0; at > position; at--) worth -= values.toSell(at)
      expect(values.of(position)).toBeCloseTo(worth, 9)
    }),
  )
})
