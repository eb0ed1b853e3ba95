import { Reason } from '../../../protocols/kind.ts'
import type { ActorId, Lots, OrderId, Ticks } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import { restingPrice } from './enter.ts'
import { judgeTerms } from './judge.ts'
import { meet } from './match.ts'
import type { BookSink } from './order-view.ts'
import { UNPRICED } from './order-word.ts'
import { find, ladderOf, rest, shrink, withdraw } from './resting.ts'

/**
 * Changes an order's limit and its total size, filled lots included. The same price with a smaller
 * size keeps the order's place, and an iceberg's reserve gives its lots first; anything else sends
 * the order to the back of the queue at the new price, after matching if it crosses there: the sink
 * hears `replaced`, then the fills. A total that is filled already ends the order: the sink hears
 * `cancelled` with `replacedBelowFilled`. What was asked for beside price and size goes on, but for
 * the minimum, which was for its entry.
 *
 * @param price 1..PRICE_MAX; what is post-only and would take there slides from it
 * @param size the new total, 1..SIZE_MAX
 * @returns `none`, or why it is refused, in this order: `priceOutOfRange`, `sizeOutOfRange`,
 *   `notionalOutOfRange`, `unknownOrder`, `priceOutOfRange` for a market order that waits for an
 *   auction, `wouldTake`, `notionalOutOfRange` where it would slide; then nothing changed or was said
 */
export function replace(
  book: Book,
  participant: ActorId,
  orderId: OrderId,
  price: Ticks,
  size: Lots,
  sink: BookSink,
): Reason {
  const refusal = judgeTerms(price, size)
  if (refusal !== Reason.none) return refusal
  const at = find(book, participant, orderId)
  if (at === 0) return Reason.unknownOrder
  // A market order that waits for an auction has no limit to change.
  if ((book.store.word(at) & UNPRICED) !== 0) return Reason.priceOutOfRange
  return change(book, at, price, size, true, sink)
}

/**
 * As `replace`, while orders gather for an auction: the order rests without trading, even where it
 * crosses. A market order's price is 0 and stays it: any other is `priceOutOfRange`.
 */
export function replaceCollected(
  book: Book,
  participant: ActorId,
  orderId: OrderId,
  price: Ticks,
  size: Lots,
  sink: BookSink,
): Reason {
  const at = find(book, participant, orderId)
  const isUnpriced = at !== 0 && (book.store.word(at) & UNPRICED) !== 0
  if (isUnpriced && price !== 0) return Reason.priceOutOfRange
  const refusal = judgeTerms(isUnpriced ? 1 : price, size)
  if (refusal !== Reason.none) return refusal
  return at === 0 ? Reason.unknownOrder : change(book, at, price, size, false, sink)
}

/** Does what was judged. @param trades whether it trades where it crosses */
function change(
  book: Book,
  at: number,
  limit: number,
  size: number,
  trades: boolean,
  sink: BookSink,
): Reason {
  const { store, taker } = book
  const total = store.size(at)
  const filled = total - store.left(at)
  if (size <= filled) {
    withdraw(book, at, Reason.replacedBelowFilled, sink)
    return Reason.none
  }
  const price = trades ? restingPrice(book, store.word(at), limit) : limit
  if (price !== limit) {
    if (price === 0) return Reason.wouldTake
    const refusal = judgeTerms(price, size)
    if (refusal !== Reason.none) return refusal
  }
  const previous = store.price(at) as Ticks
  taker.at = at
  if (price === previous && size < total) {
    shrink(book, at, total - size)
    sink.replaced(taker, previous)
    return Reason.none
  }
  ladderOf(book, at).remove(at)
  book.owners.remove(at)
  store.amend(at, price, size, size - filled)
  sink.replaced(taker, previous)
  if (!trades || meet(book, at, sink) > 0) {
    rest(book, at)
  } else {
    book.table.remove(at)
    store.give(at)
  }
  return Reason.none
}
