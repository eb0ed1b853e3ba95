import { Side } from '../../../protocols/kind.ts'
import type { Book } from '../book/book.ts'
import type { Ladder } from '../book/ladder.ts'

/** The queues of one side of a book, in the order in which an auction fills them. */
export interface Queues {
  /** Market orders: ahead of every limit. */
  readonly unpriced: Ladder
  /** What is shown; at a price ahead of what is hidden there. */
  readonly shown: Ladder
  readonly hidden: Ladder
}

/** The queues of `side`. */
export function queuesOf(book: Book, side: Side): Queues {
  const isBuy = side === Side.buy
  return {
    unpriced: isBuy ? book.unpricedBids : book.unpricedAsks,
    shown: isBuy ? book.bids : book.asks,
    hidden: isBuy ? book.hiddenBids : book.hiddenAsks,
  }
}

/** All open lots in a queue, the reserves of icebergs too. Walks the queue where there may be any. */
export function wholeSize(book: Book, ladder: Ladder, level: number): number {
  if (level === 0) return 0
  if (!book.hasIcebergs) return ladder.total(level)
  let size = 0
  for (let at = ladder.oldest(level); at !== 0; at = book.store.next(at))
    size += book.store.left(at)
  return size
}

/**
 * A walk over what one side of an auction wants: the market orders first, as price 0, then price by
 * price from best to worst, at each what is shown and then what is hidden.
 */
export class InterestWalk {
  /** In ticks; 0 at the market orders, and after the last price. */
  price = 0
  /** Open lots in the queue; 0 after the last, and where there is no market order. */
  size: number
  private readonly book: Book
  private readonly queues: Queues
  private readonly isBuy: boolean
  private shown: number
  private hidden: number

  /** Begins at the market orders. */
  constructor(book: Book, side: Side) {
    this.book = book
    this.queues = queuesOf(book, side)
    this.isBuy = side === Side.buy
    const { unpriced, shown, hidden } = this.queues
    this.size = wholeSize(book, unpriced, unpriced.best)
    this.shown = shown.best
    this.hidden = hidden.best
  }

  /** Whether the price that it stands at trades at `price`. */
  accepts(price: number): boolean {
    return this.isBuy ? this.price >= price : this.price <= price
  }

  /** Goes on to the next queue with a price. @returns whether there is one */
  next(): boolean {
    const { book, queues, shown, hidden } = this
    const isShown = queues.shown.key(shown) <= queues.hidden.key(hidden)
    const ladder = isShown ? queues.shown : queues.hidden
    const level = isShown ? shown : hidden
    this.price = 0
    this.size = 0
    if (level === 0) return false
    this.price = ladder.price(level)
    this.size = wholeSize(book, ladder, level)
    if (isShown) this.shown = ladder.worse(level)
    else this.hidden = ladder.worse(level)
    return true
  }
}

/** All the lots of `side` that would trade at `price`. Walks the prices that are as good. */
export function interestAt(book: Book, side: Side, price: number): number {
  const walk = new InterestWalk(book, side)
  let size = walk.size
  while (walk.next() && walk.accepts(price)) size += walk.size
  return size
}
