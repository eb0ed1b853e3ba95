import { Reason, SelfTrade } from '../../../protocols/kind.ts'
import type { Ticks } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import type { BookSink } from './order-view.ts'
import { selfTradeOf } from './order-word.ts'
import { shrink, withdraw } from './resting.ts'

/** What is done where the order meets its participant's own: what it says, or else what the book does. */
export function policyOf(book: Book, at: number): SelfTrade {
  const own = selfTradeOf(book.store.word(at))
  return own === SelfTrade.venue ? book.selfTrade : own
}

/**
 * Keeps the incoming order `at` from trading with `own`, a resting order of its participant, as
 * `policy` says. The sink hears of the resting order first; each that ends is `cancelled` with
 * `selfTrade` for the lots that it had, each that goes on with less is `replaced`.
 * @param policy any but `venue` and `allow`
 * @returns whether the incoming order goes on
 */
export function avoidSelfTrade(
  book: Book,
  own: number,
  at: number,
  policy: SelfTrade,
  sink: BookSink,
): boolean {
  if (policy === SelfTrade.decrementAndCancel) return decrement(book, own, at, sink)
  if (policy !== SelfTrade.cancelNewest) withdraw(book, own, Reason.selfTrade, sink)
  if (policy === SelfTrade.cancelOldest) return true
  sink.cancelled(book.taker, Reason.selfTrade)
  return false
}

/** Takes the smaller one's open lots off both. */
function decrement(book: Book, own: number, at: number, sink: BookSink): boolean {
  const { store, maker, taker } = book
  const waiting = store.left(own)
  const open = store.open(at)
  const less = Math.min(waiting, open)
  if (waiting === less) {
    withdraw(book, own, Reason.selfTrade, sink)
  } else {
    shrink(book, own, less)
    maker.at = own
    sink.replaced(maker, store.price(own) as Ticks)
  }
  if (open === less) {
    sink.cancelled(taker, Reason.selfTrade)
    return false
  }
  store.setOpen(at, open - less)
  store.setSize(at, store.size(at) - less)
  sink.replaced(taker, store.price(at) as Ticks)
  return true
}
