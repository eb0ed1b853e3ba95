import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sniperParameters } from '../../../actors/stale-quote-sniper/parameters.ts'
import { createSniper } from '../../../actors/stale-quote-sniper/stale-quote-sniper.ts'
import { Kind, Side, TimeInForce } from '../../../protocols/kind.ts'
import { actorId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const market = { ...MARKET, news: { venue: actorId(3), instrument: MARKET.instrument } }
const begin = (given: object = {}) => {
  const life = createFakeLife(createSniper(sniperParameters.parse(given), market))
  life.enter('trading')
  return life
}

test('it reads the news, and takes what they make stale, at its price, at once or not at all', () => {
  const life = begin({ size: 5 })
  expect(life.subscribed).toEqual([Kind.news])
  life.quote(99, 101)
  life.hear({ kind: Kind.news, value: 103.5 })
  life.hear({ kind: Kind.news, value: 97 })
  expect(life.orders().map(({ side, price, size }) => [side, price, size])).toEqual([
    [Side.buy, 101, 5],
    [Side.sell, 99, 5],
  ])
  for (const { timeInForce } of life.orders())
    expect(timeInForce).toBe(TimeInForce.immediateOrCancel)
})

test('it never acts but for more than its edge', () => {
  const any = fc.record({
    bid: fc.integer({ min: 1, max: 100 }),
    spread: fc.integer({ min: 1, max: 20 }),
    value: fc.double({ min: 1, max: 140, noNaN: true }),
    edge: fc.double({ min: 0, max: 10, noNaN: true }),
  })
  fc.assert(
    fc.property(any, ({ bid, spread, value, edge }) => {
      const life = begin({ edge })
      life.quote(bid, bid + spread)
      life.hear({ kind: Kind.news, value })
      const gains = [value - (bid + spread), bid - value].filter((gain) => gain > edge)
      const orders = life.orders()
      expect(orders.length).toBe(gains.length)
      for (const { side, price } of orders) {
        expect(side === Side.buy ? value - price : price - value).toBeGreaterThan(edge)
      }
    }),
  )
})

test('an empty side is no quote, and without a quote it waits', () => {
  const life = begin()
  life.hear({ kind: Kind.news, value: 500 })
  life.quote(99, 0)
  life.hear({ kind: Kind.news, value: 500 })
  expect(life.orders()).toEqual([])
})

test('in a halt and after the close it is still', () => {
  const life = begin()
  life.quote(99, 101)
  for (const stage of ['halted', 'closing'] as const) {
    life.enter(stage)
    life.hear({ kind: Kind.news, value: 500 })
  }
  expect(life.orders()).toEqual([])
})
