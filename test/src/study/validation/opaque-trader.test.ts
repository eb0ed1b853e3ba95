import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cloneOpaque,
  type OpaqueFound,
  opaqueRows,
  usualShare,
} from '../../../../src/study/validation/opaque-trader.ts'

/** A run of so many of each of three actions. */
const runOf = (...counts: readonly number[]) => ({
  steps: counts.flatMap((count, action) => {
    const step = { at: 0, observation: Float64Array.of(0), parts: [action] }
    return Array.from({ length: count }, () => ({ ...step, distance: 0, reward: 0, info: {} }))
  }),
})

test('the most frequent action is that of what was shown, and its share that of the test', () => {
  const count = fc.integer({ min: 0, max: 9 })
  fc.assert(
    fc.property(fc.tuple(count, count, count), fc.integer({ min: 0, max: 2 }), (held, usual) => {
      const shown = runOf(...[0, 1, 2].map((action) => (action === usual ? 5 : 2)))
      const test = [runOf(...held), runOf(1)]
      const whole = held.reduce((sum, each) => sum + each, 1)
      const share = ((held[usual] as number) + (usual === 0 ? 1 : 0)) / whole
      expect(usualShare([shown], test)).toBeCloseTo(share, 12)
    }),
  )
})

test('a clone that knows more than the most frequent action holds, one that knows less misses', () => {
  const verdictAt = (...agreements: number[]) => {
    const none = { holding: 0, size: 0, path: 0 }
    const found = agreements.map((agreement): OpaqueFound => {
      return { agreement, usual: 0.4, clone: none, itself: none, tape: '' }
    })
    const rows = opaqueRows(found, 'full')
    return rows.find(({ target }) => target === 'above 0')?.verdict
  }
  expect(verdictAt(0.5, 0.55, 0.52)).toBe('holds')
  expect(verdictAt(0.3, 0.35, 0.32)).toBe('misses')
  expect(verdictAt(0.3, 0.5, 0.4)).toBe('inconclusive')
  expect(verdictAt(0.5)).toBe('inconclusive')
})

test('one block of a trader of whom nothing is known is one outcome', () => {
  const sizes = { shown: 2, trials: 2 }
  const found = cloneOpaque(700, sizes)
  expect(found.tape).toMatch(/^[0-9a-f]{64}$/)
  expect(cloneOpaque(700, sizes)).toEqual(found)
})
