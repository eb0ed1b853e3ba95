import fc from 'fast-check'
import { expect, test } from 'vitest'
import { privateValueParameters } from '../../../actors/private-value/parameters.ts'
import { createPrivateValueTrader } from '../../../actors/private-value/private-value-trader.ts'
import { drawPrivateValues } from '../../../actors/private-values.ts'
import { Kind, Role, Side } from '../../../protocols/kind.ts'
import { lots, MILLISECOND, nanos, SECOND, ticks } from '../../../protocols/units.ts'
import { createFakeLife, createFakeRandom, MARKET } from '../fake-context.ts'

const begin = (given: object = {}, seed = 1) => {
  const parameters = privateValueParameters.parse({ rate: 0.5, ...given })
  const life = createFakeLife(createPrivateValueTrader(parameters, MARKET), { seed })
  life.enter('trading')
  return life
}

test('it never asks for less than the least surplus, nor for more than the greatest', () => {
  const touch = fc.record({ bid: fc.nat(100_900), spread: fc.integer({ min: 1, max: 3_000 }) })
  fc.assert(
    fc.property(fc.nat(1_000), touch, fc.boolean(), (seed, { bid, spread }, isEmpty) => {
      const life = begin({ shadeMin: 100, shadeMax: 500 }, seed)
      const values = drawPrivateValues(createFakeRandom(seed), 2_236.068, 10)
      if (!isEmpty) life.quote(bid, bid + spread)
      life.run(MARKET.open + 40 * SECOND)
      expect(life.orders().length).toBeGreaterThan(0)
      for (const { side, price, size } of life.orders()) {
        const isBuy = side === Side.buy
        const value = 100_000 + (isBuy ? values.toBuy(0) : values.toSell(0))
        const gain = isBuy ? value - price : price - value
        const takes = !isEmpty && price === (isBuy ? bid + spread : bid)
        // A quote that stands is taken for η = 0.8 of what it asks for; half a tick is rounding.
        expect(gain).toBeGreaterThanOrEqual(takes ? 0.8 * 100 : 100 - 0.5)
        if (!takes) expect(gain).toBeLessThanOrEqual(500 + 0.5)
        expect(size).toBe(1)
      }
    }),
  )
})

test('it withdraws what it has, and comes back a moment later', () => {
  const life = begin()
  life.run(MARKET.open + 60 * SECOND)
  const cancels = life.said.filter(({ message }) => message.kind === Kind.massCancel)
  const orders = life.said.filter(({ message }) => message.kind === Kind.newOrder)
  expect(orders.length).toBeGreaterThan(10)
  // Every order but the last is withdrawn before the next.
  expect(cancels.length).toBe(orders.length - 1)
  for (const [nth, { at }] of cancels.entries()) {
    expect((orders[nth + 1]?.at as number) - at).toBe(MILLISECOND)
  }
})

test('it holds no more units than its limit, and its draws do not depend on the market', () => {
  const play = (fills: boolean) => {
    const life = begin({ limit: 2 }, 5)
    let position = 0
    for (let second = 1; second <= 200; second++) {
      const before = life.orders().length
      life.run(MARKET.open + second * SECOND)
      for (const { side, price, orderId } of fills ? life.orders().slice(before) : []) {
        position += side === Side.buy ? 1 : -1
        life.hear({
          kind: Kind.fill,
          side,
          price: ticks(price),
          size: lots(1),
          orderId,
          role: Role.taker,
        })
        expect(Math.abs(position)).toBeLessThanOrEqual(2)
      }
    }
    return life
  }
  const [filled, idle] = [play(true), play(false)]
  expect(filled.timers()).toEqual(idle.timers().map((timer) => ({ ...timer })))
})

test('it believes that the fundamental reverts in each step that is left, the one in hand too', () => {
  const close = nanos(MARKET.open + 60 * SECOND)
  const market = { ...MARKET, close, fundamental: () => 101_000 }
  const parameters = privateValueParameters.parse({
    ...{ rate: 1, kappa: 0.05, deviation: 0, shadeMin: 0, shadeMax: 0 },
  })
  const life = createFakeLife(createPrivateValueTrader(parameters, market), { seed: 1 })
  life.enter('trading')
  life.run(close - 1)
  const orders = life.said.filter(({ message }) => message.kind === Kind.newOrder)
  expect(orders.length).toBeGreaterThan(50)
  for (const { at, message } of orders) {
    let away = 1_000
    for (let step = Math.floor((at - MARKET.open) / SECOND); step < 60; step++) away *= 0.95
    expect((message as unknown as { price: number }).price).toBe(Math.round(100_000 + away))
  }
})
