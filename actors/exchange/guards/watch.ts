import { Kind, Phase, Reason, Role, type Side } from '../../../protocols/kind.ts'
import type { Envelope, Message, OrderEntry, QuoteEntry } from '../../../protocols/message.ts'
import type { Accounts } from '../accounts.ts'
import type { Fees } from '../fees.ts'
import type { MechanismSink } from '../mechanism.ts'
import { wouldTake } from '../speed-bump.ts'
import type { Breaker, Halt } from './breaker.ts'
import type { Exposure } from './exposure.ts'
import type { Guards } from './guards.ts'

/** What a desk's requests and events pass through where its venue guards, halts or charges. */
export interface Watch {
  /**
   * What the venue has against a request whatever its mechanism would say: what its guards say,
   * then `outsideCollar` for a limit beyond the breaker's bands. Call `served` when it was served.
   */
  judge(request: (OrderEntry | QuoteEntry) & Envelope, now: number): Reason
  /** The request that was judged last was served, or refused. */
  served(): void
  /** A sink that hears what the mechanism says, `inner` first. */
  listen(inner: MechanismSink): MechanismSink
  /** The session is about to enter a phase; the mechanism hears of it next. */
  entering(phase: Phase): void
  /** The mechanism has entered the phase. */
  entered(): void
  /** A venue is taken up again in this phase, which it entered in an earlier life. */
  resume(phase: Phase): void
  /** The best quote that the public sees after a request; 0 where a side is empty. */
  quoted(bid: number, ask: number, now: number): void
  /** The next time at which something is due of itself; Infinity where nothing is. */
  wake(): number
  /** Does what is due up to `now`. */
  advance(now: number): void
  /** A dealer, who made the price, and a requester traded by a quote on request. */
  dealt(dealer: number, requester: number, price: number, size: number): void
  /** Whether the request would take from what the public sees, were it served now. */
  takes(request: Message, bid: number, ask: number): boolean
}

/** What a watch is made of; what its venue does not have is left out. */
export interface WatchParts {
  readonly instrument: number
  readonly accounts: Accounts
  /** The number of the venue, whose account the fees go to. */
  readonly venue: number
  readonly guards?: Guards | undefined
  readonly exposure?: Exposure | undefined
  readonly breaker?: Breaker | undefined
  readonly fees?: Fees | undefined
  now(): number
  /** The breaker says that trading is to stop, when the request in hand is done. */
  halt(halt: Halt): void
}

/** Puts guards, breaker and fees of one instrument between its desk and its mechanism. */
export function createWatch(parts: WatchParts): Watch {
  const { instrument, accounts, venue, guards, exposure, breaker, fees, now } = parts
  const standing = {
    cashOf: accounts.cashOf,
    positionOf: accounts.positionOf,
    lotsOf: exposure?.lotsOf ?? (() => 0),
    costOf: exposure?.costOf ?? (() => 0),
    find: exposure?.find ?? (() => undefined),
  }
  let isEntering = false
  let phase: Phase = Phase.preOpen

  const note = (halt: Halt | undefined): void => {
    if (halt !== undefined) parts.halt(halt)
  }

  const charge = (participant: number, role: Role, price: number, size: number): void => {
    if (fees !== undefined) accounts.pay(participant, venue, fees.chargeOf(role, price, size))
  }

  const sideOf = (participant: number, orderId: number): Side | 0 =>
    exposure?.find(participant, instrument, orderId)?.side ?? 0

  /** A trade of continuous trading, or of an auction that is the mechanism's own and not the day's. */
  const printed = (price: number): void => {
    guards?.traded(instrument, price)
    note(breaker?.traded(price, now()))
  }

  return {
    judge(request, at) {
      const reason = guards?.judge(request.sender, request, at, standing) ?? Reason.none
      if (reason !== Reason.none) return reason
      if (request.kind !== Kind.newOrder && request.kind !== Kind.replaceOrder) return reason
      const { sender, orderId, price } = request
      exposure?.asked(sender, orderId, price)
      const side = request.kind === Kind.newOrder ? request.side : sideOf(sender, orderId)
      if (side === 0 || breaker === undefined) return reason
      return breaker.admits(side, price) ? Reason.none : Reason.outsideCollar
    },
    served: () => exposure?.asked(0, 0, 0),
    listen: (inner) => ({
      accepted(order) {
        inner.accepted(order)
        exposure?.accepted(instrument, order)
      },
      fill(maker, taker, price, size) {
        inner.fill(maker, taker, price, size)
        charge(maker.participant, Role.maker, price, size)
        charge(taker.participant, Role.taker, price, size)
        exposure?.filled(instrument, maker)
        exposure?.filled(instrument, taker)
        printed(price)
      },
      replaced(order, previousPrice) {
        inner.replaced(order, previousPrice)
        exposure?.replaced(instrument, order)
      },
      cancelled(order, reason) {
        inner.cancelled(order, reason)
        exposure?.ended(instrument, order)
      },
      expired(order, reason) {
        inner.expired(order, reason)
        exposure?.ended(instrument, order)
      },
      triggered: (order) => inner.triggered(order),
      repriced: (order, previousPrice) => inner.repriced(order, previousPrice),
      crossed(order, price, size) {
        inner.crossed(order, price, size)
        charge(order.participant, Role.auction, price, size)
        exposure?.filled(instrument, order)
      },
      uncrossed(price, size) {
        inner.uncrossed(price, size)
        if (!isEntering) {
          printed(price)
          return
        }
        guards?.crossed(instrument, price)
        breaker?.crossed(price, now())
      },
      indicative: (price, size, surplus, side) => inner.indicative(price, size, surplus, side),
    }),
    entering(next) {
      isEntering = true
      phase = next
      breaker?.enter(next)
    },
    entered() {
      isEntering = false
    },
    resume(entered) {
      phase = entered
    },
    quoted(bid, ask, at) {
      note(breaker?.quoted(bid, ask, at))
    },
    wake: () => breaker?.wake() ?? Number.POSITIVE_INFINITY,
    advance(at) {
      note(breaker?.advance(at))
    },
    dealt(dealer, requester, price, size) {
      charge(dealer, Role.maker, price, size)
      charge(requester, Role.taker, price, size)
      printed(price)
    },
    takes(request, bid, ask) {
      if (phase !== Phase.continuous) return false
      const isReplace = request.kind === Kind.replaceOrder
      return wouldTake(request, bid, ask, isReplace ? sideOf(request.sender, request.orderId) : 0)
    },
  }
}
