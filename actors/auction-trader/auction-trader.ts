import { Kind, OrderType, Phase, Side, TimeInForce } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { lots, PRICE_MAX, type Ticks, ticks } from '../../protocols/units.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import { drawOrderSize } from '../order-size.ts'
import type { AuctionTraderParameters } from './parameters.ts'

const ORDER = 1

const PHASES = {
  opening: Phase.openingAuction,
  volatility: Phase.volatilityAuction,
  closing: Phase.closingAuction,
} as const

/**
 * A trader who comes for the auctions: in each, at a moment of its own after it began, one order that
 * is good for the auction alone, to buy or to sell with even chances; without a limit, or where the
 * value as it sees it leaves the profit that it asks for. What the auction does not trade is over.
 */
export function createAuctionTrader(parameters: AuctionTraderParameters, market: Market): Actor {
  const { auctions, within, error, marginMax, atMarket, size } = parameters
  const { venue, instrument, fundamental } = market
  const phases = new Set<number>(auctions.map((auction) => PHASES[auction]))
  return (context) => {
    const { random } = context
    const numbers = createOrderNumbers()
    let phase: number = Phase.preOpen
    let asked: number = phase

    /** Each order makes the same draws, whatever it is like. */
    const order = (): void => {
      const buys = random.chance(0.5)
      const value = fundamental(context.now()) + random.normal(0, error)
      const margin = random.uniform() * marginMax
      const isAtMarket = random.chance(atMarket)
      const drawn = drawOrderSize(size, random)
      const limit = Math.round(buys ? value - margin : value + margin)
      if (drawn < 1) return
      const price = isAtMarket ? 0 : Math.min(PRICE_MAX, Math.max(1, limit))
      context.send(venue, {
        kind: Kind.newOrder,
        instrument,
        orderId: numbers.next(),
        side: buys ? Side.buy : Side.sell,
        orderType: isAtMarket ? OrderType.market : OrderType.limit,
        timeInForce: TimeInForce.auction,
        price: isAtMarket ? (0 as Ticks) : ticks(price),
        size: lots(drawn),
      })
    }

    const hear = (message: Message): void => {
      switch (message.kind) {
        case Kind.start:
          numbers.begin(message.life)
          return
        case Kind.session:
          if (message.sender !== venue) return
          phase = message.phase
          if (!phases.has(phase)) return
          asked = phase
          context.after(1 + random.uniform() * within, ORDER)
          return
        case Kind.timer:
          // An auction that is over before its moment came is missed.
          if (phase === asked) order()
      }
    }
    return { receive: hear }
  }
}
