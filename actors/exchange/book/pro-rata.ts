import { SelfTrade } from '../../../protocols/kind.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import type { BookSink } from './order-view.ts'
import { avoidSelfTrade } from './self-trade.ts'
import { trade } from './trade.ts'

/**
 * The share of an order of `part` lots among `total` in `size` lots, rounded down; exact.
 * @param part at most `total` @param size at most SIZE_MAX
 */
export function shareOf(part: number, total: number, size: number): number {
  const product = part * size
  // A quotient of whole numbers to 2^53 is never rounded up to the next whole number.
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / total)
  return Number((BigInt(part) * BigInt(size)) / BigInt(total))
}

/**
 * Trades the incoming order `at` with the shown orders at the best price of `ladder`, each by its
 * part of the lots shown there: `shareOf` it, and nothing where that is under the book's smallest
 * share; what is left over goes by time. Where the order takes all that is shown, so does each.
 *
 * It meets all of them at once, so that its participant's own orders there, by time, are what it
 * meets first.
 *
 * @returns whether the order goes on: self-trade prevention may end it
 */
export function shareOut(
  book: Book,
  ladder: Ladder,
  at: number,
  policy: SelfTrade,
  sink: BookSink,
): boolean {
  const { store } = book
  const level = ladder.best
  const own = policy === SelfTrade.allow ? 0 : firstOwn(book, ladder, level, at)
  if (own !== 0) return avoidSelfTrade(book, own, at, policy, sink)
  const size = store.open(at)
  const total = ladder.total(level)
  const count = ladder.count(level)
  let left = size
  if (size < total) {
    for (let each = ladder.oldest(level); each !== 0; each = store.next(each)) {
      left -= shareWithin(book, store.open(each), total, size)
    }
  }
  // A trade may end an order or send it to the back: the next one is known before.
  let each = ladder.oldest(level)
  for (let nth = 0; nth < count; nth++) {
    const resting = each
    each = store.next(resting)
    const shown = store.open(resting)
    const share = size < total ? shareWithin(book, shown, total, size) : 0
    const more = Math.min(left, shown - share)
    left -= more
    if (share + more > 0) trade(book, ladder, resting, at, share + more, sink)
  }
  return true
}

/** The share of an order, 0 where it is under the smallest. */
function shareWithin(book: Book, part: number, total: number, size: number): number {
  const share = shareOf(part, total, size)
  return share < book.smallestShare ? 0 : share
}

/** The oldest order of the level that is of the participant of the order `at`, or 0. */
function firstOwn(book: Book, ladder: Ladder, level: number, at: number): number {
  const { store } = book
  const participant = store.participant(at)
  let each = ladder.oldest(level)
  while (each !== 0 && store.participant(each) !== participant) each = store.next(each)
  return each
}
