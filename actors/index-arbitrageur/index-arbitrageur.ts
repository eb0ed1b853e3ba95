import { Kind, Side } from '../../protocols/kind.ts'
import type { Envelope, Fill, PartialFill, Quote } from '../../protocols/message.ts'
import type { Actor, Listing, Market, Receive } from '../actor.ts'
import { bought } from '../bought.ts'
import { createOrderDesk, type OrderDesk } from '../order-desk.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import type { IndexArbitrageurParameters } from './parameters.ts'

/** The index or a part of it, where it trades it. */
interface Leg extends Listing {
  /** 1 for the index, −lots for a part: a hedged book holds these in proportion. */
  readonly weight: number
  readonly desk: OrderDesk
  position: number
  bid: number
  bidSize: number
  ask: number
  askSize: number
  /** It has taken at the touch that it shows, and waits for another. */
  isSpent: boolean
}

/**
 * Buys an index where its parts bring more than it costs, Σ lots·bid − ask > margin, and sells it
 * where they cost less than it brings; all legs at once, each at the touch that its feed has shown,
 * or not at all. It acts again when every order has ended.
 *
 * A leg that did not fill leaves it open to the market. Before it looks for the next chance it makes
 * the parts fit what it has of the index, at whatever touch there is then.
 *
 * Source: the arbitrage agents of Torii, Izumi, Yamada (2015), "Shock transfer by arbitrage trading:
 * analysis using multi-asset artificial market", Evolutionary and Institutional Economics Review 12,
 * which quote at the index's value; here they take, and lots of the parts stand for their weights.
 */
export function createIndexArbitrageur(
  { margin, size, limit }: IndexArbitrageurParameters,
  market: Market,
): Actor {
  const { parts = [] } = market
  const listings = [{ venue: market.venue, instrument: market.instrument, lots: -1 }, ...parts]
  return (context) => {
    const numbers = createOrderNumbers()
    const legs = listings.map(
      ({ venue, instrument, lots }): Leg => ({
        ...{ venue, instrument, weight: -lots },
        desk: createOrderDesk(context, { venue, instrument }, numbers),
        ...{ position: 0, bid: 0, bidSize: 0, ask: 0, askSize: 0 },
        isSpent: false,
      }),
    )
    const index = legs[0] as Leg
    let awaited = 0

    const legOf = ({ sender, instrument }: Envelope & { instrument: number }): Leg | undefined =>
      legs.find((leg) => leg.venue === sender && leg.instrument === instrument)

    /** Trades so many lots, positive to buy, as far as the touch has them. */
    const take = (leg: Leg, lots: number): void => {
      if (leg.isSpent) return
      const { desk, bid, bidSize, ask, askSize } = leg
      const isBuy = lots > 0
      const most = Math.min(Math.abs(lots), isBuy ? askSize : bidSize)
      const order = desk.take(isBuy ? Side.buy : Side.sell, isBuy ? ask : bid, most)
      if (order === undefined) return
      leg.isSpent = true
      awaited++
    }

    /** Makes the parts fit the index. @returns whether they fitted */
    const hedge = (): boolean => {
      for (const leg of legs) {
        const missing = leg.weight * index.position - leg.position
        if (missing !== 0) take(leg, missing)
      }
      return legs.every((leg) => leg.weight * index.position === leg.position)
    }

    /** Trades the index, `sign` 1 to buy it, against its parts where that pays. */
    const trade = (sign: 1 | -1): void => {
      let gain = 0
      let units = Math.min(size, limit - sign * index.position)
      for (const { weight, bid, bidSize, ask, askSize, isSpent } of legs) {
        const lots = sign * weight
        const price = lots > 0 ? ask : bid
        if (price === 0 || isSpent) return
        gain -= lots * price
        units = Math.min(units, Math.floor((lots > 0 ? askSize : bidSize) / Math.abs(weight)))
      }
      if (gain <= margin || units < 1) return
      for (const leg of legs) take(leg, sign * leg.weight * units)
    }

    const act = (): void => {
      if (awaited > 0 || !hedge()) return
      trade(1)
      if (awaited === 0) trade(-1)
    }

    const filled = (report: (PartialFill | Fill) & Envelope): void => {
      const leg = legOf(report)
      if (leg !== undefined) leg.position += bought(report)
    }

    const see = (quote: Quote & Envelope): void => {
      const { bid, bidSize, ask, askSize } = quote
      const leg = legOf(quote)
      if (leg !== undefined) Object.assign(leg, { bid, bidSize, ask, askSize, isSpent: false })
    }

    /** What its orders and the touches have come to; in a halt of its venue it only listens. */
    const note: Receive = (message) => {
      switch (message.kind) {
        case Kind.quote:
          see(message)
          break
        case Kind.partialFill:
          filled(message)
          break
        case Kind.fill:
          filled(message)
          awaited--
          break
        case Kind.expired:
        case Kind.rejected:
        case Kind.cancelled:
          awaited--
      }
    }

    return {
      receive(message) {
        note(message)
        act()
      },
      starting(message) {
        if (message.kind !== Kind.start) return
        numbers.begin(message.life)
        for (const { venue, instrument } of legs) {
          context.subscribe(context.feed(venue, Kind.quote, instrument))
        }
      },
      halted: note,
      closing: note,
    }
  }
}
