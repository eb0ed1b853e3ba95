import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBelief, createMemory, type Shout } from '../../actors/beliefs.ts'
import { Side } from '../../protocols/kind.ts'

const side = fc.constantFrom(Side.buy, Side.sell)
const shout: fc.Arbitrary<Shout> = fc.record({
  side,
  price: fc.integer({ min: 1, max: 30 }),
  isTaken: fc.boolean(),
})

test('at a price that was seen the belief is the share of Gjerstad and Dickhaut', () => {
  fc.assert(
    fc.property(side, fc.array(shout, { minLength: 1, maxLength: 12 }), (own, shouts) => {
      const belief = createBelief(own, shouts, { bid: 0, ask: 0 }, 30)
      for (const { price: at } of shouts) {
        // A plain double loop over what was heard.
        let [taken, others, refused] = [0, 0, 0]
        for (const { side: of, price, isTaken } of shouts) {
          const isBetter = own === Side.sell ? price >= at : price <= at
          const isWorse = own === Side.sell ? price <= at : price >= at
          if (of !== own && isBetter) others++
          if (of === own && isTaken && isBetter) taken++
          if (of === own && !isTaken && isWorse) refused++
        }
        const all = taken + others + refused
        // The belief is a spline's value at its knot: the same number but for its last bit.
        expect(belief(at)).toBeCloseTo(all === 0 ? 0 : (taken + others) / all, 12)
      }
    }),
  )
})

test('a belief falls the more it asks, from a sure trade to none', () => {
  const touch = fc.record({ bid: fc.nat(15), ask: fc.integer({ min: 16, max: 30 }) })
  fc.assert(
    fc.property(side, fc.array(shout, { maxLength: 12 }), touch, (own, shouts, at) => {
      const belief = createBelief(own, shouts, at, 30)
      const prices = Array.from({ length: 30 }, (_, nth) => (own === Side.buy ? 30 - nth : nth + 1))
      let last = 1
      for (const price of prices) {
        const chance = belief(price)
        expect(chance).toBeGreaterThanOrEqual(0)
        // But for the rounding of the cubic's last bit.
        expect(chance).toBeLessThanOrEqual(last + 1e-12)
        last = chance
        if (own === Side.buy && price >= at.ask) expect(chance).toBe(1)
        if (own === Side.buy && price <= at.bid) expect(chance).toBe(0)
        if (own === Side.sell && at.bid > 0 && price <= at.bid) expect(chance).toBe(1)
        if (own === Side.sell && price >= at.ask) expect(chance).toBe(0)
      }
    }),
  )
})

test('half way between two prices that were seen it is half way between what it believes there', () => {
  const shouts = [
    { side: Side.sell, price: 10, isTaken: true },
    { side: Side.sell, price: 20, isTaken: false },
  ] as const
  const belief = createBelief(Side.sell, shouts, { bid: 0, ask: 0 }, 30)
  expect([10, 15, 20].map(belief)).toEqual([1, 0.5, 0])
})

test('a memory holds so many trades and the quotes since the one before', () => {
  const memory = createMemory(2)
  memory.quoted(10, Side.buy)
  memory.traded(10, Side.sell)
  memory.quoted(20, Side.sell)
  memory.quoted(12, Side.buy)
  memory.traded(20, Side.buy)
  memory.traded(15, Side.buy)
  const told = memory.shouts.map(({ price, isTaken }) => [price, isTaken])
  expect(told).toEqual([
    [20, true],
    [12, false],
    [15, true],
  ])
})
