import fc from 'fast-check'
import { expect, test } from 'vitest'
import { vpin } from '../../../../src/analysis/measures/vpin.ts'

test('a trade of 15 fills a bucket of 10 and half of the next', () => {
  // Buckets: 10 bought; 5 bought and 5 sold; the rest is not full.
  expect(vpin([15, 5, 3], [1, -1, 1], 10)).toBe(0.5)
  expect(vpin([3], [1], 10)).toBeNaN()
})

test('a trade is as many trades of one lot', () => {
  const trades = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(-1, 1)), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(trades, fc.integer({ min: 1, max: 20 }), (list, bucket) => {
      const lots = list.flatMap(([size, sign]) => new Array<number>(size).fill(sign))
      const full = Math.floor(lots.length / bucket)
      let sum = 0
      for (let number = 0; number < full; number++) {
        const own = lots.slice(number * bucket, (number + 1) * bucket)
        sum += Math.abs(own.reduce((total, sign) => total + sign, 0)) / bucket
      }
      const found = vpin(
        list.map(([size]) => size),
        list.map(([, sign]) => sign),
        bucket,
      )
      if (full === 0) expect(found).toBeNaN()
      else expect(found).toBeCloseTo(sum / full, 12)
    }),
  )
})
