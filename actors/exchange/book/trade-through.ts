import { Side } from '../../../protocols/kind.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import { find } from './resting.ts'

/** An order as it would come in, at the moment that it is judged. */
export interface Incoming {
  readonly participant: number
  readonly side: Side
  /** Ticks; 0: none. */
  readonly limit: number
  readonly size: number
}

/**
 * Whether an incoming order could trade here at a price worse than `protectedPrice`: something rests
 * beyond that price within the order's limit, hidden or not, and the others' lots that are shown up
 * to it are fewer than the order's. Its own lots, reserves and hidden ones might not be traded with,
 * and do not count; so it may say yes of an order that would have found enough, and never no of one
 * that trades through. Walks the orders that are shown up to the price, until there are enough.
 *
 * @param protectedPrice ticks, above 0
 */
export function reachesBeyond(book: Book, order: Incoming, protectedPrice: number): boolean {
  const isBuy = order.side === Side.buy
  const facing = isBuy ? book.asks : book.bids
  const unseen = isBuy ? book.hiddenAsks : book.hiddenBids
  const within = facing.reach(protectedPrice)
  const reach = facing.reach(order.limit)
  if (!waitsBetween(facing, within, reach) && !waitsBetween(unseen, within, reach)) return false
  return !othersHold(book, facing, within, order)
}

/** Whether a level has a key above `after`, up to `upTo`. */
function waitsBetween(ladder: Ladder, after: number, upTo: number): boolean {
  if (upTo <= after) return false
  let level = ladder.best
  while (level !== 0 && ladder.key(level) <= after) level = ladder.worse(level)
  return level !== 0 && ladder.key(level) <= upTo
}

/** Whether others than its participant show as many lots as the order's up to `reach`. */
function othersHold(book: Book, ladder: Ladder, reach: number, order: Incoming): boolean {
  const { store } = book
  let missing = order.size
  for (let level = ladder.best; level !== 0; level = ladder.worse(level)) {
    if (ladder.key(level) > reach) return false
    for (let each = ladder.oldest(level); each !== 0; each = store.next(each)) {
      if (store.participant(each) !== order.participant) missing -= store.open(each)
      if (missing <= 0) return true
    }
  }
  return false
}

/** What the order that a replace names would be with that limit and total; `undefined`: no order. */
export function replacedAs(
  book: Book,
  participant: number,
  { orderId, price, size }: { orderId: number; price: number; size: number },
): Incoming | undefined {
  const at = find(book, participant, orderId)
  if (at === 0) return undefined
  const { visited } = book
  visited.at = at
  return { participant, side: visited.side, limit: price, size: size - visited.filled }
}
