import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGiveaway } from '../../actors/giveaway/giveaway.ts'
import { giveawayParameters } from '../../actors/giveaway/parameters.ts'
import { createShaver } from '../../actors/shaver/shaver.ts'
import {
  createConstrained,
  createUnconstrained,
} from '../../actors/zero-intelligence/zero-intelligence.ts'
import { Kind, Role, Side } from '../../protocols/kind.ts'
import { type OrderId, SECOND } from '../../protocols/units.ts'
import { createFakeLife, MARKET } from './fake-context.ts'

const begin = (create: typeof createShaver, given: object, seed = 1, key?: string) => {
  const life = createFakeLife(create(giveawayParameters.parse(given), MARKET), { seed })
  expect(key).toBeUndefined()
  life.enter('trading')
  return life
}
const fill = (orderId: number) =>
  ({ kind: Kind.fill, orderId: orderId as OrderId, role: Role.maker, number: 1 }) as never
const END = Number.MAX_SAFE_INTEGER
const limits = fc.integer({ min: 1, max: 200 })
const side = fc.constantFrom<'buy' | 'sell'>('buy', 'sell')

test('no constrained trader, shaver or giveaway bids above its value or asks under its cost', () => {
  const creators = fc.constantFrom(createConstrained, createShaver, createGiveaway)
  const touch = fc.tuple(fc.nat(200), fc.nat(200))
  fc.assert(
    fc.property(
      creators,
      side,
      limits,
      fc.array(touch),
      fc.nat(),
      (create, at, limit, day, seed) => {
        const life = begin(create, { side: at, limits: { type: 'list', values: [limit] } }, seed)
        for (const [bid, ask] of day) {
          life.quote(bid, ask)
          life.run(END, 1)
        }
        for (const { message } of life.said) {
          if (message.kind !== Kind.newOrder && message.kind !== Kind.replaceOrder) continue
          if (at === 'buy') expect(message.price).toBeLessThanOrEqual(limit)
          else expect(message.price).toBeGreaterThanOrEqual(limit)
        }
      },
    ),
  )
})

test('random prices cover all that they may, and no more', () => {
  const pricesOf = (create: typeof createShaver, at: 'buy' | 'sell') => {
    const seen = new Set<number>()
    for (let seed = 0; seed < 400; seed++) {
      const values = { type: 'list', values: [4] }
      const life = begin(create, { side: at, limits: values, priceMax: 6 }, seed)
      life.run(END, 2)
      for (const { price } of life.orders()) seen.add(price)
    }
    return [...seen].sort()
  }
  expect(pricesOf(createConstrained, 'buy')).toEqual([1, 2, 3, 4])
  expect(pricesOf(createConstrained, 'sell')).toEqual([4, 5, 6])
  expect(pricesOf(createUnconstrained, 'buy')).toEqual([1, 2, 3, 4, 5, 6])
  expect(pricesOf(createUnconstrained, 'sell')).toEqual([1, 2, 3, 4, 5, 6])
})

test('a shaver betters the best by a tick up to its limit, and never itself', () => {
  const life = begin(createShaver, { limits: { type: 'list', values: [105] } })
  life.quote(100, 120)
  life.run(END, 2)
  life.quote(101, 120)
  life.run(END, 1)
  life.quote(104, 120)
  life.run(END, 1)
  life.quote(105, 120)
  life.run(END, 1)
  const prices = life.said.map(({ message }) => 'price' in message && message.price)
  expect(prices).toEqual([101, 105])
})

test('a unit is traded once: the order of one that rests is replaced, and after its fill comes the next', () => {
  const life = begin(createGiveaway, { limits: { type: 'list', values: [50, 40, 30] } })
  life.run(END, 2)
  life.run(END, 1)
  life.hear(fill(1))
  life.run(END, 1)
  life.hear(fill(1))
  life.run(END, 1)
  life.hear(fill(2))
  life.run(END, 1)
  life.hear(fill(3))
  life.run(END, 9)
  const said = life.said.map(
    ({ message }) => [message.kind, 'price' in message && message.price] as const,
  )
  expect(said).toEqual([
    [Kind.newOrder, 50],
    [Kind.replaceOrder, 50],
    [Kind.newOrder, 40],
    [Kind.replaceOrder, 40],
    [Kind.newOrder, 30],
  ])
  expect(life.timers()).toEqual([])
})

test('it quotes only what betters its side', () => {
  fc.assert(
    fc.property(side, fc.nat(200), fc.nat(200), fc.nat(), (at, bid, ask, seed) => {
      const life = begin(createUnconstrained, { side: at }, seed)
      life.quote(bid, ask)
      life.run(END, 3)
      for (const order of life.orders()) {
        if (at === 'buy') expect(order.price).toBeGreaterThan(bid)
        else if (ask > 0) expect(order.price).toBeLessThan(ask)
      }
    }),
  )
})

test('on a print it withdraws what stands, once, where it is told to', () => {
  const print = { kind: Kind.trade, price: 60, side: Side.buy } as never
  const calm = begin(createGiveaway, {})
  calm.run(END, 2)
  calm.hear(print)
  expect(calm.said.length).toBe(1)
  const life = begin(createGiveaway, { cancelsOnTrade: true })
  life.run(END, 2)
  life.hear(print)
  life.hear(print)
  expect(life.said.map(({ message }) => message.kind)).toEqual([Kind.newOrder, Kind.cancelOrder])
  life.run(END, 1)
  expect(life.said.length).toBe(2)
  life.hear({ kind: Kind.cancelled, orderId: 1 as OrderId } as never)
  life.run(END, 1)
  expect(life.orders().length).toBe(2)
})

test('at an assignment it withdraws what stands and has all its units again', () => {
  const renew = { type: 'periodic', every: '1 h' }
  const values = { type: 'list', values: [50, 40] }
  const life = begin(createGiveaway, { limits: values, renew, wakeMean: '1 s' })
  life.run(MARKET.open + 60 * SECOND)
  life.hear(fill(1))
  life.run(MARKET.open + 120 * SECOND)
  expect(life.orders().map(({ price }) => price)).toEqual([50, 40])
  life.run(MARKET.open + 3600 * SECOND)
  expect(life.said.at(-1)?.message.kind).toBe(Kind.cancelOrder)
  // What the order of the assignment before still trades is no unit of this one.
  life.hear(fill(2))
  life.run(MARKET.open + 3700 * SECOND)
  expect(life.orders().map(({ price }) => price)).toEqual([50, 40, 50])
})

test('turns are its own, a slot from anybody else’s', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.nat(8), (seed, of, first) => {
      const turns = { slot: '1 us', of, first }
      const life = begin(createGiveaway, { wakeMean: '20 us', turns }, seed)
      life.run(MARKET.open)
      for (let wake = 0; wake < 20; wake++) {
        const [next] = life.timers()
        const turn = ((next?.at ?? 0) - MARKET.open) / 1_000
        expect(turn % of).toBe((first + 0.5) % of)
        life.run(END, 1)
      }
    }),
  )
})
