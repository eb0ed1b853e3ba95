import { type Reason, Side } from '../../../protocols/kind.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import { orderHash } from './order-table.ts'
import type { BookSink } from './order-view.ts'
import { HIDDEN, UNPRICED } from './order-word.ts'

/**
 * What is done to an order that rests, or comes to: the steps that requests, matching and auctions
 * are made of. They say nothing to a sink but where they say so.
 */

// Bound here, since the engine reads what is imported anew each time.
const { buy, sell } = Side

/** The participant's live order of that id, or 0; any number may be asked for. */
export function find(book: Book, participant: number, orderId: number): number {
  if (orderId >>> 0 !== orderId) return 0
  return book.table.find(orderHash(participant, orderId), participant, orderId)
}

/** Where the order rests, or would. */
export function ladderOf(book: Book, at: number): Ladder {
  const word = book.store.word(at)
  if (word === buy) return book.bids
  if (word === sell) return book.asks
  const isBuy = book.store.side(at) === buy
  if ((word & UNPRICED) !== 0) return isBuy ? book.unpricedBids : book.unpricedAsks
  if ((word & HIDDEN) !== 0) return isBuy ? book.hiddenBids : book.hiddenAsks
  return isBuy ? book.bids : book.asks
}

/** Lets the order wait, last at its price and newest of its participant's. */
export function rest(book: Book, at: number): void {
  if (book.store.isIceberg(at)) show(book, at)
  ladderOf(book, at).append(at)
  book.owners.append(at)
}

/** Divides an iceberg's open lots into the shown ones and the reserve. It rests nowhere. */
function show(book: Book, at: number): void {
  const { store } = book
  const left = store.left(at)
  const shown = Math.min(left, store.terms.display(at))
  store.setOpen(at, shown)
  store.terms.setReserve(at, left - shown)
  book.hasIcebergs = true
}

/** Takes a resting order out of the book. It still reads as it was. */
export function end(book: Book, ladder: Ladder, at: number): void {
  ladder.remove(at)
  book.owners.remove(at)
  book.table.remove(at)
  book.store.give(at)
}

/**
 * Where the order is an iceberg with a reserve: shows the next lots of it, last at its price and
 * newest of its participant's.
 * @param at a resting order whose open lots are used up
 * @returns whether it did
 */
export function refresh(book: Book, ladder: Ladder, at: number): boolean {
  const { store } = book
  if (!store.isIceberg(at) || store.terms.reserve(at) === 0) return false
  ladder.remove(at)
  book.owners.remove(at)
  rest(book, at)
  return true
}

/** Ends a resting order; the sink hears `cancelled` with `reason`. */
export function withdraw(book: Book, at: number, reason: Reason, sink: BookSink): void {
  end(book, ladderOf(book, at), at)
  book.maker.at = at
  sink.cancelled(book.maker, reason)
}

/** Ends a resting order; the sink hears `expired` with `reason`. */
export function expire(book: Book, at: number, reason: Reason, sink: BookSink): void {
  end(book, ladderOf(book, at), at)
  book.maker.at = at
  sink.expired(book.maker, reason)
}

/**
 * Takes `less` lots off a resting order's total, where it stands: an iceberg's from its reserve
 * first.
 * @param less 1 to one less than its open lots
 */
export function shrink(book: Book, at: number, less: number): void {
  const { store } = book
  const reserve = store.left(at) - store.open(at)
  const unseen = Math.min(less, reserve)
  if (unseen > 0) store.terms.setReserve(at, reserve - unseen)
  const seen = less - unseen
  ladderOf(book, at).reduce(at, seen)
  store.setOpen(at, store.open(at) - seen)
  store.setSize(at, store.size(at) - less)
}

/**
 * Fills `size` lots of a resting order in an auction, and ends it where that is all. An iceberg's
 * reserve counts: lots beyond those shown are taken from it, and it shows the next ones in its
 * place, since all lots of an auction trade at once.
 * @param size 1 to all of its open lots, `store.left(at)`
 * @throws RangeError where so much is not open
 */
export function takeFrom(book: Book, at: number, size: number): void {
  const { store } = book
  const open = store.open(at)
  const left = store.left(at) - size
  if (left < 0) throw new RangeError(`an order of ${left + size} open lots cannot fill ${size}`)
  const ladder = ladderOf(book, at)
  const isIceberg = store.isIceberg(at)
  const next = isIceberg ? Math.min(left, store.terms.display(at)) : 0
  const shown = size < open ? open - size : next
  ladder.reduce(at, open - shown)
  store.setOpen(at, shown)
  if (isIceberg) store.terms.setReserve(at, left - shown)
  if (left === 0) end(book, ladder, at)
}
