import { type Book, cancel, createBook, replace, submit } from '../../actors/exchange/book/book.ts'
import { forEachLevel, openOrders } from '../../actors/exchange/book/depth.ts'
import type { BookSink } from '../../actors/exchange/book/order-view.ts'
import { OrderType, Reason, Side, TimeInForce } from '../../protocols/kind.ts'
import type { ActorId, Lots, OrderId, Ticks } from '../../protocols/units.ts'
import type { FlowSink } from './flow-sink.ts'

/** Everything in a record is somebody's, and nobody knows whose: one participant stands for all. */
const EVERYBODY = 0 as ActorId

/** The matching engine, driven by a record. */
export interface Engine extends FlowSink {
  /** Whether the last aggressor traded with its target alone, and for all of its size. */
  readonly hit: boolean
  /** Requests that the engine refused, or that did what the record does not know of. */
  readonly faults: number
  /** Resting orders. */
  readonly orders: number
  /** Shows a side's levels, best first. */
  forEachLevel(side: Side, most: number, visit: (price: number, size: number) => void): void
}

/**
 * An engine with an empty book.
 *
 * @param apart each side stands in a book of its own, so that orders that cross do not trade: a
 *   venue shows such before its open and in a halt
 */
export function createEngine(apart = false): Engine {
  const bids = createBook(64)
  const asks = apart ? createBook(64) : bids
  const bookOf = (side: Side): Book => (side === Side.buy ? bids : asks)
  let faults = 0
  let hit = false
  /** The aggressor that is being matched; 0: nobody should trade. */
  let aggressor = 0
  let target = 0
  let wanted = 0

  const sink: BookSink = {
    accepted() {},
    fill(maker, taker, _price, size) {
      if (taker.orderId !== aggressor) faults++
      hit = maker.orderId === target && size === wanted
    },
    replaced() {},
    cancelled() {},
    expired() {
      faults++
    },
  }

  const enter = (
    book: Book,
    number: number,
    side: Side,
    price: number,
    size: number,
    timeInForce: TimeInForce,
  ): void => {
    const order = {
      orderId: number as OrderId,
      side,
      orderType: OrderType.limit,
      timeInForce,
      price: price as Ticks,
      size: size as Lots,
    }
    if (submit(book, EVERYBODY, order, sink) !== Reason.none) faults++
  }

  return {
    get hit() {
      return hit
    },
    get faults() {
      return faults
    },
    get orders() {
      return openOrders(bids) + (apart ? openOrders(asks) : 0)
    },
    forEachLevel: (side, most, visit) => forEachLevel(bookOf(side), side, most, visit),
    submit(number, side, price, size) {
      aggressor = 0
      enter(bookOf(side), number, side, price, size, TimeInForce.day)
    },
    reduce(number, side, price, total) {
      const book = bookOf(side)
      const id = number as OrderId
      const reason = replace(book, EVERYBODY, id, price as Ticks, total as Lots, sink)
      if (reason !== Reason.none) faults++
    },
    cancel(number, side) {
      if (cancel(bookOf(side), EVERYBODY, number as OrderId, sink) !== Reason.none) faults++
    },
    aggress(number, side, price, size, expected) {
      aggressor = number
      target = expected
      wanted = size
      hit = false
      const facing = side === Side.buy ? Side.sell : Side.buy
      enter(bookOf(facing), number, side, price, size, TimeInForce.immediateOrCancel)
    },
    taken() {},
  }
}
