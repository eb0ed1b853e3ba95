import type { Kind, Reason, Side } from './kind.ts'
import type { Report } from './message.ts'
import type { InstrumentId, Lots, Nanos, OrderId, Ticks } from './units.ts'

/** Asks the venue's dealers to quote `size` lots until `expires`; 0 in `onlySide`: both ways. */
export interface QuoteRequest {
  readonly kind: typeof Kind.quoteRequest
  readonly instrument: InstrumentId
  /** The participant's own number for the request, as for an order. */
  readonly orderId: OrderId
  /** What the requester would do. */
  readonly onlySide?: Side | 0
  readonly size: Lots
  readonly expires?: Nanos
}
/** A dealer's quote for request `number`: it would buy or sell `size` at `price`, until `expires`. */
export interface DealerQuote {
  readonly kind: typeof Kind.dealerQuote
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly number: number
  readonly expires?: Nanos
}
/** Takes `size` lots of the quote that the venue numbered `venueOrder`, for request `orderId`. */
export interface QuoteTake {
  readonly kind: typeof Kind.quoteTake
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly size: Lots
  readonly venueOrder: number
}
/** A dealer's answer to a last look at its quote: 1 it trades, 0 it does not. */
export interface LastLookAnswer {
  readonly kind: typeof Kind.lastLookAnswer
  readonly instrument: InstrumentId
  readonly venueOrder: number
  readonly answer: number
}

/** A dealer is asked for a quote: request `number`, whose requester stays unnamed. */
export interface QuoteInvite {
  readonly kind: typeof Kind.quoteInvite
  readonly instrument: InstrumentId
  readonly onlySide?: Side | 0
  readonly size: Lots
  readonly number: number
  readonly expires?: Nanos
}
/** The requester hears a quote, numbered `venueOrder`; `side` is the dealer's. */
export interface QuoteOffered extends Report {
  readonly kind: typeof Kind.quoteOffered
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly number: number
  readonly expires?: Nanos
}
/** A dealer's quote was taken: it may still say no, until `expires`. */
export interface LastLook extends Report {
  readonly kind: typeof Kind.lastLook
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly number: number
  readonly expires?: Nanos
}
/** A request or a quote is over without a trade, or what was left of it: terminal. */
export interface QuoteEnded extends Report {
  readonly kind: typeof Kind.quoteEnded
  readonly reason: Reason
}

/** What requesters and dealers ask of a venue that trades by quotes on request. */
export type QuoteEntry = QuoteRequest | DealerQuote | QuoteTake | LastLookAnswer
/** What such a venue tells them, beside the reports of their trades. */
export type QuoteReport = QuoteInvite | QuoteOffered | LastLook | QuoteEnded
