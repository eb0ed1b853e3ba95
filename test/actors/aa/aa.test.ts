import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAa } from '../../../actors/aa/aa.ts'
import { aggressivenessOf, targetOf } from '../../../actors/aa/aggressiveness.ts'
import { createEquilibrium } from '../../../actors/aa/equilibrium.ts'
import { aaParameters } from '../../../actors/aa/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const END = Number.MAX_SAFE_INTEGER
const options = { window: 4, decay: 0.9, shapeMin: -8, shapeMax: 2, curve: 2 }

test('the estimate is the mean of the last trades, each weighing .9 of the next', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (prices) => {
      const equilibrium = createEquilibrium(options)
      for (const price of prices) equilibrium.traded(price)
      const weights = [1, 0.9, 0.81, 0.729]
      const last = prices.slice(-4).reverse()
      const sum = last.reduce((total, price, at) => total + price * (weights[at] as number), 0)
      const all = last.reduce((total, _, at) => total + (weights[at] as number), 0)
      expect(equilibrium.price).toBeCloseTo(sum / all, 9)
      expect(equilibrium.shape()).toBeGreaterThanOrEqual(-8)
      expect(equilibrium.shape()).toBeLessThanOrEqual(2)
    }),
  )
})

test('calm prices bend the target less than volatile ones', () => {
  const equilibrium = createEquilibrium(options)
  for (const price of [100, 140, 60, 140]) equilibrium.traded(price)
  const volatile = equilibrium.shape()
  for (let calm = 0; calm < 4; calm++) equilibrium.traded(100)
  expect(equilibrium.shape()).toBeGreaterThan(volatile)
})

const aim = fc.record({
  isBuyer: fc.boolean(),
  limit: fc.integer({ min: 1, max: 200 }),
  price: fc.integer({ min: 1, max: 200 }),
  priceMax: fc.constant(200),
})
const bent = fc
  .double({ min: -8, max: 2, noNaN: true })
  .map((shape) => (Math.abs(shape) < 0.01 ? 0 : shape))
const keen = fc.double({ min: -1, max: 1, noNaN: true })

test('the more aggressive it is the nearer its target to its limit, and never beyond', () => {
  fc.assert(
    fc.property(aim, bent, keen, keen, (at, shape, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      const sign = at.isBuyer ? 1 : -1
      expect(sign * (targetOf(at, high, shape) - targetOf(at, low, shape))).toBeGreaterThan(-1e-9)
      expect(sign * (at.limit - targetOf(at, high, shape))).toBeGreaterThan(-1e-9)
      expect(targetOf(at, 1, shape)).toBeCloseTo(at.limit, 9)
      const neutral = at.isBuyer ? Math.min(at.limit, at.price) : Math.max(at.limit, at.price)
      expect(targetOf(at, 0, shape)).toBe(neutral)
      expect(targetOf(at, -1, shape)).toBeCloseTo(at.isBuyer ? 0 : 200, 9)
    }),
  )
})

test('the aggressiveness of a target is the one that aims at it', () => {
  fc.assert(
    fc.property(aim, bent, keen, (at, shape, aggressiveness) => {
      const target = targetOf(at, aggressiveness, shape)
      expect(targetOf(at, aggressivenessOf(at, target, shape), shape)).toBeCloseTo(target, 6)
    }),
  )
})

test('it never quotes at a loss, and after dear trades a buyer bids more', () => {
  const day = fc.array(
    fc.record({ trade: fc.integer({ min: 1, max: 200 }), bid: fc.nat(120), spread: fc.nat(80) }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(
      fc.constantFrom('buy', 'sell'),
      fc.integer({ min: 1, max: 200 }),
      day,
      (side, own, rounds) => {
        const parameters = aaParameters.parse({ side, limits: { type: 'list', values: [own] } })
        const life = createFakeLife(createAa(parameters, MARKET))
        life.enter('trading')
        life.run(MARKET.open)
        for (const { trade, bid, spread } of rounds) {
          const ask = bid === 0 ? 0 : bid + spread
          life.quote(bid, ask)
          life.hear({ kind: Kind.quote, bid, ask } as never)
          life.hear({ kind: Kind.trade, price: trade, side: Side.buy } as never)
          life.run(END, 1)
        }
        for (const { message } of life.said) {
          if (!('price' in message)) continue
          if (side === 'buy') expect(message.price).toBeLessThanOrEqual(own)
          else expect(message.price).toBeGreaterThanOrEqual(own)
        }
      },
    ),
  )
})
