import { Kind, Side } from '../../protocols/kind.ts'
import type { Envelope, Quote } from '../../protocols/message.ts'
import type { Actor, Listing, Market, Receive } from '../actor.ts'
import { createOrderDesk, type OrderDesk } from '../order-desk.ts'
import type { CrossVenueArbitrageurParameters } from './parameters.ts'

const ignore: Receive = () => {}

/**
 * Where one venue of its instrument bids more than another asks, ask·(1 + margin) ≤ bid, buys at the
 * one and sells at the other, both at once or not at all, as far as it sees by the venues' own
 * feeds. It acts again when both orders have ended; a leg that did not fill leaves it a position,
 * which it keeps.
 *
 * Source: the latency arbitrageur of Wah and Wellman 2013 (section 3.4).
 */
export function createCrossVenueArbitrageur(
  { margin, size }: CrossVenueArbitrageurParameters,
  market: Market,
): Actor {
  const home: Listing = { venue: market.venue, instrument: market.instrument }
  const listings = [home, ...(market.elsewhere ?? [])]
  return (context) => {
    const desks = new Map(
      listings.map((at) => [at.venue as number, createOrderDesk(context, { ...market, ...at })]),
    )
    const quotes = new Map<number, { bid: number; bidSize: number; ask: number; askSize: number }>()
    let awaited = 0

    const act = (): void => {
      if (awaited > 0) return
      let low: number | undefined
      let high: number | undefined
      for (const [venue, { bid, ask }] of quotes) {
        if (ask !== 0 && (low === undefined || ask < (quotes.get(low)?.ask as number))) low = venue
        if (bid !== 0 && (high === undefined || bid > (quotes.get(high)?.bid as number))) {
          high = venue
        }
      }
      if (low === undefined || high === undefined || low === high) return
      const { ask, askSize } = quotes.get(low) as { ask: number; askSize: number }
      const { bid, bidSize } = quotes.get(high) as { bid: number; bidSize: number }
      if (ask * (1 + margin) > bid) return
      const lots = Math.min(size, askSize, bidSize)
      const legs = [
        (desks.get(low) as OrderDesk).take(Side.buy, ask, lots),
        (desks.get(high) as OrderDesk).take(Side.sell, bid, lots),
      ]
      awaited = legs.filter((id) => id !== undefined).length
    }

    const see = ({ sender, bid, bidSize, ask, askSize }: Quote & Envelope): void => {
      quotes.set(sender, { bid, bidSize, ask, askSize })
      act()
    }

    return {
      receive(message) {
        switch (message.kind) {
          case Kind.quote:
            see(message)
            return
          case Kind.fill:
          case Kind.expired:
          case Kind.rejected:
          case Kind.cancelled:
            awaited = Math.max(0, awaited - 1)
            act()
            return
        }
      },
      starting(message) {
        if (message.kind !== Kind.start) return
        for (const desk of desks.values()) desk.begin(message.life)
        for (const at of listings) {
          context.subscribe(context.feed(at.venue, Kind.quote, at.instrument))
        }
      },
      halted: ignore,
      closing: ignore,
    }
  }
}
