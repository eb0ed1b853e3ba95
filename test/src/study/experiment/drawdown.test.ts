import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawdown } from '../../../../src/study/experiment/study-measures.ts'

const mids = (values: readonly number[]) => ({
  at: Float64Array.from(values.keys()),
  mid: Float64Array.from(values),
})

test('the drawdown is the worst that who bought before could have lost, in ticks or by the highest', () => {
  const path = fc.array(fc.oneof(fc.integer({ min: 50, max: 150 }), fc.constant(Number.NaN)), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(path, (values) => {
      const known = values.filter((value) => !Number.isNaN(value))
      const pairs = known.flatMap((high, nth) =>
        known.slice(nth).map((low) => [high - low, (100 * (high - low)) / high] as const),
      )
      const worst = (part: 0 | 1): number => Math.max(...pairs.map((pair) => pair[part]))
      if (known.length === 0) {
        expect(drawdown(mids(values))).toBeNaN()
        return
      }
      expect(drawdown(mids(values))).toBe(worst(0))
      expect(drawdown(mids(values), (highest) => highest / 100)).toBeCloseTo(worst(1), 9)
    }),
  )
})
