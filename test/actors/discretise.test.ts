import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binOf, cellOf, cellsOf, quantileCuts } from '../../actors/discretise.ts'

const cuts = fc
  .uniqueArray(fc.integer({ min: -9, max: 9 }), { maxLength: 5 })
  .map((all) => all.sort((a, b) => a - b))
const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 })

test('a bin is how many cuts lie at or below the number', () => {
  fc.assert(
    fc.property(fc.integer({ min: -12, max: 12 }), cuts, (x, cuts) => {
      expect(binOf(x, cuts)).toBe(cuts.filter((cut) => cut <= x).length)
    }),
  )
})

test('quantile cuts ascend, leave no bin empty, and part distinct numbers evenly', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 6 }), (sample, bins) => {
      const found = quantileCuts(sample, bins)
      expect(found).toEqual([...found].sort((a, b) => a - b))
      const sizes = new Array<number>(found.length + 1).fill(0)
      for (const x of sample) sizes[binOf(x, found)] = (sizes[binOf(x, found)] as number) + 1
      expect(sizes.every((size) => size > 0)).toBe(true)
      if (new Set(sample).size === sample.length && sample.length >= bins) {
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('every combination of bins has a number of its own', () => {
  fc.assert(
    fc.property(cuts, cuts, (first, second) => {
      const axis = (of: readonly number[]) => [-100, ...of]
      const cells = axis(first).flatMap((x) =>
        axis(second).map((y) => cellOf([x, y], [first, second])),
      )
      expect([...cells].sort((a, b) => a - b)).toEqual(
        Array.from({ length: cellsOf([first, second]) }, (_, nth) => nth),
      )
    }),
  )
})
