import { Side } from '../../../protocols/kind.ts'
import type { Book } from './book.ts'
import type { OrderView } from './order-view.ts'

/**
 * Visits a side's resting orders in their order of priority: market orders that wait for an
 * auction, by time; then price by price, best first, the shown ones by time and then the hidden.
 * @param visit given each order's slot; it must not change the book
 */
export function forEachOn(book: Book, side: Side, visit: (at: number) => void): void {
  const { store } = book
  const isBuy = side === Side.buy
  const unpriced = isBuy ? book.unpricedBids : book.unpricedAsks
  const shown = isBuy ? book.bids : book.asks
  const hidden = isBuy ? book.hiddenBids : book.hiddenAsks
  const forEachIn = (oldest: number): void => {
    for (let at = oldest; at !== 0; at = store.next(at)) visit(at)
  }
  if (unpriced.best !== 0) forEachIn(unpriced.oldest(unpriced.best))
  let seen = shown.best
  let unseen = hidden.best
  while (seen !== 0 || unseen !== 0) {
    if (shown.key(seen) <= hidden.key(unseen)) {
      forEachIn(shown.oldest(seen))
      seen = shown.worse(seen)
    } else {
      forEachIn(hidden.oldest(unseen))
      unseen = hidden.worse(unseen)
    }
  }
}

/** `forEachOn` the bids and then the asks. */
export function forEachAt(book: Book, visit: (at: number) => void): void {
  forEachOn(book, Side.buy, visit)
  forEachOn(book, Side.sell, visit)
}

/** Shows a side's resting orders in order of priority, hidden ones and all. */
export function forEachOrder(book: Book, side: Side, visit: (order: OrderView) => void): void {
  forEachOn(book, side, (at) => {
    book.visited.at = at
    visit(book.visited)
  })
}
