import fc from 'fast-check'
import { type Book, createBook } from '../../../../actors/exchange/book/book.ts'
import { collect } from '../../../../actors/exchange/book/collect.ts'
import type { BookSink } from '../../../../actors/exchange/book/order-view.ts'
import { OrderType, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { actorId, type Lots, lots, orderId, type Ticks } from '../../../../protocols/units.ts'
import type { PlainInterest } from './plain-clearing.ts'

/** An order for an auction: made up, and not yet in any book. */
export interface Interest {
  readonly side: Side
  /** 0: a market order. */
  readonly price: number
  readonly size: number
  readonly display: number
  readonly hidden: number
  readonly isForAuction: boolean
  readonly batch: number
}

const side = fc.constantFrom(Side.buy, Side.sell)

/** Few prices and small sizes, so that orders are equal in all but one respect. */
export const interest: fc.Arbitrary<Interest> = fc
  .record({
    side,
    price: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) },
    ),
    size: fc.integer({ min: 1, max: 6 }),
    display: fc.constantFrom(0, 0, 1, 2),
    hidden: fc.constantFrom(0, 0, 0, 1),
    isForAuction: fc.constantFrom(false, false, true),
    batch: fc.integer({ min: 0, max: 2 }),
  })
  .map((order) => ({ ...order, hidden: order.display === 0 ? order.hidden : 0 }))

/** Prices that are limits, that lie between limits, and that lie beyond all of them. */
export const reference: fc.Arbitrary<number> = fc.constantFrom(0, 0, 1, 3, 4, 5, 6, 8, 12)

const silent: BookSink = { accepted() {}, fill() {}, replaced() {}, cancelled() {}, expired() {} }

/** A book that gathered the orders, which are numbered from 1. */
export function bookOf(interests: readonly Interest[]): Book {
  const book = createBook(1)
  interests.forEach(({ side, price, size, display, hidden, isForAuction }, at) => {
    const order = {
      orderId: orderId(at + 1),
      side,
      orderType: price === 0 ? OrderType.market : OrderType.limit,
      timeInForce: isForAuction ? TimeInForce.auction : TimeInForce.day,
      price: price as Ticks,
      size: lots(size),
      display: display as Lots,
      hidden,
    }
    const reason = collect(book, actorId(at % 3), order, silent)
    if (reason !== Reason.none) throw new Error(`order ${at + 1} was refused: ${reason}`)
  })
  return book
}

/** The same orders as the plain twin wants them. */
export const plainOf = (interests: readonly Interest[]): PlainInterest[] =>
  interests.map(({ side, price, size, hidden, isForAuction, batch }, at) => ({
    venueOrder: at + 1,
    side,
    price,
    open: size,
    isHidden: hidden === 1 && price !== 0,
    isFleeting: isForAuction || price === 0,
    batch,
  }))
