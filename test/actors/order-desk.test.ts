import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../actors/actor.ts'
import { createOrderDesk, type OrderDesk } from '../../actors/order-desk.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import { NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../protocols/units.ts'
import { createFakeLife, MARKET } from './fake-context.ts'

function open() {
  let desk: OrderDesk | undefined
  const actor: Actor = (context) => {
    desk = createOrderDesk(context, MARKET)
    return { receive: () => {} }
  }
  const life = createFakeLife(actor)
  return { life, desk: desk as OrderDesk }
}

const number = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.constantFrom(PRICE_MAX, PRICE_MAX + 1, SIZE_MAX, SIZE_MAX + 1),
)

test('what leaves the desk is within the ranges of an order, and numbered from 1', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, fc.boolean()), { maxLength: 20 }), (wishes) => {
      const { life, desk } = open()
      const answers = wishes.map(([price, size, isLimit]) =>
        isLimit ? desk.limit(Side.buy, price, size) : desk.market(Side.sell, size),
      )
      const orders = life.orders()
      expect(orders.map(({ orderId }) => orderId)).toEqual(orders.map((_, index) => index + 1))
      expect(answers.filter((answer) => answer !== undefined).length).toBe(orders.length)
      for (const { price, size, orderType } of orders) {
        expect(size >= 1 && size <= SIZE_MAX && price <= PRICE_MAX).toBe(true)
        expect(orderType === 1 ? price >= 1 : price === 0).toBe(true)
        expect(price * size).toBeLessThanOrEqual(NOTIONAL_MAX)
      }
      const possible = wishes.filter(
        ([price, size, isLimit]) => size >= 1 && (!isLimit || (price >= 1 && price <= PRICE_MAX)),
      )
      expect(orders.length).toBe(possible.length)
    }),
  )
})

test('a later life numbers its orders apart from those of an earlier one', () => {
  const { life, desk } = open()
  desk.limit(Side.buy, 10, 1)
  desk.begin(1)
  desk.limit(Side.buy, 10, 1)
  expect(life.orders().map(({ orderId }) => orderId)).toEqual([1, 2 ** 22 + 1])
})

test('one mass cancel names the instrument and the venue', () => {
  const { life, desk } = open()
  desk.cancelAll()
  expect(life.said.map(({ to, message }) => [to, message])).toEqual([
    [MARKET.venue, { kind: Kind.massCancel, instrument: MARKET.instrument }],
  ])
})

test('a stop is a market order that names its trigger, or is not sent', () => {
  const { life, desk } = open()
  expect(desk.stop(Side.sell, 90, 5)).toBe(1)
  expect(desk.stop(Side.sell, 0, 5)).toBe(undefined)
  expect(desk.stop(Side.sell, PRICE_MAX + 1, 5)).toBe(undefined)
  expect(desk.stop(Side.sell, 90, 0)).toBe(undefined)
  expect(life.orders()).toMatchObject([
    { side: Side.sell, orderType: 2, price: 0, stop: 90, size: 5 },
  ])
})
