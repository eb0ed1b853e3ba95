import { Kind, OrderType, Phase, PostOnly, Reason, Side } from '../../../protocols/kind.ts'
import type { Envelope, Quote, Session } from '../../../protocols/message.ts'
import type { InstrumentId } from '../../../protocols/units.ts'
import type { ActorContext } from '../../actor.ts'
import type { Book } from '../book/book.ts'
import { type Incoming, reachesBeyond, replacedAs } from '../book/trade-through.ts'
import type { Request } from '../desk.ts'
import type { Reference } from '../references.ts'

/** Keeps orders of a venue from trading at prices worse than what other venues show. */
export interface Protection {
  /** Begins to hear the other venues. */
  subscribe(): void
  /** A quote or a phase of another venue has arrived; anything else is passed over. */
  heard(message: (Quote | Session) & Envelope): void
  /**
   * `betterElsewhere` where the request, served now in continuous trading, could trade at a price
   * worse than the best that another venue shows; else `none`.
   */
  judge(request: Request, book: Book): Reason
  /** What it knows of other venues, as plain values. */
  save(): readonly (readonly number[])[]
  /** Takes on what `save` gave, of a protection of the same venues. */
  restore(saved: readonly (readonly number[])[]): void
}

interface Elsewhere extends Reference {
  readonly desk: number
  bid: number
  ask: number
  phase: number
}

/**
 * Protects the best bid and offer of each other venue against trade-throughs, as this venue sees
 * them: its feeds from there have their delay, and what is shown is that old. Only venues in
 * continuous trading are protected, at any size; a dark venue shows nothing. An order that would rest
 * is let in, also where it locks or crosses another venue. Stops and pegs are not judged: what sets
 * them off comes later. It walks the other venues, then the orders that are shown here up to the
 * protected price; where nothing here is beyond it, nothing but levels.
 *
 * Source: Rule 611 of Regulation NMS (17 CFR 242.611, the order protection rule), without its
 * exceptions (intermarket sweeps, a second of flickering quotes).
 *
 * @param elsewhere by instrument: where else it is traded
 */
export function createProtection(
  context: ActorContext,
  elsewhere: readonly (readonly Reference[])[],
): Protection {
  const others: Elsewhere[] = elsewhere.flatMap((listings, desk) =>
    listings.map((listing) => ({ ...listing, desk, bid: 0, ask: 0, phase: 0 })),
  )

  /** The best price of the other side that is shown elsewhere, 0 where there is none. */
  const bestFor = (side: Side, desk: number): number => {
    let best = 0
    for (const other of others) {
      if (other.desk !== desk || other.phase !== Phase.continuous) continue
      const price = side === Side.buy ? other.ask : other.bid
      const isBetter = side === Side.buy ? price < best : price > best
      if (price !== 0 && (best === 0 || isBetter)) best = price
    }
    return best
  }

  return {
    subscribe() {
      for (const { venue, instrument } of others) {
        context.subscribe(context.feed(venue, Kind.quote, instrument))
      }
      for (const venue of new Set(others.map(({ venue }) => venue))) {
        context.subscribe(context.feed(venue, Kind.session, 0 as InstrumentId))
      }
    },
    heard(message) {
      for (const other of others) {
        if (other.venue !== message.sender) continue
        if (message.kind === Kind.session) other.phase = message.phase
        else if (other.instrument === message.instrument) {
          other.bid = message.bid
          other.ask = message.ask
        }
      }
    },
    judge(request, book) {
      const order = incomingOf(request, book)
      if (order === undefined) return Reason.none
      const best = bestFor(order.side, request.instrument)
      return best !== 0 && reachesBeyond(book, order, best) ? Reason.betterElsewhere : Reason.none
    },
    save: () => others.map(({ bid, ask, phase }) => [bid, ask, phase]),
    restore(saved) {
      saved.forEach(([bid = 0, ask = 0, phase = 0], nth) => {
        Object.assign(others[nth] as Elsewhere, { bid, ask, phase })
      })
    },
  }
}

/** What the request would bring to the book at once; `undefined` where that is nothing. */
function incomingOf(request: Request, book: Book): Incoming | undefined {
  const { sender: participant } = request
  if (request.kind === Kind.replaceOrder) return replacedAs(book, participant, request)
  if (request.kind !== Kind.newOrder) return undefined
  const { side, orderType, price, size, postOnly = PostOnly.none, stop = 0, peg = 0 } = request
  if (postOnly !== PostOnly.none || stop !== 0 || peg !== 0) return undefined
  const limit = orderType === OrderType.market ? 0 : price
  return { participant, side, limit, size }
}
