import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAuctionTrader } from '../../../actors/auction-trader/auction-trader.ts'
import { auctionTraderParameters } from '../../../actors/auction-trader/parameters.ts'
import { Kind, OrderType, Phase, Side, TimeInForce } from '../../../protocols/kind.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const begin = (given: object, seed = 1) =>
  createFakeLife(createAuctionTrader(auctionTraderParameters.parse(given), MARKET), { seed })
const enters = (life: ReturnType<typeof begin>, phase: Phase) =>
  life.hear({ kind: Kind.session, phase, sender: MARKET.venue } as never)

test('it sends one order an auction that it comes for, in time or not at all', () => {
  const day = fc.array(
    fc.record({
      phase: fc.constantFrom(...Object.values(Phase)),
      lasts: fc.integer({ min: 1, max: 90 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(fc.nat(), day, (seed, day) => {
      const life = begin({ auctions: ['opening', 'closing'], within: '60 s' }, seed)
      let at = 0
      for (const { phase, lasts } of day) {
        const before = life.orders().length
        enters(life, phase)
        const due = life.timers().at(-1)?.at ?? Number.POSITIVE_INFINITY
        const isFor = phase === Phase.openingAuction || phase === Phase.closingAuction
        at += lasts * SECOND
        life.run(at)
        const sent = life.orders().slice(before)
        if (!isFor) expect(sent).toEqual([])
        else if (due <= at) expect(sent.length).toBeGreaterThan(0)
        for (const order of sent) expect(order.timeInForce).toBe(TimeInForce.auction)
      }
    }),
    { numRuns: 60 },
  )
})

test('its limits leave a profit against the value as it sees it, and some orders have none', () => {
  const orders = Array.from({ length: 400 }, (_, seed) => {
    const life = begin({ error: 0, marginMax: 50, atMarket: 0.25 }, seed)
    enters(life, Phase.openingAuction)
    life.run(2 * MINUTE)
    return life.orders()[0]!
  })
  const atMarket = orders.filter(({ orderType }) => orderType === OrderType.market)
  // 100 of 400, deviation 8.7.
  expect(Math.abs(atMarket.length - 100)).toBeLessThan(35)
  for (const { side, orderType, price } of orders) {
    if (orderType === OrderType.market) expect(price).toBe(0)
    else if (side === Side.buy)
      expect(price).toSatisfy((at: number) => at >= 99_950 && at <= 100_000)
    else expect(price).toSatisfy((at: number) => at >= 100_000 && at <= 100_050)
  }
})
