import { Side } from '../../../protocols/kind.ts'
import { PRICE_MAX, type Ticks } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'

// What the public may see: shown lots, and the orders that show some.

/** The highest price bid, in ticks, or 0 where nobody is seen to bid. */
export const bestBid = (book: Book): number => bestPrice(book.bids)

/** The lowest price asked, in ticks, or 0 where nobody is seen to offer. */
export const bestAsk = (book: Book): number => bestPrice(book.asks)

/** Lots shown at `price` on a side, 0 where none are; exact, and may pass 2^31. */
export function sizeAt(book: Book, side: Side, price: Ticks): number {
  const ladder = ladderOf(book, side)
  const level = levelAt(ladder, price)
  return level === 0 ? 0 : ladder.total(level)
}

/** Orders that are seen at `price` on a side. */
export function countAt(book: Book, side: Side, price: Ticks): number {
  const ladder = ladderOf(book, side)
  const level = levelAt(ladder, price)
  return level === 0 ? 0 : ladder.count(level)
}

/** All the lots shown on a side; exact, and may pass 2^31. */
export const restingVolume = (book: Book, side: Side): number => ladderOf(book, side).volume

/** Resting orders of both sides, those that are not seen among them. */
export const openOrders = (book: Book): number => book.table.count

/** Shows a side's levels, best first, `most` of them at most. The visitor must not change the book. */
export function forEachLevel(
  book: Book,
  side: Side,
  most: number,
  visit: (price: Ticks, size: number, count: number) => void,
): void {
  const ladder = ladderOf(book, side)
  let level = ladder.best
  for (let shown = 0; shown < most && level !== 0; shown++) {
    visit(ladder.price(level) as Ticks, ladder.total(level), ladder.count(level))
    level = ladder.worse(level)
  }
}

const bestPrice = (ladder: Ladder): number => (ladder.best === 0 ? 0 : ladder.price(ladder.best))

const levelAt = (ladder: Ladder, price: number): number =>
  price >= 1 && price <= PRICE_MAX ? ladder.at(price) : 0

const ladderOf = (book: Book, side: Side): Ladder => (side === Side.buy ? book.bids : book.asks)
