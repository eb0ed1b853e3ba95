import type { Reason, Side } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../protocols/units.ts'
import type { OrderStore } from './order-store.ts'
import { HIDDEN, ICEBERG, TIMED, UNPRICED } from './order-word.ts'

/** What a book wants to know of a new order. A message reader will do. @see NewOrder */
export type BookOrder = Pick<
  NewOrder,
  | ('orderId' | 'side' | 'orderType' | 'timeInForce' | 'price' | 'size')
  | ('display' | 'hidden' | 'postOnly' | 'selfTrade' | 'minimum' | 'expires')
>

/** An order as it stands. The object is used again: read it during the call that gave it. */
export interface OrderView {
  readonly participant: ActorId
  readonly orderId: OrderId
  /** The book's own number for it, from 1, in the order of acceptance. */
  readonly venueOrder: number
  readonly side: Side
  /** Its limit, of an order that slid the price it slid to; 0 in a market order. */
  readonly price: Ticks
  /** In total: `open` and `filled` together. */
  readonly size: Lots
  readonly open: Lots
  readonly filled: Lots
  /** Of `open`, the lots that the book shows while the order rests: of a hidden order none. */
  readonly shown: Lots
  /** Lots of an iceberg that are shown at a time; 0 in every other order. */
  readonly display: Lots
  /** 1: rests unseen. */
  readonly hidden: 0 | 1
  /** When what is left of it expires, in ns since the session's start; 0: at no time of its own. */
  readonly expires: Nanos
}

/**
 * Hears what happens to orders, as it happens. It may ask the book what stands there, where an
 * order that is still being matched is not among the resting ones; it must not change the book.
 */
export interface BookSink {
  /** The order was taken in; nothing of it is filled yet. */
  accepted(order: OrderView): void
  /**
   * The two traded `size` lots at the maker's price; both `open` are what is left after it. An
   * iceberg whose shown lots are used up shows the next ones already.
   */
  fill(maker: OrderView, taker: OrderView, price: Ticks, size: Lots): void
  /**
   * The order, which rested at `previousPrice`, now stands for `open` lots at `price`; fills, if it
   * crosses there, follow. Where self-trade prevention took some of it, or of an incoming order,
   * off, that is its price.
   */
  replaced(order: OrderView, previousPrice: Ticks): void
  /** The participant, or its self-trade prevention, ended the order, of which `open` was left. */
  cancelled(order: OrderView, reason: Reason): void
  /** The rules ended the order; `open` is what was left of it. */
  expired(order: OrderView, reason: Reason): void
}

/** A view that is moved from order to order. */
export class OrderCursor implements OrderView {
  at = 0
  private readonly store: OrderStore

  constructor(store: OrderStore) {
    this.store = store
  }

  get participant(): ActorId {
    return this.store.participant(this.at) as ActorId
  }
  get orderId(): OrderId {
    return this.store.orderId(this.at) as OrderId
  }
  get venueOrder(): number {
    return this.store.venueOrder(this.at)
  }
  get side(): Side {
    return this.store.side(this.at)
  }
  get price(): Ticks {
    return this.store.price(this.at) as Ticks
  }
  get size(): Lots {
    return this.store.size(this.at) as Lots
  }
  get open(): Lots {
    return this.store.left(this.at) as Lots
  }
  get filled(): Lots {
    return (this.size - this.open) as Lots
  }
  get shown(): Lots {
    const word = this.store.word(this.at)
    if ((word & (HIDDEN | UNPRICED)) !== 0) return 0 as Lots
    const open = this.store.open(this.at)
    return ((word & ICEBERG) === 0 ? open : Math.min(open, this.display)) as Lots
  }
  get display(): Lots {
    return (this.store.isIceberg(this.at) ? this.store.terms.display(this.at) : 0) as Lots
  }
  get hidden(): 0 | 1 {
    return (this.store.word(this.at) & HIDDEN) === 0 ? 0 : 1
  }
  get expires(): Nanos {
    const isTimed = (this.store.word(this.at) & TIMED) !== 0
    return (isTimed ? this.store.terms.expires(this.at) : 0) as Nanos
  }
}
