import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPoissonFlow } from '../../actors/poisson-flow.ts'
import { Kind, OrderType, Side } from '../../protocols/kind.ts'
import { SECOND } from '../../protocols/units.ts'
import { createFakeLife, MARKET } from './fake-context.ts'

const seed = fc.integer({ min: 0, max: 2 ** 31 })

test('every limit order lies within the window of the opposite best, and every cancel is of one that rests', () => {
  const quote = fc.record({
    bid: fc.integer({ min: 200, max: 300 }),
    spread: fc.integer({ min: 1, max: 9 }),
  })
  const day = fc.array(fc.record({ quote, fills: fc.nat(3) }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(seed, day, fc.integer({ min: 1, max: 8 }), (at, steps, window) => {
      const limits = new Array<number>(window).fill(1 / SECOND)
      const rates = { limits, market: 1 / SECOND, cancels: [1 / SECOND, 0.5 / SECOND] }
      const life = createFakeLife(createPoissonFlow(rates, MARKET), { seed: at })
      life.enter('trading')
      const alive = new Set<number>()
      let heard = 0
      for (const { quote, fills } of steps) {
        const { bid, spread } = quote
        life.quote(bid, bid + spread)
        life.run((life.timers()[0]?.at ?? 0) + 1, 1)
        for (const { message } of life.said.slice(heard)) {
          if (message.kind === Kind.cancelOrder) expect(alive.delete(message.orderId)).toBe(true)
          if (message.kind !== Kind.newOrder || message.orderType === OrderType.market) continue
          alive.add(message.orderId)
          const isBuy = message.side === Side.buy
          const distance = isBuy ? bid + spread - message.price : message.price - bid
          expect(distance >= 1 && distance <= window && message.size === 1).toBe(true)
        }
        heard = life.said.length
        for (const orderId of [...alive].slice(0, fills)) {
          alive.delete(orderId)
          life.hear({ kind: Kind.fill, orderId: orderId as never })
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('each flow comes at its rate, on both sides, by distance', () => {
  // Rates a second: limits 3 and 1 at 1 and 2 ticks, market orders 2, a cancel of an order at 1 tick
  // 0.5, at 2 ticks 0.1: as many orders rest as rate over rate, 6 and 10 a side.
  const rates = {
    limits: [3 / SECOND, 1 / SECOND],
    market: 2 / SECOND,
    cancels: [0.5 / SECOND, 0.1 / SECOND],
  }
  const life = createFakeLife(createPoissonFlow(rates, MARKET), { seed: 3, now: MARKET.open })
  life.enter('trading')
  life.quote(99, 100)
  const seconds = 2_000
  life.run(MARKET.open + seconds * SECOND)
  const orders = life.orders()
  const of = (side: Side, price: number): number =>
    orders.filter((order) => order.side === side && order.price === price).length / seconds
  // Four standard deviations of Poisson counts.
  const near = (rate: number, target: number): void =>
    expect(Math.abs(rate - target)).toBeLessThan(4 * Math.sqrt(target / seconds))
  for (const [side, first, second] of [
    [Side.buy, 99, 98],
    [Side.sell, 100, 101],
  ] as const) {
    near(of(side, first), 3)
    near(of(side, second), 1)
    near(of(side, 0), 2)
  }
  const cancels = life.said.filter(({ message }) => message.kind === Kind.cancelOrder)
  const gone = new Set(
    cancels.map(({ message }) => (message.kind === Kind.cancelOrder ? message.orderId : 0)),
  )
  const resting = orders.filter(
    ({ orderType, orderId }) => orderType === OrderType.limit && !gone.has(orderId),
  )
  const close = resting.filter(({ price }) => price === 99 || price === 100).length
  expect(Math.abs(close - 12)).toBeLessThan(4 * Math.sqrt(12))
  expect(Math.abs(resting.length - close - 20)).toBeLessThan(4 * Math.sqrt(20))
})

test('it waits for the open and through a halt, and is done at the close', () => {
  const rates = { limits: [1 / SECOND], market: 0, cancels: [1 / SECOND] }
  const life = createFakeLife(createPoissonFlow(rates, MARKET))
  expect(life.timers()[0]?.at).toBeGreaterThan(MARKET.open)
  life.enter('halted')
  life.run(MARKET.open + 50 * SECOND)
  expect([life.said.length, life.timers().length]).toEqual([0, 1])
  life.enter('closing')
  life.hear({ kind: Kind.session })
  expect(life.timers()).toHaveLength(0)
})
