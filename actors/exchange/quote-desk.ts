import { Kind, type Phase, Reason, Role, Side } from '../../protocols/kind.ts'
import type { Envelope, OrderEntry, QuoteEntry } from '../../protocols/message.ts'
import type { ActorId, InstrumentId, Lots, OrderId } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { Accounts } from './accounts.ts'
import type { Watch } from './guards/watch.ts'
import type { FeedName } from './market-data.ts'
import type { QuoteView, RequestView } from './request-for-quote/quote-state.ts'
import {
  createRequestForQuote,
  type QuoteSink,
  type RequestForQuoteOptions,
} from './request-for-quote/request-for-quote.ts'
import { createWakeTimer } from './wake-timer.ts'

/** Where one instrument is traded by quotes on request. A venue hosts it as it does a desk. */
export interface QuoteDesk {
  /** Does what the request asks, or refuses it, and answers. Orders are `unsupported`. */
  serve(request: (OrderEntry | QuoteEntry) & Envelope): void
  /** Ends what a participant has, without an answer to the whole. @returns how many ended */
  cancelAll(participant: ActorId, side: Side | 0, reason: Reason): number
  /** The session entered a phase. */
  enter(phase: Phase): void
  /** The timer that the desk set has fired. */
  advance(): void
  /** Here nothing is traded by reference to another market. */
  refer(bid: number, ask: number): void
  /** All of its state as plain values; its timer is set again by `restore`. */
  save(): unknown
  /** Takes on a state that `save` gave. */
  restore(saved: unknown): void
}

/** What a quote desk needs of its venue. */
export interface QuoteDeskTerms {
  readonly instrument: InstrumentId
  readonly quotes: RequestForQuoteOptions
  readonly accounts: Accounts
  /** Of these a quote desk has `trade`. */
  readonly feeds: ReadonlySet<FeedName>
  /** Guards, breaker and fees, where the venue has any. */
  readonly watch?: Watch | undefined
  /** The tag of the desk's timer. */
  readonly tag: number
}

/**
 * A desk for quotes on request. The requester hears each quote with its number and, while its
 * request lives, the end of each; a dealer hears each request, and the end of each of its quotes.
 * For a trade: the dealer's report, as maker, the requester's, and the print, which bears the
 * quote's number. A fill or `quoteEnded` with a request's or quote's own number is its last report.
 */
export function createQuoteDesk(context: ActorContext, terms: QuoteDeskTerms): QuoteDesk {
  const { instrument, watch, tag } = terms
  const trades = { count: 0 }
  const quotes = createRequestForQuote(terms.quotes, createQuoteSink(context, terms, trades))
  const timer = createWakeTimer(context, tag)

  const act = (request: (OrderEntry | QuoteEntry) & Envelope): Reason => {
    const { sender } = request
    const now = context.now()
    switch (request.kind) {
      case Kind.quoteRequest:
        return quotes.request(sender, request, now)
      case Kind.dealerQuote:
        return quotes.quote(sender, request, now)
      case Kind.quoteTake:
        return quotes.take(sender, request, now)
      case Kind.lastLookAnswer:
        return quotes.answer(sender, request, now)
      case Kind.cancelOrder:
        if ((request.less ?? 0) !== 0) return Reason.unsupported
        return quotes.cancel(sender, request.orderId, now)
      case Kind.massCancel: {
        const side = request.onlySide ?? 0
        if (side !== 0 && side !== Side.buy && side !== Side.sell) return Reason.malformed
        const size = quotes.cancelAll(sender, side, Reason.requested, now) as Lots
        const orderId = 0 as OrderId
        context.send(sender, { kind: Kind.massCancelled, instrument, orderId, venueOrder: 0, size })
        return Reason.none
      }
      default:
        return Reason.unsupported
    }
  }

  const settle = (): void => timer.follow(quotes.wake)

  return {
    serve(request) {
      const reason = act(request)
      if (reason !== Reason.none) refuse(context, instrument, request, reason)
      settle()
    },
    cancelAll(participant, side, reason) {
      const count = quotes.cancelAll(participant, side, reason, context.now())
      settle()
      return count
    },
    enter(phase) {
      watch?.entering(phase)
      quotes.enter(phase, context.now())
      watch?.entered()
      settle()
    },
    advance() {
      timer.fired()
      quotes.advance(context.now())
      settle()
    },
    refer() {},
    save: () => ({ quotes: quotes.save(), trades: trades.count }),
    restore(saved) {
      const state = saved as { readonly quotes: unknown; readonly trades: number }
      quotes.restore(state.quotes)
      trades.count = state.trades
      settle()
    },
  }
}

/** Tells participants and public what becomes of requests and quotes, and books the trades. */
function createQuoteSink(
  context: ActorContext,
  { instrument, accounts, feeds, watch }: QuoteDeskTerms,
  trades: { count: number },
): QuoteSink {
  const prints = context.feed(context.id, Kind.trade, instrument)

  /** Tells `participant`, by its own number, that what the venue numbered so is over. */
  const tellEnd = (
    { participant, orderId }: QuoteView | RequestView,
    venueOrder: number,
    reason: Reason,
  ): void =>
    context.send(participant, { kind: Kind.quoteEnded, instrument, orderId, venueOrder, reason })

  const tellFill = (
    { participant, orderId, number: venueOrder, open }: QuoteView | RequestView,
    role: Role,
    {
      side,
      price,
      size,
      number,
    }: { side: Side; price: QuoteView['price']; size: Lots; number: number },
  ): void => {
    const kind = open === 0 ? Kind.fill : Kind.partialFill
    const order = { instrument, orderId, venueOrder }
    context.send(participant, { kind, ...order, side, role, price, size, open, number })
    if (open === 0) accounts.orders(participant, -1)
  }

  return {
    requested: ({ participant }) => accounts.orders(participant, 1),
    invited(dealer, { side: onlySide, size, number, expires }) {
      context.send(dealer, { kind: Kind.quoteInvite, instrument, onlySide, size, number, expires })
    },
    offered(quote, request) {
      const { participant, orderId, number: venueOrder, side, price, size, expires } = quote
      accounts.orders(participant, 1)
      const terms = { instrument, venueOrder, side, price, size }
      context.send(participant, { kind: Kind.accepted, ...terms, orderId })
      const { orderId: asked, number } = request
      const offer = { ...terms, orderId: asked, number, expires }
      context.send(request.participant, { kind: Kind.quoteOffered, ...offer })
    },
    looking({ participant, orderId, number: venueOrder, side, price }, { number }, size, expires) {
      const order = { instrument, orderId, venueOrder, side, price, size }
      context.send(participant, { kind: Kind.lastLook, ...order, number, expires })
    },
    traded(quote, request, size) {
      const { side: given, price } = quote
      const side = given === Side.buy ? Side.sell : Side.buy
      const [buyer, seller] = given === Side.buy ? [quote, request] : [request, quote]
      accounts.trade(instrument, buyer.participant, seller.participant, price, size)
      const number = ++trades.count
      tellFill(quote, Role.maker, { side: given, price, size, number })
      tellFill(request, Role.taker, { side, price, size, number })
      watch?.dealt(quote.participant, request.participant, price, size)
      if (!feeds.has('trade')) return
      const print = { instrument, number, side, price, size, venueOrder: quote.number }
      context.publish(prints, { kind: Kind.trade, ...print })
    },
    quoteEnded(quote, request, reason) {
      accounts.orders(quote.participant, -1)
      tellEnd(quote, quote.number, reason)
      if (!request.isOver) tellEnd(request, quote.number, reason)
    },
    requestEnded(request, reason) {
      accounts.orders(request.participant, -1)
      tellEnd(request, request.number, reason)
    },
  }
}

/** Answers a request that is refused, with whatever numbers it named. */
function refuse(
  context: ActorContext,
  instrument: InstrumentId,
  request: (OrderEntry | QuoteEntry) & Envelope,
  reason: Reason,
): void {
  const { sender, kind: asked } = request
  const isNew = asked === Kind.newOrder || asked === Kind.quoteRequest || asked === Kind.dealerQuote
  const kind = isNew ? Kind.rejected : Kind.refused
  const isUnnamed = asked === Kind.massCancel || asked === Kind.lastLookAnswer
  const orderId = isUnnamed ? (0 as OrderId) : request.orderId
  const isOfQuote = asked === Kind.quoteTake || asked === Kind.lastLookAnswer
  const venueOrder = isOfQuote ? request.venueOrder : 0
  context.send(sender, { kind, instrument, orderId, venueOrder, reason })
}
