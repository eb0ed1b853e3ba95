import { expect, test } from 'vitest'
import { createInvestor } from '../../../actors/investor/investor.ts'
import { investorParameters } from '../../../actors/investor/parameters.ts'
import { Kind, OrderType, Reason, Side } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import { actorId, instrumentId, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('he buys and sells alike, at Poisson times, at the market', () => {
  const life = createFakeLife(createInvestor(investorParameters.parse({ size: 2 }), MARKET))
  life.enter('trading')
  life.run(30_000 * SECOND)
  const orders = life.orders()
  // 10,000 orders in the mean, half of them to buy; four standard deviations.
  expect(Math.abs(orders.length - 10_000)).toBeLessThan(400)
  const buys = orders.filter(({ side }) => side === Side.buy).length
  expect(Math.abs(buys - orders.length / 2)).toBeLessThan(200)
  expect(orders.every(({ orderType, size }) => orderType === OrderType.market && size === 2)).toBe(
    true,
  )
})

test('in a halt he waits, and after the close he is done', () => {
  const life = createFakeLife(createInvestor(investorParameters.parse({}), MARKET))
  life.enter('halted')
  life.run(100 * SECOND)
  expect([life.said.length, life.timers().length]).toEqual([0, 1])
  life.enter('closing')
  life.run(200 * SECOND)
  expect([life.said.length, life.timers().length]).toEqual([0, 0])
})

test('one who goes onward sends what his venue leaves unfilled to the next', () => {
  const pool = { ...MARKET, elsewhere: [{ venue: actorId(7), instrument: instrumentId(2) }] }
  const sentTo = (onward: boolean) => {
    const life = createFakeLife(createInvestor(investorParameters.parse({ size: 5, onward }), pool))
    life.enter('trading')
    life.run(60 * SECOND)
    const asked = life.orders()[0] as NewOrder
    const rest = {
      sender: pool.venue,
      instrument: pool.instrument,
      orderId: asked.orderId,
      number: 1,
      price: 0,
    }
    life.hear({
      ...{ ...rest, kind: Kind.expired, side: asked.side, size: 3, reason: Reason.noLiquidity },
    } as never)
    const { to, message } = life.said.at(-1) as (typeof life.said)[number]
    return [to, message.kind === Kind.newOrder && message.size, life.said.length]
  }
  const [venue, size, said] = sentTo(true)
  expect([venue, size]).toEqual([7, 3])
  expect(sentTo(false)).toEqual([MARKET.venue, 5, Number(said) - 1])
})
