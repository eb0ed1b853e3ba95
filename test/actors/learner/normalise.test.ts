import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNormaliser } from '../../../actors/learner/normalise.ts'

const SIZE = 3
const seen = fc.float64Array({
  ...{ minLength: SIZE, maxLength: SIZE, noNaN: true },
  ...{ min: -1e3, max: 1e3 },
})

test('what is shown is in deviations from the mean of what was seen so far', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(seen, seen), { minLength: 1, maxLength: 8 }), (days) => {
      const normaliser = createNormaliser(SIZE)
      const before: Float64Array[] = []
      for (const [next, shown] of days) {
        normaliser.see(next)
        before.push(next)
        const scaled = normaliser.apply(shown)
        shown.forEach((x, at) => {
          const of = before.map((each) => each[at] as number)
          const mean = of.reduce((a, b) => a + b, 0) / of.length
          const variance = of.reduce((sum, y) => sum + (y - mean) ** 2, 0) / of.length
          const z = (x - mean) / Math.max(1e-8, Math.sqrt(variance))
          const cut = Math.min(10, Math.max(-10, z))
          // Of what is all but alike the deviation is rounding.
          if (variance > 1e-6) expect(scaled[at]).toBeCloseTo(cut, 5)
          expect(normaliser.scale(x, at)).toBe(scaled[at])
        })
        const frozen = createNormaliser(SIZE, normaliser.save())
        expect([...frozen.apply(shown)]).toEqual([...scaled])
      }
    }),
    { numRuns: 200 },
  )
})
