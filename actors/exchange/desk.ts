import type { Key } from '../../protocols/hash.ts'
import { Kind, Phase, Reason, Role, Side } from '../../protocols/kind.ts'
import type { Envelope, OrderEntry, QuoteEntry } from '../../protocols/message.ts'
import type { ActorId, InstrumentId, Lots, Ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { Accounts } from './accounts.ts'
import type { Book } from './book/book.ts'
import type { OrderView } from './book/order-view.ts'
import type { Watch } from './guards/watch.ts'
import {
  createMarketData,
  type FeedName,
  type MarketData,
  NO_TOUCH,
  type PublishedLevels,
  type SavedMarketData,
  type Touch,
  touchOf,
} from './market-data.ts'
import type { MechanismOrder, MechanismSink } from './mechanism.ts'
import { createMechanism, type MechanismTerms } from './mechanisms.ts'
import { refuse } from './refusal.ts'
import { createReports, type Reports } from './reports.ts'
import { isAuction } from './session.ts'
import { createWakeTimer } from './wake-timer.ts'

/** Where one instrument is traded, and who is told what becomes of a request. */
export interface Desk {
  /** Does what the request asks, or refuses it, and answers. */
  serve(request: Request): void
  /** Ends a participant's orders, without an answer to the whole. @returns how many */
  cancelAll(participant: ActorId, side: Side | 0, reason: Reason): number
  /** The session entered a phase. */
  enter(phase: Phase): void
  /** The timer that the desk set has fired. */
  advance(): void
  /** The best quote of the market that the desk refers to. */
  refer(bid: number, ask: number): void
  /** The book by price levels as the public knows it; left out, or `undefined`: it knows none. */
  levels?(): PublishedLevels | undefined
  /** The best quote that the public sees; 0 where a side is empty. Left out where there is no book. */
  touch?(): Touch
  /** The book in which an order would trade at once; `undefined` where there is none. */
  book?(): Book | undefined
  /** All of its state as plain values that JSON carries; its timer is set again by `restore`. */
  save(): unknown
  /** Takes on a state that `save` gave, of a desk made in the same way. */
  restore(saved: unknown): void
}

/** What participants ask of a desk. */
export type Request = (OrderEntry | QuoteEntry) & Envelope

/** What a desk needs of its venue. */
export interface DeskTerms {
  readonly instrument: InstrumentId
  readonly mechanism: MechanismTerms
  /** For the mechanism's chance. */
  readonly key: Key
  readonly accounts: Accounts
  readonly feeds: ReadonlySet<FeedName>
  /** Guards, breaker and fees, where the venue has any. */
  readonly watch: Watch | undefined
  /** @see createMarketData */
  readonly imbalance: number | undefined
  /** The tag of the desk's timer. */
  readonly tag: number
}

/**
 * A desk that asks its mechanism and tells each event of an order to its participant: for a trade
 * the maker's report, the taker's, then the public print; for an auction each leg, then the print.
 * One timer stands for what the mechanism and the venue's watch have to do next.
 */
export function createDesk(context: ActorContext, terms: DeskTerms): Desk {
  const { instrument, feeds, imbalance, watch, tag } = terms
  const reports = createReports(context, instrument)
  /** The phase in which what trades trades: a halt does not end the auction before it. */
  let phase: Phase = Phase.preOpen
  const sink = createSink(terms, reports, {
    data: () => data,
    phase: () => phase,
  })
  const heard = watch === undefined ? sink : watch.listen(sink)
  const mechanism = createMechanism(terms.mechanism, heard, terms.key)
  const data = createMarketData(context, instrument, mechanism, feeds, imbalance)
  const timer = createWakeTimer(context, tag)

  const touch = (): Touch => {
    const { book, isSealed } = mechanism
    return book === undefined || isSealed === true ? NO_TOUCH : touchOf(book)
  }
  const settle = (): void => {
    data.settle()
    if (watch === undefined) {
      timer.follow(mechanism.wake)
      return
    }
    const { bid, ask } = touch()
    watch.quoted(bid, ask, context.now())
    timer.follow(Math.min(mechanism.wake, watch.wake()))
  }

  const act = (request: Request): Reason => {
    const { sender } = request
    const now = context.now()
    switch (request.kind) {
      case Kind.newOrder:
        return mechanism.submit(sender, request, now)
      case Kind.cancelOrder:
        return mechanism.cancel(sender, request.orderId, request.less ?? 0, now)
      case Kind.replaceOrder:
        return mechanism.replace(sender, request.orderId, request.price, request.size, now)
      case Kind.massCancel: {
        const side = request.onlySide ?? 0
        if (!isSideOrBoth(side)) return Reason.malformed
        reports.massCancelled(sender, mechanism.cancelAll(sender, side, Reason.requested, now))
        return Reason.none
      }
      default:
        return Reason.unsupported
    }
  }

  return {
    serve(request) {
      const reason = act(request)
      if (reason !== Reason.none) refuse(context, request, instrument, reason)
      settle()
    },
    cancelAll(participant, side, reason) {
      const count = mechanism.cancelAll(participant, side, reason, context.now())
      settle()
      return count
    },
    enter(next) {
      watch?.entering(next)
      mechanism.enter(next, context.now())
      watch?.entered()
      if (next === Phase.continuous || isAuction(next)) phase = next
      settle()
    },
    advance() {
      timer.fired()
      watch?.advance(context.now())
      mechanism.advance(context.now())
      settle()
    },
    refer(bid, ask) {
      mechanism.refer(bid, ask, context.now())
      settle()
    },
    touch,
    levels: () => data.levels(),
    book: () => (terms.mechanism.type === 'continuous' ? mechanism.book : undefined),
    save: () => ({ phase, mechanism: mechanism.save(), counts: sink.save(), data: data.save() }),
    restore(saved) {
      const state = saved as SavedDesk
      phase = state.phase
      mechanism.restore(state.mechanism)
      sink.restore(state.counts)
      data.restore(state.data)
      timer.follow(Math.min(mechanism.wake, watch?.wake() ?? Infinity))
    },
  }
}

/** A desk's state as plain values. */
interface SavedDesk {
  readonly phase: Phase
  readonly mechanism: unknown
  readonly counts: Counts
  readonly data: SavedMarketData
}

/** Trades and auctions so far. */
interface Counts {
  readonly trades: number
  readonly crosses: number
}

/** Whether a number says one side, or both as 0. */
export const isSideOrBoth = (side: number): side is Side | 0 =>
  side === 0 || side === Side.buy || side === Side.sell

/** What a sink asks its desk for, which has it once the mechanism is made. */
interface Around {
  data(): MarketData
  phase(): Phase
}

/** Books what becomes of orders, and tells whom it concerns. */
function createSink(
  { instrument, accounts }: DeskTerms,
  reports: Reports,
  { data, phase }: Around,
): MechanismSink & { save(): Counts; restore(counts: Counts): void } {
  let trades = 0
  let crosses = 0

  const filled = (order: OrderView, role: Role, price: Ticks, size: Lots, number: number): void => {
    reports.filled(order, role, price, size, number)
    if (order.open === 0) accounts.orders(order.participant, -1)
  }
  const over = (order: MechanismOrder): void => {
    accounts.orders(order.participant, -1)
    data().ended(order)
  }

  return {
    accepted(order) {
      accounts.orders(order.participant, 1)
      reports.accepted(order)
      data().entering(order)
    },
    fill(maker, taker, price, size) {
      const isBuy = taker.side === Side.buy
      const buyer = isBuy ? taker : maker
      const seller = isBuy ? maker : taker
      accounts.trade(instrument, buyer.participant, seller.participant, price, size)
      trades++
      filled(maker, Role.maker, price, size, trades)
      filled(taker, Role.taker, price, size, trades)
      data().traded(trades, maker, taker, price, size)
      data().taken(maker, size)
      data().taken(taker, size)
    },
    replaced(order, previousPrice) {
      reports.replaced(order)
      data().changed(order, previousPrice)
    },
    cancelled(order, reason) {
      reports.ended(Kind.cancelled, order, reason)
      over(order)
    },
    expired(order, reason) {
      reports.ended(Kind.expired, order, reason)
      over(order)
    },
    triggered(order) {
      reports.triggered(order)
      data().entering(order)
    },
    repriced(order, previousPrice) {
      reports.repriced(order)
      data().changed(order, previousPrice)
    },
    crossed(order, price, size) {
      accounts.leg(instrument, order.participant, order.side, price, size)
      filled(order, Role.auction, price, size, crosses + 1)
      data().crossed(order)
    },
    uncrossed(price, size) {
      crosses++
      data().uncrossed(crosses, price, size, phase())
    },
    indicative: (price, size, surplus, side) => data().indicative(price, size, surplus, side),
    save: () => ({ trades, crosses }),
    restore(counts) {
      trades = counts.trades
      crosses = counts.crosses
    },
  }
}
