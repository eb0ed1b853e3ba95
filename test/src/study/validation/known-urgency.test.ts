import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  recoverUrgency,
  type UrgencyFound,
  urgencyOf,
  urgencyRows,
} from '../../../../src/study/validation/known-urgency.ts'

/** Almgren and Chriss's equation 17, word for word. */
const planOf = (urgency: number, steps: number): number[] =>
  Array.from(
    { length: steps + 1 },
    (_, nth) => Math.sinh(urgency * (1 - nth / steps)) / Math.sinh(urgency),
  )

test('a path that was made with an urgency gives it back', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 12, noNaN: true }),
      fc.integer({ min: 2, max: 40 }),
      (urgency, steps) => {
        expect(urgencyOf(planOf(urgency, steps)) / urgency).toBeCloseTo(1, 4)
      },
    ),
  )
})

test('a path that lies below another is of more urgency, an even one of none', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 8, noNaN: true }), (urgency) => {
      const path = planOf(urgency, 20)
      const below = path.map((left, nth) => (nth === 0 ? left : 0.97 * left))
      expect(urgencyOf(below)).toBeGreaterThan(urgency)
    }),
  )
  expect(urgencyOf([1, 0.75, 0.5, 0.25, 0])).toBeCloseTo(0, 4)
})

test('an urgency within a fifth holds, one beyond misses, and one block tells nothing', () => {
  const verdictAt = (...clones: number[]) => {
    const found = clones.map((clone): UrgencyFound => {
      return { clone, expert: 3, apart: 0, tape: '' }
    })
    return urgencyRows(found)[0]?.verdict
  }
  expect(verdictAt(2.9, 3.1, 3.2)).toBe('holds')
  expect(verdictAt(3.8, 3.9, 4)).toBe('misses')
  expect(verdictAt(2.2, 3.1, 3)).toBe('inconclusive')
  expect(verdictAt(3)).toBe('inconclusive')
})

test('an executor in a market follows the plan of its urgency, and one block is one outcome', () => {
  const found = recoverUrgency(700, { shown: 2, trials: 2 })
  expect(found.expert).toBeGreaterThan(2.7)
  expect(found.expert).toBeLessThan(3.3)
  expect(recoverUrgency(700, { shown: 2, trials: 2 })).toEqual(found)
})
