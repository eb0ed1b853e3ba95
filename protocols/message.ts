import type { SnapshotEnd, SnapshotLevel, SnapshotRequest } from './book-snapshot.ts'
import type {
  Kind,
  Life,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from './kind.ts'
import type { QuoteEntry, QuoteReport } from './request-for-quote.ts'
import type { ActorId, InstrumentId, Lots, Nanos, OrderId, Ticks } from './units.ts'

export type * from './book-snapshot.ts'
export type * from './request-for-quote.ts'

/**
 * What the runtime knows of a message in flight; the sender of a message does not write it.
 * `sent` is when the sender decided, `arrives` when its recipient has it. A publication leaves the
 * publisher at `arrives` on the tape, and each reader has it a delay of its own later.
 */
export interface Envelope {
  readonly sender: ActorId
  /** The recipient, or `EVERYONE` for a publication and a note. */
  readonly recipient: ActorId
  /** The sender's count of what it has said, from 1. */
  readonly sequence: number
  readonly sent: Nanos
  readonly arrives: Nanos
}

/** First message of a life: set timers, subscribe. `life` counts restarts from 0. */
export interface Start {
  readonly kind: typeof Kind.start
  readonly life: number
}
/** A timer that the actor set itself; `tag` is what it gave to `after`, 0..ID_MAX. */
export interface Timer {
  readonly kind: typeof Kind.timer
  readonly tag: number
}

/** Note: the actor entered a state of its life. */
export interface LifecycleNote {
  readonly kind: typeof Kind.lifecycle
  readonly state: Life
  readonly life: number
}
/** Note: a message arrived while the actor was down. */
export interface DroppedNote {
  readonly kind: typeof Kind.dropped
  readonly droppedKind: number
  readonly droppedSender: ActorId
  readonly droppedSequence: number
}
/** Note: the actor threw; `text` is the error's message, cut to 960 bytes of UTF-8. */
export interface FailedNote {
  readonly kind: typeof Kind.failed
  readonly life: number
  readonly text: string
}

/**
 * A new order. `price` is the limit; it must be 0 in a market order, and may be in a pegged one.
 * What is optional is written as absent or as 0, and read as 0.
 */
export interface NewOrder {
  readonly kind: typeof Kind.newOrder
  readonly instrument: InstrumentId
  /** The participant's own number for it: not one of its live orders. */
  readonly orderId: OrderId
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly price: Ticks
  readonly size: Lots
  /** Lots of an iceberg that are shown at a time; each refresh goes to the back of its queue. */
  readonly display?: Lots
  /** 1: rests unseen, behind what is seen at its price. */
  readonly hidden?: number
  readonly postOnly?: PostOnly
  readonly selfTrade?: SelfTrade
  /** On its entry at least so many lots trade at once, or none and it ends. */
  readonly minimum?: Lots
  /** It waits unseen until a trade at this price or beyond: at or above to buy, below to sell. */
  readonly stop?: Ticks
  /** With `goodTillTime`: ns since the session start at which what is left expires. */
  readonly expires?: Nanos
  /** What its price follows; `price`, where not 0, is then the worst it goes to. */
  readonly peg?: Peg
  /** Ticks added to what it follows. */
  readonly offset?: number
}
/** Asks for one order to be cancelled, or for `less` lots to be taken off it in its place. */
export interface CancelOrder {
  readonly kind: typeof Kind.cancelOrder
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly less?: Lots
}
/**
 * Asks for one order to be changed. `size` is the order's new total, filled lots included, so that
 * a fill on its way cannot make it trade more than `size` in all. The same price and a smaller size
 * keep the order's priority; anything else loses it.
 */
export interface ReplaceOrder {
  readonly kind: typeof Kind.replaceOrder
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  readonly price: Ticks
  readonly size: Lots
}
/**
 * Asks for all of the sender's orders to be cancelled: in the instrument, or in every one where
 * that is `EVERY_INSTRUMENT`; on one side, or on both where `onlySide` is 0.
 */
export interface MassCancel {
  readonly kind: typeof Kind.massCancel
  readonly instrument: InstrumentId
  readonly onlySide?: Side | 0
}
/** The sender's session with the venue ended; the runtime says so when an actor fails or stops. */
export interface Disconnect {
  readonly kind: typeof Kind.disconnect
}

/** What every answer of a venue says of the order that it is about. */
export interface Report {
  readonly instrument: InstrumentId
  readonly orderId: OrderId
  /** The venue's own number for the order, from 1; 0 where it never had one. */
  readonly venueOrder: number
}
/** The order was taken in; fills, if it trades at once, follow. */
export interface Accepted extends Report {
  readonly kind: typeof Kind.accepted
  readonly side: Side
  /** Where it may rest: not what was asked for where a peg or a slide says otherwise. */
  readonly price: Ticks
  readonly size: Lots
  readonly display?: Lots
  readonly hidden?: number
  /** 1: a stop, which waits unseen. */
  readonly dormant?: number
}
/** The order was refused and never lived: terminal. */
export interface Rejected extends Report {
  readonly kind: typeof Kind.rejected
  readonly reason: Reason
}
interface Execution extends Report {
  readonly side: Side
  readonly role: Role
  /** The price of this fill: the maker's in continuous trading, the auction's in an auction. */
  readonly price: Ticks
  /** The size of this fill. */
  readonly size: Lots
  /** What is left of the order. */
  readonly open: Lots
  /** The trade's number in its instrument, from 1. */
  readonly number: number
}
/** Some of the order traded, and `open` > 0 lots are left. */
export interface PartialFill extends Execution {
  readonly kind: typeof Kind.partialFill
}
/** The last of the order traded: terminal. */
export interface Fill extends Execution {
  readonly kind: typeof Kind.fill
}
/** The rest of the order, `size` lots, was cancelled on request: terminal. */
export interface Cancelled extends Report {
  readonly kind: typeof Kind.cancelled
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly reason: Reason
}
/** The order now stands for `open` lots at `price`, `size` in total; fills may follow. */
export interface Replaced extends Report {
  readonly kind: typeof Kind.replaced
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly open: Lots
}
/** The venue ended the rest of the order, `size` lots, by its rules: terminal. */
export interface Expired extends Report {
  readonly kind: typeof Kind.expired
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly reason: Reason
}
/** A cancel, replace or mass cancel was refused; whatever order it named is as it was. */
export interface Refused extends Report {
  readonly kind: typeof Kind.refused
  readonly reason: Reason
}
/** A mass cancel was done: `size` orders were cancelled, each reported before this. */
export interface MassCancelled extends Report {
  readonly kind: typeof Kind.massCancelled
  readonly size: Lots
}

/** A stop was set off, `size` lots of it: it now acts as the order it was meant to be. */
export interface Triggered extends Report {
  readonly kind: typeof Kind.triggered
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
}
/** The venue moved the order to `price`, as its peg says: `open` lots of `size` are left. */
export interface Repriced extends Report {
  readonly kind: typeof Kind.repriced
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly open: Lots
}
/** Market data carries `number`, the feed's own count from 1 without a gap. */
interface Publication {
  readonly instrument: InstrumentId
  readonly number: number
}
/** A public print; `side` is the aggressor's, `venueOrder` the resting order's number. */
export interface Trade extends Publication {
  readonly kind: typeof Kind.trade
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly venueOrder: number
}
/** The best bid and offer and what stands there; an empty side is price 0, size 0. */
export interface Quote extends Publication {
  readonly kind: typeof Kind.quote
  readonly bid: Ticks
  readonly bidSize: Lots
  readonly ask: Ticks
  readonly askSize: Lots
}
/** A price level as it now is; size 0: it is gone. `count` is its number of orders. */
export interface DepthByPrice extends Publication {
  readonly kind: typeof Kind.depthByPrice
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly count: number
}
/** An order as it now rests; size 0: it is gone. A first appearance is an addition. */
export interface DepthByOrder extends Publication {
  readonly kind: typeof Kind.depthByOrder
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly venueOrder: number
}
/**
 * The book's resting volume became, or ceased to be, one-sided: 1 − smaller/larger passed the
 * venue's threshold. `side` is the heavier; `onset` 1 when it began, 0 when it ended.
 */
export interface Imbalance extends Publication {
  readonly kind: typeof Kind.imbalance
  readonly side: Side
  readonly onset: number
  readonly bidVolume: number
  readonly askVolume: number
}
/**
 * What an auction would do now: `size` lots at `price`, and `surplus` more on `onlySide` that find
 * no counterpart there. Nothing to trade: all are 0.
 */
export interface Indicative extends Publication {
  readonly kind: typeof Kind.indicative
  readonly price: Ticks
  readonly size: Lots
  readonly surplus: Lots
  readonly onlySide?: Side | 0
}
/** An auction took place: `size` lots at one price. Its trades are not printed one by one. */
export interface Cross extends Publication {
  readonly kind: typeof Kind.cross
  readonly price: Ticks
  readonly size: Lots
  readonly phase: Phase
}
/** The venue entered a phase of its session. `number` counts them from 1. */
export interface Session extends Publication {
  readonly kind: typeof Kind.session
  readonly phase: Phase
}

/** The instrument's value became known, `value` ticks. */
export interface News extends Publication {
  readonly kind: typeof Kind.news
  readonly value: number
}

/** The best bid and offer over several venues, and where each stands. */
export interface Nbbo extends Publication {
  readonly kind: typeof Kind.nbbo
  readonly bid: Ticks
  readonly bidSize: Lots
  readonly bidVenue: ActorId
  readonly ask: Ticks
  readonly askSize: Lots
  readonly askVenue: ActorId
}

/** A user's own message: a subject, 0..255, and three finite floats that its users agree on. */
export interface Custom {
  readonly kind: typeof Kind.custom
  readonly subject: number
  readonly a: number
  readonly b: number
  readonly c: number
}

/** What a participant asks of a venue. */
export type OrderEntry = NewOrder | CancelOrder | ReplaceOrder | MassCancel
/** What a venue answers a participant. */
export type ExecutionReport =
  | Accepted
  | Rejected
  | PartialFill
  | Fill
  | Cancelled
  | Replaced
  | Expired
  | Refused
  | MassCancelled
  | Triggered
  | Repriced
/** What a venue tells everyone. */
export type MarketData =
  | Trade
  | Quote
  | DepthByPrice
  | DepthByOrder
  | Imbalance
  | Indicative
  | Cross
  | Session
  | News
  | Nbbo
/** What the runtime puts on the tape about an actor. */
export type Note = LifecycleNote | DroppedNote | FailedNote
/** What one actor may say to another. */
export type Outgoing =
  | OrderEntry
  | Disconnect
  | QuoteEntry
  | ExecutionReport
  | QuoteReport
  | SnapshotRequest
  | SnapshotLevel
  | SnapshotEnd
  | Custom
/** What an actor may say to whoever reads. */
export type Published = MarketData | Custom
/** Everything that has a place in the language. */
export type Body = Start | Timer | Note | Outgoing | MarketData
/** What `receive` is given: read-only, and good until `receive` returns. Copy what you keep. */
export type Message = Body & Envelope
