import { Peg, Side } from '../../../protocols/kind.ts'
import { NOTIONAL_MAX, PRICE_MAX, type Ticks } from '../../../protocols/units.ts'
import type { Book } from '../book/book.ts'
import { forEachLevel } from '../book/depth.ts'
import type { OrderView } from '../book/order-view.ts'
import type { Terms } from './terms.ts'

/** A pegged order that rests in the book: what it follows, and where it is. */
export interface PeggedOrder {
  readonly participant: OrderView['participant']
  readonly venueOrder: number
  /** `price` is its limit, 0 where it has none, and `size` its total. */
  terms: Terms
  /** Where it rests. */
  price: Ticks
}

/** The best prices of what is shown and does not follow others; 0 where a side has none. */
export interface Touch {
  readonly bid: number
  readonly ask: number
}

/** The pegged orders of a book. */
export interface Pegs {
  count(): number
  /** Takes in an order that is about to rest. It is the last accepted. */
  add(order: PeggedOrder): void
  find(venueOrder: number): PeggedOrder | undefined
  /** Notes where an order, if it is pegged, rests now, and what its total is. */
  changed(order: OrderView): void
  /** Forgets an order, if it is pegged. */
  ended(order: OrderView): void
  /** All of them, in the order of acceptance. */
  all(): Iterable<PeggedOrder>
  /** What there is to follow. Looks at no more levels than pegged orders rest at, and one. */
  touch(): Touch
}

/** No pegged orders yet. */
export function createPegs(book: Book): Pegs {
  const orders = new Map<number, PeggedOrder>()
  /** How many pegged orders are shown at each price. */
  const shown = { [Side.buy]: new Map<number, number>(), [Side.sell]: new Map<number, number>() }

  const count = ({ terms, price }: PeggedOrder, change: 1 | -1): void => {
    if (terms.hidden !== 0) return
    const own = shown[terms.side]
    const left = (own.get(price) ?? 0) + change
    if (left === 0) own.delete(price)
    else own.set(price, left)
  }

  /** The best price at which there stands an order that follows none. */
  const best = (side: Side): number => {
    const own = shown[side]
    let found = 0
    forEachLevel(book, side, own.size + 1, (price, _size, standing) => {
      if (found === 0 && standing > (own.get(price) ?? 0)) found = price
    })
    return found
  }

  return {
    count: () => orders.size,
    add(order) {
      orders.set(order.venueOrder, order)
      count(order, 1)
    },
    find: (venueOrder) => orders.get(venueOrder),
    changed({ venueOrder, price, size }) {
      const order = orders.get(venueOrder)
      if (order === undefined) return
      count(order, -1)
      order.price = price
      order.terms = { ...order.terms, size }
      count(order, 1)
    },
    ended({ venueOrder }) {
      const order = orders.get(venueOrder)
      if (order === undefined) return
      count(order, -1)
      orders.delete(venueOrder)
    },
    all: () => orders.values(),
    touch: () => ({ bid: best(Side.buy), ask: best(Side.sell) }),
  }
}

/**
 * The price that an order's peg asks for, whatever stands on the other side: what it follows, plus
 * its offset, but no worse than its limit, and such that its notional is in range. The middle of an
 * odd spread is half a tick lower to buy, and higher to sell.
 * @returns 0 where there is nothing to follow
 */
export function pegPrice(terms: Terms, { bid, ask }: Touch): number {
  const { side, peg, offset } = terms
  const followed = followedPrice(peg, side === Side.buy, bid, ask)
  if (followed === 0) return 0
  return keptWithin(terms, followed + offset)
}

/** The price nearest to `price` that the order's limit allows, and at which its notional is in range. */
export function keptWithin({ side, price: limit, size }: Terms, price: number): number {
  const isBuy = side === Side.buy
  const kept = limit === 0 ? price : isBuy ? Math.min(price, limit) : Math.max(price, limit)
  return Math.max(1, Math.min(kept, PRICE_MAX, Math.floor(NOTIONAL_MAX / size)))
}

function followedPrice(peg: Peg, isBuy: boolean, bid: number, ask: number): number {
  if (peg === Peg.near) return isBuy ? bid : ask
  if (peg === Peg.far) return isBuy ? ask : bid
  if (bid === 0 || ask === 0) return 0
  return isBuy ? Math.floor((bid + ask) / 2) : Math.ceil((bid + ask) / 2)
}

/**
 * `price`, or, where the order would take there, the price a tick behind the best of the other
 * side; what is hidden and what is pegged there counts too.
 * @returns 0 where no price is behind it at which the order's notional is in range
 */
export function behindOpposite(book: Book, { side, size }: Terms, price: number): number {
  const { highest, lowest } = extremesOf(book)
  if (side === Side.buy) return Math.min(price, lowest - 1)
  const behind = Math.max(price, highest + 1)
  return behind > PRICE_MAX || behind * size > NOTIONAL_MAX ? 0 : behind
}

/** How far each side of a book reaches, with what is hidden and what is pegged. */
export interface Extremes {
  /** The highest bid; 0: there is none. */
  readonly highest: number
  /** The lowest offer; PRICE_MAX + 1: there is none. */
  readonly lowest: number
}

/** @see Extremes */
export function extremesOf({ bids, hiddenBids, asks, hiddenAsks }: Book): Extremes {
  const priceOf = (ladder: Book['bids'], none: number): number =>
    ladder.best === 0 ? none : ladder.price(ladder.best)
  const none = PRICE_MAX + 1
  return {
    highest: Math.max(priceOf(bids, 0), priceOf(hiddenBids, 0)),
    lowest: Math.min(priceOf(asks, none), priceOf(hiddenAsks, none)),
  }
}
