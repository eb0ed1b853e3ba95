import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Market } from '../../../actors/actor.ts'
import { createIndexArbitrageur } from '../../../actors/index-arbitrageur/index-arbitrageur.ts'
import { indexArbitrageurParameters } from '../../../actors/index-arbitrageur/parameters.ts'
import { Kind, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Body, NewOrder } from '../../../protocols/message.ts'
import { actorId, instrumentId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

/** An index at venue 0 of two lots of 0 and three of 1, both at venue 5. */
const market: Market = {
  ...MARKET,
  parts: [
    { venue: actorId(5), instrument: instrumentId(0), lots: 2 },
    { venue: actorId(5), instrument: instrumentId(1), lots: 3 },
  ],
}
const INDEX = [0, 0] as const
const FIRST = [5, 0] as const
const SECOND = [5, 1] as const
type Place = readonly [venue: number, instrument: number]

function createArbitrageur(given: object = {}) {
  const life = createFakeLife(
    createIndexArbitrageur(indexArbitrageurParameters.parse(given), market),
  )
  life.enter('trading')
  let seen = 0
  const tell = (body: object): void => life.hear(body as unknown as Partial<Body>)
  return {
    life,
    quote([sender, instrument]: Place, bid: number, ask: number, bidSize = 60, askSize = 60) {
      tell({ kind: Kind.quote, sender, instrument, bid, bidSize, ask, askSize })
    },
    /** An answer to an order: so many lots of it traded, and it is over. */
    answer({ to, order }: Sent, lots = order.size as number) {
      const { instrument, orderId, side } = order
      const about = { sender: to, instrument, orderId, side }
      const kind = lots === order.size ? Kind.fill : Kind.partialFill
      if (lots > 0) tell({ ...about, kind, size: lots })
      if (lots < order.size) tell({ ...about, kind: Kind.expired })
    },
    /** The orders since it was last asked. */
    orders(): Sent[] {
      const all = life.said.map(({ to, message }) => ({ to, order: message as NewOrder }))
      const fresh = all.slice(seen)
      seen = all.length
      return fresh
    },
  }
}
interface Sent {
  readonly to: number
  readonly order: NewOrder
}
const plain = ({ to, order }: Sent) => [to, order.instrument, order.side, order.price, order.size]

describe('an index of two lots of one and three of another', () => {
  test('is bought where its parts bring more than it costs, by all legs at once', () => {
    const trader = createArbitrageur()
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    // Its parts bring 2·100 + 3·200 = 800.
    trader.quote(INDEX, 797, 799)
    expect(trader.orders()).toEqual([])
    trader.quote(INDEX, 797, 798, 60, 50)
    const orders = trader.orders()
    // 60 lots of the second are enough for 20 of the index.
    expect(orders.map(plain)).toEqual([
      [0, 0, Side.buy, 798, 20],
      [5, 0, Side.sell, 100, 40],
      [5, 1, Side.sell, 200, 60],
    ])
    expect(orders.every(({ order }) => order.timeInForce === TimeInForce.immediateOrCancel)).toBe(
      true,
    )
    expect(new Set(orders.map(({ order }) => order.orderId)).size).toBe(3)
  })

  test('is sold where its parts cost less than it brings, up to the limit', () => {
    const trader = createArbitrageur({ limit: 4, margin: 0 })
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    trader.quote(INDEX, 809, 810)
    const orders = trader.orders()
    expect(orders.map(plain)).toEqual([
      [0, 0, Side.sell, 809, 4],
      [5, 0, Side.buy, 101, 8],
      [5, 1, Side.buy, 202, 12],
    ])
    for (const order of orders) trader.answer(order)
    trader.quote(INDEX, 809, 810)
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    expect(trader.orders()).toEqual([])
  })

  test('a leg that did not fill is made up for at the next touch, and only then', () => {
    const trader = createArbitrageur({ size: 5 })
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    trader.quote(INDEX, 790, 795)
    const [index, first, second] = trader.orders() as [Sent, Sent, Sent]
    trader.answer(index)
    trader.answer(first, 3)
    trader.answer(second)
    expect(trader.orders()).toEqual([])
    trader.quote(FIRST, 97, 99)
    expect(trader.orders().map(plain)).toEqual([[5, 0, Side.sell, 97, 7]])
  })

  test('what comes in a halt is noted, and nothing is sent', () => {
    const trader = createArbitrageur({ size: 5 })
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    trader.quote(INDEX, 790, 795)
    const orders = trader.orders()
    trader.life.enter('halted')
    for (const order of orders) trader.answer(order)
    trader.quote(FIRST, 100, 101)
    trader.quote(SECOND, 200, 202)
    trader.quote(INDEX, 790, 795)
    expect(trader.orders()).toEqual([])
    trader.life.enter('trading')
    trader.quote(INDEX, 790, 796)
    expect(trader.orders().length).toBe(3)
  })
})

// The twin keeps positions and nothing else, and looks at what each step must leave true.
test('whatever fills, it never trades at a loss, holds too much, or leaves legs open for long', () => {
  const touch = fc.record({
    what: fc.constant('quote' as const),
    place: fc.constantFrom(INDEX, FIRST, SECOND),
    bid: fc.integer({ min: -6, max: 6 }),
    spread: fc.integer({ min: 1, max: 4 }),
    bidSize: fc.integer({ min: 1, max: 30 }),
    askSize: fc.integer({ min: 1, max: 30 }),
  })
  const answer = fc.record({
    what: fc.constant('answer' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  const steps = fc.array(fc.oneof(touch, answer, answer), { maxLength: 60, size: 'max' })
  const worth = (place: Place): number => (place === INDEX ? 800 : place === FIRST ? 100 : 200)
  fc.assert(
    fc.property(steps, (steps) => {
      const trader = createArbitrageur({ size: 7, limit: 12, margin: 2 })
      const held = new Map([INDEX, FIRST, SECOND].map((place) => [place.join(), 0]))
      const open: Sent[] = []
      const weights = new Map([
        [INDEX.join(), 1],
        [FIRST.join(), -2],
        [SECOND.join(), -3],
      ])
      const isHedged = (): boolean =>
        [...weights].every(
          ([place, weight]) => held.get(place) === weight * held.get(INDEX.join())!,
        )
      for (const step of steps) {
        if (step.what === 'quote') {
          const bid = worth(step.place) + step.bid
          trader.quote(step.place, bid, bid + step.spread, step.bidSize, step.askSize)
        } else {
          const sent = open.shift()
          if (sent === undefined) continue
          const lots = Math.round(sent.order.size * step.share)
          const place = [sent.to, sent.order.instrument].join()
          held.set(place, held.get(place)! + (sent.order.side === Side.buy ? lots : -lots))
          trader.answer(sent, lots)
        }
        const orders = trader.orders()
        if (orders.length === 0) continue
        expect(open).toEqual([])
        open.push(...orders)
        if (orders[0]?.to !== 0) {
          expect(isHedged()).toBe(false)
          continue
        }
        // A new trade: only from a hedged book, in proportion, for more than the margin.
        expect(isHedged()).toBe(true)
        const units = orders[0].order.size
        const gain = orders.reduce(
          (sum, { order }) =>
            sum + (order.side === Side.sell ? 1 : -1) * order.price * (order.size / units),
          0,
        )
        expect(gain).toBeGreaterThan(2)
        expect(orders.map(({ order }) => order.size / units)).toEqual([1, 2, 3])
        const sign = orders[0].order.side === Side.buy ? 1 : -1
        expect(Math.abs(held.get(INDEX.join())! + sign * units)).toBeLessThanOrEqual(12)
      }
    }),
  )
})
