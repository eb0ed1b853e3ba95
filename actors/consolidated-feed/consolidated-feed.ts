import { Kind } from '../../protocols/kind.ts'
import type { Envelope, Quote } from '../../protocols/message.ts'
import type { ActorId, Lots, Ticks } from '../../protocols/units.ts'
import type { Actor, Listing, Market } from '../actor.ts'

/** The best price on one side, how much stands there, and at which venue. */
interface Best {
  price: number
  size: number
  venue: number
}

/**
 * A consolidated feed (a securities information processor): hears the best quotes of all venues of
 * its instrument, each over that venue's link, and publishes the best bid and offer among them, with
 * the venue of each, whenever that changes. At equal prices the venue that was there first is told;
 * at equal times, the first in the order of the scenario.
 *
 * How late it is, is its group's `computation`, on top of its links; what it publishes may be
 * locked or crossed, as what it heard is of different ages.
 */
export function createConsolidatedFeed(_parameters: object, market: Market): Actor {
  const home: Listing = { venue: market.venue, instrument: market.instrument }
  const { instrument } = home
  const listings = [home, ...(market.elsewhere ?? [])].sort((a, b) => a.venue - b.venue)
  return (context) => {
    const feed = context.feed(context.id, Kind.nbbo, instrument)
    const quotes = new Map<number, { bid: number; bidSize: number; ask: number; askSize: number }>()
    let bid: Best = { price: 0, size: 0, venue: 0 }
    let ask: Best = { price: 0, size: 0, venue: 0 }
    let number = 0

    /** The best of a side, which stays where it is unless another is better. */
    const bestOf = (before: Best, side: 'bid' | 'ask'): Best => {
      const sign = side === 'bid' ? 1 : -1
      let best: Best = { price: 0, size: 0, venue: 0 }
      const look = (venue: number): void => {
        const quote = quotes.get(venue)
        const price = quote?.[side] ?? 0
        if (price === 0 || (best.price !== 0 && sign * (price - best.price) <= 0)) return
        best = { price, size: quote?.[`${side}Size`] ?? 0, venue }
      }
      look(before.venue)
      for (const { venue } of listings) look(venue)
      return best
    }

    const hear = (quote: Quote & Envelope): void => {
      if (!listings.some((at) => at.venue === quote.sender && at.instrument === quote.instrument)) {
        return
      }
      const { bid: b, bidSize, ask: a, askSize } = quote
      quotes.set(quote.sender, { bid: b, bidSize, ask: a, askSize })
      const [nextBid, nextAsk] = [bestOf(bid, 'bid'), bestOf(ask, 'ask')]
      if (isSame(nextBid, bid) && isSame(nextAsk, ask)) return
      bid = nextBid
      ask = nextAsk
      context.publish(feed, {
        kind: Kind.nbbo,
        instrument,
        number: ++number,
        bid: bid.price as Ticks,
        bidSize: bid.size as Lots,
        bidVenue: bid.venue as ActorId,
        ask: ask.price as Ticks,
        askSize: ask.size as Lots,
        askVenue: ask.venue as ActorId,
      })
    }

    return {
      receive(message) {
        if (message.kind === Kind.quote) hear(message)
        if (message.kind !== Kind.start) return
        for (const at of listings) {
          context.subscribe(context.feed(at.venue, Kind.quote, at.instrument))
        }
      },
    }
  }
}

const isSame = (a: Best, b: Best): boolean =>
  a.price === b.price && a.size === b.size && a.venue === b.venue
