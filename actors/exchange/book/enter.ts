import { OrderType, PostOnly, Reason, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { ActorId } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import { scheduleExpiry } from './expiry.ts'
import { judgeConditions, judgeTerms } from './judge.ts'
import { meet } from './match.ts'
import { orderHash } from './order-table.ts'
import type { BookOrder, BookSink } from './order-view.ts'
import { ICEBERG, postOnlyOf, TIMED, wordOf } from './order-word.ts'
import { rest } from './resting.ts'
import { tradable } from './tradable.ts'

/**
 * The next number of an order in the book's instrument, for an order that waits outside the book.
 * @throws RangeError after 2^32 − 1 of them
 */
export function takeNumber(book: Book): number {
  if (book.numbered === 0xffff_ffff) throw new RangeError('a book numbers 2^32 − 1 orders at most')
  return ++book.numbered
}

/**
 * `submit` for every order there is; `submit` itself goes on with plain ones. What `judgeOrder`
 * refuses was refused.
 */
export function enter(
  book: Book,
  participant: ActorId,
  order: BookOrder,
  sink: BookSink,
  now: number,
  venueOrder: number,
): Reason {
  const { orderId, orderType, timeInForce, size, minimum = 0 } = order
  const refusal = judgeConditions(order, now)
  if (refusal !== Reason.none) return refusal
  if (timeInForce === TimeInForce.auction) return Reason.noAuction
  const { store, table } = book
  book.owners.admit(participant)
  const hash = orderHash(participant, orderId)
  if (table.find(hash, participant, orderId) !== 0) return Reason.duplicateOrderId
  const word = wordOf(order)
  const price = restingPrice(book, word, order.price)
  if (price === 0 && orderType === OrderType.limit) return Reason.wouldTake
  if (price !== order.price && judgeTerms(price, size) !== Reason.none)
    return judgeTerms(price, size)

  const at = takeIn(book, participant, order, price, word, venueOrder, sink)
  const isAll = timeInForce === TimeInForce.fillOrKill
  const needed = isAll ? size : minimum
  if (needed > 0 && tradable(book, at, needed) < needed) {
    store.give(at)
    sink.expired(book.taker, isAll ? Reason.fillOrKill : Reason.minimumQuantity)
    return Reason.none
  }
  const left = meet(book, at, sink)
  if (left > 0 && mayRest(orderType, timeInForce)) {
    rest(book, at)
    table.add(at, hash)
    if ((word & TIMED) !== 0) scheduleExpiry(book, at)
    return Reason.none
  }
  store.give(at)
  if (left > 0) sink.expired(book.taker, reasonOfEnd(orderType, timeInForce))
  return Reason.none
}

/**
 * Makes an accepted order of what was asked for; the sink hears `accepted`, unless the order has
 * its number already and was accepted then. It is nowhere yet.
 */
export function takeIn(
  book: Book,
  participant: ActorId,
  order: BookOrder,
  price: number,
  word: number,
  venueOrder: number,
  sink: BookSink,
): number {
  const { store, taker } = book
  const { orderId, size, expires = 0 } = order
  const number = venueOrder === 0 ? takeNumber(book) : venueOrder
  const at = store.take(participant, orderId, number, word, price, size)
  if ((word & (ICEBERG | TIMED)) !== 0) {
    store.terms.set(at, (word & ICEBERG) === 0 ? 0 : (order.display ?? 0), expires)
  }
  taker.at = at
  if (venueOrder === 0) sink.accepted(taker)
  return at
}

/**
 * Where an order with this word and limit may rest: at its limit; a post-only one that would take,
 * and slides, a tick behind the best of the other side, what is hidden there counted too.
 * @returns 0 where it may not, or its limit is 0
 */
export function restingPrice(book: Book, word: number, limit: number): number {
  const policy = postOnlyOf(word)
  if (policy === PostOnly.none) return limit
  const isBuy = (word & Side.buy) !== 0
  const facing = isBuy ? book.asks : book.bids
  const unseen = isBuy ? book.hiddenAsks : book.hiddenBids
  const bestKey = Math.min(facing.bestKey, unseen.bestKey)
  if (bestKey > facing.reach(limit)) return limit
  return policy === PostOnly.slide ? facing.priceBefore(bestKey) : 0
}

const mayRest = (orderType: OrderType, timeInForce: TimeInForce): boolean =>
  orderType === OrderType.limit &&
  (timeInForce === TimeInForce.day || timeInForce === TimeInForce.goodTillTime)

/** Why what is left of an order ends that may not rest. */
export function reasonOfEnd(orderType: OrderType, timeInForce: TimeInForce): Reason {
  if (timeInForce === TimeInForce.fillOrKill) return Reason.fillOrKill
  return orderType === OrderType.market ? Reason.noLiquidity : Reason.immediateOrCancel
}
