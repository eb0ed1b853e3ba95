import { expect } from 'vitest'
import {
  type Book,
  bestAsk,
  bestBid,
  bookHash,
  countAt,
  forEachLevel,
  forEachOrder,
  nextExpiry,
  openOrders,
  restingVolume,
  sizeAt,
} from '../../../../actors/exchange/index.ts'
import { Side } from '../../../../protocols/kind.ts'
import type { Ticks } from '../../../../protocols/units.ts'
import type { PlainBook, PlainLevel } from './plain-book.ts'
import type { PlainOrder } from './plain-order.ts'
import { copyOf } from './recorder.ts'

/** A side's levels, `most` of them at most. */
export function levelsOf(book: Book, side: Side, most = Infinity): PlainLevel[] {
  const levels: PlainLevel[] = []
  forEachLevel(book, side, most, (price, size, count) => levels.push([price, size, count]))
  return levels
}

/** A side's orders in their order of priority. */
export function ordersOf(book: Book, side: Side): PlainOrder[] {
  const orders: PlainOrder[] = []
  forEachOrder(book, side, (order) => orders.push(copyOf(order)))
  return orders
}

/** All that can be asked of a book in one plain value. @param prices to ask after */
export function stateOf(book: Book, prices: number[]): unknown {
  return [Side.buy, Side.sell].map((side) => ({
    best: side === Side.buy ? bestBid(book) : bestAsk(book),
    levels: levelsOf(book, side),
    two: levelsOf(book, side, 2),
    volume: restingVolume(book, side),
    sizes: prices.map((price) => sizeAt(book, side, price as Ticks)),
    counts: prices.map((price) => countAt(book, side, price as Ticks)),
    queue: ordersOf(book, side),
    orders: openOrders(book),
    expiry: nextExpiry(book),
    hash: bookHash(book),
  }))
}

/** The same of its twin. */
export function plainStateOf(plain: PlainBook, prices: number[]): unknown {
  return [Side.buy, Side.sell].map((side) => {
    const levels = plain.levels(side)
    const at = prices.map((price) => levels.find((level) => level[0] === price))
    return {
      best: plain.best(side),
      levels,
      two: levels.slice(0, 2),
      volume: plain.volume(side),
      sizes: at.map((level) => level?.[1] ?? 0),
      counts: at.map((level) => level?.[2] ?? 0),
      queue: plain.orders(side),
      orders: plain.openOrders,
      expiry: plain.nextExpiry,
      hash: plain.hash,
    }
  })
}

/** `expect(…).toEqual(…)`, at a tenth of its cost where the two are equal. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected)
}
