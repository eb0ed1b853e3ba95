import type { Phase, Reason, Side } from '../../protocols/kind.ts'
import type { NewOrder } from '../../protocols/message.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../protocols/units.ts'
import type { Book } from './book/book.ts'
import type { BookSink, OrderView } from './book/order-view.ts'

/** An order as a mechanism shows it. The object is used again, as a book's is. */
export interface MechanismOrder extends OrderView {
  /** 1: a stop, which waits unseen and in no book; left out of every other order. */
  readonly dormant?: 0 | 1
}

/** Hears what a mechanism does to orders, as it does it. It must not call the mechanism. */
export interface MechanismSink extends BookSink {
  accepted(order: MechanismOrder): void
  replaced(order: MechanismOrder, previousPrice: Ticks): void
  cancelled(order: MechanismOrder, reason: Reason): void
  expired(order: MechanismOrder, reason: Reason): void
  /** A stop was set off; what it does then follows. */
  triggered(order: OrderView): void
  /** The order, which rested at `previousPrice`, rests at the price that its peg says. */
  repriced(order: OrderView, previousPrice: Ticks): void
  /**
   * `size` lots of the order traded in an auction at its one price; `open` is what is left. All
   * legs of an auction come one after another: as many lots were bought as were sold.
   */
  crossed(order: OrderView, price: Ticks, size: Lots): void
  /** The auction is over: `size` lots changed hands at `price`. After its legs. */
  uncrossed(price: Ticks, size: number): void
  /** What an auction would do now changed; all are 0 where it would do nothing. */
  indicative(price: number, size: number, surplus: number, side: Side | 0): void
}

/**
 * How one instrument is traded at a venue: takes requests, and says what becomes of orders. Chosen
 * by the scenario, and exchangeable under the same traders.
 *
 * Every mechanism is pure and deterministic: it reads no clock and draws no random number but from
 * the key that it was made with; the same calls leave the same state and say the same to the sink.
 * A refusal is a returned reason, `Reason.none` where there is none; then nothing changed or was
 * said. `now` never decreases from call to call.
 */
export interface Mechanism {
  /** Takes in a new order. A message reader will do: each field is read once. */
  submit(participant: ActorId, order: NewOrder, now: Nanos): Reason
  /** Ends an order, or takes `less` lots off it, in its place, where `less` is not 0. */
  cancel(participant: ActorId, orderId: OrderId, less: number, now: Nanos): Reason
  /** Gives an order another limit and total size. @see ReplaceOrder */
  replace(participant: ActorId, orderId: OrderId, price: Ticks, size: Lots, now: Nanos): Reason
  /**
   * Ends a participant's orders, the one that has rested longest first, with `reason`.
   * @param side of those to end; 0: both
   * @returns how many
   */
  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: Nanos): number
  /** The venue's session entered a phase. In `closed` every order ends. */
  enter(phase: Phase, now: Nanos): void
  /** The next time at which something is due of itself; Infinity where nothing is. */
  readonly wake: number
  /** Does what is due up to `now`. */
  advance(now: Nanos): void
  /** The market that it refers to, as it sees it, has another best quote; 0 where a side is empty. */
  refer(bid: number, ask: number, now: Nanos): void
  /** The book that the public may see; a mechanism without one shows nothing. */
  readonly book: Book | undefined
  /**
   * Whether what has changed in `book` is not for the public yet: whoever publishes it waits until
   * this is false again. Left out by a mechanism whose book may always be seen.
   */
  readonly isSealed?: boolean
  /**
   * All of its state as plain values that JSON carries exactly: every live order with its terms and
   * what it has traded, in an order from which each queue can be built again, and every counter.
   */
  save(): unknown
  /** Takes on a state that `save` gave, of a mechanism made in the same way; what it was is gone. */
  restore(saved: unknown): void
  /** The identity of its state, 0..2^32 − 1: the same state hashes alike, however it came to be. */
  hash(): number
}
