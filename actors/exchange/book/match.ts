import { SelfTrade, Side } from '../../../protocols/kind.ts'
import type { Lots, Ticks } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import type { BookSink } from './order-view.ts'
import { shareOut } from './pro-rata.ts'
import { end, refresh } from './resting.ts'
import { avoidSelfTrade, policyOf } from './self-trade.ts'
import { trade } from './trade.ts'

// Bound here, since the engine reads what is imported anew each time.
const { buy } = Side
const { allow } = SelfTrade

/**
 * Trades the order `at`, which rests nowhere, against `facing` at keys up to `reach`, best price
 * first and oldest first at a price; with nothing hidden there and with no regard to whose orders
 * they are. A maker that is used up is out of the book, or its next lots are shown, before the sink
 * hears of the fill.
 * @returns what is left of the order
 */
export function match(
  book: Book,
  facing: Ladder,
  reach: number,
  at: number,
  sink: BookSink,
): number {
  const { store, maker, taker } = book
  let open = store.open(at)
  while (open > 0 && facing.bestKey <= reach) {
    const oldest = facing.oldest(facing.best)
    const waiting = store.open(oldest)
    const size = Math.min(open, waiting)
    open -= size
    store.setOpen(at, open)
    facing.reduce(oldest, size)
    store.setOpen(oldest, waiting - size)
    if (size === waiting && !refresh(book, facing, oldest)) end(book, facing, oldest)
    maker.at = oldest
    sink.fill(maker, taker, store.price(oldest) as Ticks, size as Lots)
  }
  return open
}

/**
 * Trades the order `at`, which rests nowhere, with whatever it meets: at each price the shown
 * orders, by time or as the book allocates, then the hidden ones by time.
 * @returns what is left of the order; 0 also where self-trade prevention ended it, as the sink heard
 */
export function meet(book: Book, at: number, sink: BookSink): number {
  const { store } = book
  const isBuy = store.side(at) === buy
  const facing = isBuy ? book.asks : book.bids
  const unseen = isBuy ? book.hiddenAsks : book.hiddenBids
  const reach = facing.reach(store.price(at))
  const policy = policyOf(book, at)
  while (store.open(at) > 0) {
    const ladder = facing.bestKey <= unseen.bestKey ? facing : unseen
    if (ladder.bestKey > reach) break
    if (book.isProRata && ladder === facing) {
      if (!shareOut(book, ladder, at, policy, sink)) return 0
      continue
    }
    const oldest = ladder.oldest(ladder.best)
    if (policy !== allow && store.participant(oldest) === store.participant(at)) {
      if (!avoidSelfTrade(book, oldest, at, policy, sink)) return 0
      continue
    }
    trade(book, ladder, oldest, at, Math.min(store.open(at), store.open(oldest)), sink)
  }
  return store.open(at)
}
