import { OrderType, Reason, TimeInForce } from '../../../protocols/kind.ts'
import type { ActorId } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import { takeIn } from './enter.ts'
import { scheduleExpiry } from './expiry.ts'
import { judgeConditions, judgeOrder } from './judge.ts'
import { orderHash } from './order-table.ts'
import type { BookOrder, BookSink } from './order-view.ts'
import { AUCTION_ONLY, TIMED, UNPRICED, wordOf } from './order-word.ts'
import { forEachAt } from './priority.ts'
import { expire, rest } from './resting.ts'

/**
 * Takes in `order` for an auction: it rests without trading, even where it crosses. A market order
 * rests too, unpriced and unseen, in a queue by time that comes before every limit. The sink hears
 * `accepted`.
 *
 * @param order as for `submit`; `auction` lives until `endAuction`
 * @param now ns since the session's start, for what is good till a time
 * @param venueOrder the number of an order that was accepted before and waited outside the book,
 *   of which the sink hears no `accepted`; 0: it is new
 * @returns `none`, or why it is refused, in this order: as `submit` refuses it up to `timeIsPast`,
 *   `unsupported` where it must trade at once (immediate or cancel, fill or kill, a minimum),
 *   `duplicateOrderId`; then nothing changed or was said
 * @throws RangeError where `participant` is no actor's number, or after 2^32 − 1 acceptances
 */
export function collect(
  book: Book,
  participant: ActorId,
  order: BookOrder,
  sink: BookSink,
  now = 0,
  venueOrder = 0,
): Reason {
  const { orderId, side, orderType, timeInForce, price, size, minimum = 0 } = order
  const refusal = judgeOrder(orderId, side, orderType, timeInForce, price, size)
  if (refusal !== Reason.none) return refusal
  const fault = judgeConditions(order, now)
  if (fault !== Reason.none) return fault
  const isFleeting =
    timeInForce === TimeInForce.immediateOrCancel || timeInForce === TimeInForce.fillOrKill
  if (isFleeting || minimum !== 0) return Reason.unsupported
  book.owners.admit(participant)
  const hash = orderHash(participant, orderId)
  if (book.table.find(hash, participant, orderId) !== 0) return Reason.duplicateOrderId

  const word = wordOf(order) | (orderType === OrderType.market ? UNPRICED : 0)
  const at = takeIn(book, participant, order, price, word, venueOrder, sink)
  rest(book, at)
  book.table.add(at, hash)
  if ((word & TIMED) !== 0) scheduleExpiry(book, at)
  return Reason.none
}

/**
 * Ends what may not outlive an auction: market orders, and orders for the auction alone; in order
 * of priority, bids and then asks. The sink hears `expired` with `reason`.
 * @returns how many
 */
export function endAuction(
  book: Book,
  sink: BookSink,
  reason: Reason = Reason.auctionOver,
): number {
  const { store } = book
  const ending: number[] = []
  forEachAt(book, (at) => {
    if ((store.word(at) & (UNPRICED | AUCTION_ONLY)) !== 0) ending.push(at)
  })
  for (const at of ending) expire(book, at, reason, sink)
  return ending.length
}
