import fc from 'fast-check'
import { expect, test } from 'vitest'
import { implementationShortfall } from '../../../../src/analysis/measures/implementation-shortfall.ts'

test('buying 60 of 100 at 103, decided at 100, arrived at 101, ended at 110', () => {
  const order = {
    sign: 1,
    size: 100,
    filled: 60,
    money: 60 * 103,
    decided: 100,
    arrived: 101,
    ended: 110,
  } as const
  expect(implementationShortfall(order)).toEqual({
    total: 580,
    delay: 60,
    trading: 120,
    opportunity: 400,
  })
})

test('the parts add up to the paper portfolio less the real one', () => {
  const price = fc.integer({ min: 50, max: 150 })
  const order = fc.record({
    sign: fc.constantFrom(1 as const, -1 as const),
    size: fc.integer({ min: 1, max: 100 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    price,
    decided: price,
    arrived: price,
    ended: price,
  })
  fc.assert(
    fc.property(order, ({ sign, size, share, price: paid, decided, arrived, ended }) => {
      const filled = Math.floor(share * size)
      const paper = sign * size * (ended - decided)
      const real = sign * filled * (ended - paid)
      const parts = implementationShortfall({
        sign,
        size,
        filled,
        money: filled * paid,
        decided,
        arrived,
        ended,
      })
      expect(parts.total).toBeCloseTo(paper - real, 9)
    }),
  )
})
