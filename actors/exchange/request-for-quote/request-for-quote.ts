import { Phase, Reason, type Side } from '../../../protocols/kind.ts'
import type {
  DealerQuote,
  LastLookAnswer,
  QuoteRequest,
  QuoteTake,
} from '../../../protocols/message.ts'
import {
  type ActorId,
  ID_MAX,
  type Lots,
  type Nanos,
  type OrderId,
} from '../../../protocols/units.ts'
import { isWhole, judgeForm, judgeQuote, judgeRequest } from './judge-quote.ts'
import {
  type LiveQuote,
  type LiveRequest,
  lookedAt,
  QuoteState,
  type QuoteView,
  type RequestView,
  type SavedRequests,
} from './quote-state.ts'

/** Somebody who is asked for quotes. */
export interface Dealer {
  readonly participant: ActorId
  /** ns that this dealer may look at its quote when it was taken; left out: as the venue has it. */
  readonly hold?: number | undefined
}

/** How a venue trades by quotes on request. */
export interface RequestForQuoteOptions {
  /** Who is asked, in the order in which the invitations go out. */
  readonly dealers: readonly Dealer[]
  /** ns that a dealer may look at its quote when it was taken; 0, the default: it trades at once. */
  readonly hold?: number | undefined
  /** What it means if a dealer has said nothing until then. Left out: `reject`. */
  readonly silence?: 'reject' | 'accept' | undefined
}

/** Hears what becomes of requests and quotes, as it happens. It must not call the venue's part. */
export interface QuoteSink {
  /** The request was taken in; those who are asked follow. */
  requested(request: RequestView): void
  /** A dealer is asked. */
  invited(dealer: ActorId, request: RequestView): void
  /** The quote was taken in; the requester may take it. */
  offered(quote: QuoteView, request: RequestView): void
  /** The quote was taken for `size` lots, and its dealer may say no until `until`. */
  looking(quote: QuoteView, request: RequestView, size: Lots, until: Nanos): void
  /** They traded `size` lots at the quote's price; both `open` are what is left after it. */
  traded(quote: QuoteView, request: RequestView, size: Lots): void
  /** The quote, or what is left of it, is over. */
  quoteEnded(quote: QuoteView, request: RequestView, reason: Reason): void
  /** The request, or what is left of it, is over; its quotes ended before. */
  requestEnded(request: RequestView, reason: Reason): void
}

/**
 * Trading by quotes on request, in one instrument: somebody asks, the venue's dealers quote, the
 * one who asked takes one. As pure as a `Mechanism`, and hosted like one; what it takes in are not
 * orders. A refusal is a returned reason: then nothing changed or was said. `now` never decreases.
 */
export interface RequestForQuote {
  request(participant: ActorId, request: QuoteRequest, now: Nanos): Reason
  quote(participant: ActorId, quote: DealerQuote, now: Nanos): Reason
  take(participant: ActorId, take: QuoteTake, now: Nanos): Reason
  answer(participant: ActorId, answer: LastLookAnswer, now: Nanos): Reason
  /** Ends the participant's request or quote of that number; not while it is being looked at. */
  cancel(participant: ActorId, orderId: OrderId, now: Nanos): Reason
  /**
   * Ends what the participant has, first what was numbered first. A quote that is being looked at
   * stays; its request ends with the look, unless that trades.
   * @param side of quotes, and of requests, to end; 0: all
   * @returns how many ended
   */
  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: Nanos): number
  /** The venue's session entered a phase. In `closed` all ends. */
  enter(phase: Phase, now: Nanos): void
  /** The next time at which something is due of itself; Infinity where nothing is. */
  readonly wake: number
  /** Does what is due up to `now`. */
  advance(now: Nanos): void
  /** All of its state as plain values that JSON carries exactly. */
  save(): SavedRequests
  /** Takes on a state that `save` gave; what it was is gone. */
  restore(saved: unknown): void
  /** The identity of its state, 0..2^32 − 1. */
  hash(): number
}

/**
 * A venue's part in trading by quotes on request. `docs/mechanisms/request-for-quote.md` states its
 * rules. A request trades once, with one quote; then it is over, with what is left of it and with
 * all its quotes. What is due at a time or before it is done ahead of anything that is asked then.
 *
 * Nothing is indexed by time or owner: a call takes time with the requests and quotes that live.
 *
 * @throws RangeError from `request` and `quote`, after 2^32 − 1 of both
 */
export function createRequestForQuote(
  options: RequestForQuoteOptions,
  sink: QuoteSink,
): RequestForQuote {
  return new QuotesOnRequest(options, sink)
}

const REFUSALS: Readonly<Record<Phase, Reason>> = {
  [Phase.preOpen]: Reason.notOpen,
  [Phase.openingAuction]: Reason.notOpen,
  [Phase.continuous]: Reason.none,
  [Phase.halted]: Reason.halted,
  [Phase.volatilityAuction]: Reason.halted,
  [Phase.closingAuction]: Reason.closed,
  [Phase.closed]: Reason.closed,
}

class QuotesOnRequest implements RequestForQuote {
  private state = new QuoteState()
  private readonly options: RequestForQuoteOptions
  private readonly sink: QuoteSink

  constructor(options: RequestForQuoteOptions, sink: QuoteSink) {
    this.options = options
    this.sink = sink
  }

  request(participant: ActorId, message: QuoteRequest, now: number): Reason {
    this.advance(now)
    const { state, sink } = this
    const refusal = REFUSALS[state.phase] || judgeRequest(message, now)
    if (refusal !== Reason.none) return refusal
    const { orderId, onlySide: side = 0, size, expires = 0 as Nanos } = message
    if (state.find(participant, orderId) !== undefined) return Reason.duplicateOrderId

    const request: LiveRequest = {
      ...{ participant, orderId, number: this.number(), side, size, open: size, expires },
      ...{ isOver: false, leaving: Reason.none, quotes: [] },
    }
    state.add(request)
    sink.requested(request)
    for (const dealer of this.options.dealers) {
      if (dealer.participant !== participant) sink.invited(dealer.participant, request)
    }
    return Reason.none
  }

  quote(participant: ActorId, message: DealerQuote, now: number): Reason {
    this.advance(now)
    const { state } = this
    const form = REFUSALS[state.phase] || judgeForm(message)
    if (form !== Reason.none) return form
    const request = state.requests.get(message.number)
    const isDealer = this.options.dealers.some((dealer) => dealer.participant === participant)
    if (!isDealer || participant === request?.participant) return Reason.unknownQuote
    if (request === undefined) return this.missing(message.number)
    // Its time came while one of its quotes is looked at, and it lives on for that one alone.
    if (request.expires !== 0 && request.expires <= now) return Reason.tooLate
    const refusal = judgeQuote(message, request, now)
    if (refusal !== Reason.none) return refusal
    const { orderId, side, price, size, expires = 0 } = message
    if (state.find(participant, orderId) !== undefined) return Reason.duplicateOrderId

    const life = Math.min(expires || Infinity, request.expires || Infinity)
    const quote: LiveQuote = {
      ...{ participant, orderId, number: this.number(), side, price, size, open: size },
      expires: (life === Infinity ? 0 : life) as Nanos,
      ...{ request: request.number, taken: 0 as Lots, until: 0 as Nanos },
    }
    state.addQuote(quote)
    this.sink.offered(quote, request)
    return Reason.none
  }

  take(participant: ActorId, { orderId, venueOrder, size }: QuoteTake, now: number): Reason {
    this.advance(now)
    const { state } = this
    const refusal = REFUSALS[state.phase]
    if (refusal !== Reason.none) return refusal
    const request = state.find(participant, orderId)
    if (request === undefined || !isRequest(request)) return Reason.unknownOrder
    if (lookedAt(request) !== undefined) return Reason.tooLate
    const quote = request.quotes.find(({ number }) => number === venueOrder)
    if (quote === undefined) return this.missing(venueOrder)
    if (!isWhole(size, 1, quote.size)) return Reason.sizeOutOfRange

    const hold = this.holdOf(quote.participant)
    if (hold === 0) {
      this.trade(quote, size)
      return Reason.none
    }
    quote.taken = size
    quote.until = (now + hold) as Nanos
    this.sink.looking(quote, request, size, quote.until)
    return Reason.none
  }

  answer(participant: ActorId, { venueOrder, answer }: LastLookAnswer, now: number): Reason {
    this.advance(now)
    if (answer !== 0 && answer !== 1) return Reason.malformed
    const quote = this.state.quotes.get(venueOrder)
    if (quote === undefined) return this.missing(venueOrder)
    if (quote.participant !== participant || quote.taken === 0) return Reason.unknownQuote
    if (answer === 1) this.trade(quote, quote.taken)
    else this.stopLooking(quote, Reason.lastLook)
    // A request whose time came while its quote was looked at ends now.
    this.advance(now)
    return Reason.none
  }

  cancel(participant: ActorId, orderId: OrderId, now: number): Reason {
    this.advance(now)
    const own = this.state.find(participant, orderId)
    if (own === undefined) return Reason.unknownOrder
    if (isCommitted(own)) return Reason.tooLate
    this.end(own, Reason.requested)
    return Reason.none
  }

  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: number): number {
    this.advance(now)
    const owned = this.state.ownedBy(participant)
    const leaving = owned.filter((own) => side === 0 || own.side === side)
    const ending = leaving.filter((own) => !isCommitted(own))
    for (const own of leaving) if (isRequest(own) && isCommitted(own)) own.leaving = reason
    for (const own of ending) this.end(own, reason)
    return ending.length
  }

  enter(phase: Phase, now: number): void {
    this.advance(now)
    const { state } = this
    state.phase = phase
    const requests = [...state.requests.values()]
    if (phase === Phase.closed) {
      for (const request of requests) this.endRequest(request, Reason.sessionEnd, Reason.sessionEnd)
    } else if (phase !== Phase.continuous) {
      for (const request of requests) {
        const quote = lookedAt(request)
        if (quote !== undefined) this.stopLooking(quote, REFUSALS[phase])
      }
      this.advance(now)
    }
  }

  get wake(): number {
    return this.state.next()?.at ?? Infinity
  }

  advance(now: number): void {
    const { state, options } = this
    for (let due = state.next(); due !== undefined && due.at <= now; due = state.next()) {
      const { request, quote } = due
      if (quote === undefined) this.endRequest(request, Reason.quoteExpired, Reason.quoteExpired)
      else if (quote.taken === 0) this.endQuote(quote, Reason.quoteExpired)
      else if (options.silence === 'accept') this.trade(quote, quote.taken)
      else this.stopLooking(quote, Reason.lastLook)
    }
  }

  save(): SavedRequests {
    return this.state.save()
  }

  restore(saved: unknown): void {
    this.state = new QuoteState()
    this.state.restore(saved as SavedRequests)
  }

  hash(): number {
    return this.state.hash()
  }

  private number(): number {
    const { state } = this
    if (state.numbered === ID_MAX) throw new RangeError('a venue numbers 2^32 − 1 quotes at most')
    return ++state.numbered
  }

  /** Why what that number stands for is not here. */
  private missing(number: number): Reason {
    return this.state.hasEnded(number) ? Reason.tooLate : Reason.unknownQuote
  }

  private holdOf(participant: ActorId): number {
    const dealer = this.options.dealers.find((other) => other.participant === participant)
    return dealer?.hold ?? this.options.hold ?? 0
  }

  /** Trades `size` lots of the quote, and ends all that its request had to do with. */
  private trade(quote: LiveQuote, size: Lots): void {
    const { state, sink } = this
    const request = state.requestOf(quote)
    request.isOver = true
    state.removeQuote(quote)
    quote.open = (quote.open - size) as Lots
    request.open = (request.open - size) as Lots
    sink.traded(quote, request, size)
    if (quote.open > 0) sink.quoteEnded(quote, request, Reason.notChosen)
    this.endRequest(request, Reason.notChosen, Reason.notChosen)
  }

  /** The look at the quote is over without a trade: the quote ends, and perhaps its request. */
  private stopLooking(quote: LiveQuote, reason: Reason): void {
    const request = this.state.requestOf(quote)
    this.endQuote(quote, reason)
    const { leaving } = request
    if (leaving !== Reason.none) this.endRequest(request, leaving, Reason.notChosen)
  }

  private end(own: LiveRequest | LiveQuote, reason: Reason): void {
    if (isRequest(own)) this.endRequest(own, reason, Reason.notChosen)
    else this.endQuote(own, reason)
  }

  private endQuote(quote: LiveQuote, reason: Reason): void {
    const request = this.state.requestOf(quote)
    this.state.removeQuote(quote)
    this.sink.quoteEnded(quote, request, reason)
  }

  /** Ends the quotes that a request still has, each for `quoteReason`, and what is left of it. */
  private endRequest(request: LiveRequest, reason: Reason, quoteReason: Reason): void {
    request.isOver = true
    for (const quote of [...request.quotes]) this.endQuote(quote, quoteReason)
    this.state.requests.delete(request.number)
    if (request.open > 0) this.sink.requestEnded(request, reason)
  }
}

const isRequest = (own: LiveRequest | LiveQuote): own is LiveRequest => 'quotes' in own

/** Whether a dealer is looking at it, or at a quote of it. */
const isCommitted = (own: LiveRequest | LiveQuote): boolean =>
  isRequest(own) ? lookedAt(own) !== undefined : own.taken > 0
