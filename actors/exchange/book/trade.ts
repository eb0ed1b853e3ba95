import type { Lots, Ticks } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import type { BookSink } from './order-view.ts'
import { end, refresh } from './resting.ts'

/** Trades `size` lots of the incoming order `at` with a resting one, no more than either has. */
export function trade(
  book: Book,
  ladder: Ladder,
  resting: number,
  at: number,
  size: number,
  sink: BookSink,
): void {
  const { store, maker, taker } = book
  const waiting = store.open(resting)
  store.setOpen(at, store.open(at) - size)
  ladder.reduce(resting, size)
  store.setOpen(resting, waiting - size)
  if (size === waiting && !refresh(book, ladder, resting)) end(book, ladder, resting)
  maker.at = resting
  sink.fill(maker, taker, store.price(resting) as Ticks, size as Lots)
}
