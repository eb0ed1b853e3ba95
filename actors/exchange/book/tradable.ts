import { SelfTrade, Side } from '../../../protocols/kind.ts'
import type { Book } from './book.ts'
import type { Ladder } from './ladder.ts'
import { policyOf } from './self-trade.ts'

/** How far an order would get. */
interface Tally {
  traded: number
  /** What would be left of the order. */
  left: number
  /** Its participant's own orders have ended it. */
  isOver: boolean
}

type Whom = 'all' | 'own' | 'others'

/**
 * The lots that the incoming order `at` would trade with what it meets now, icebergs' reserves and
 * hidden orders among them: all of them, or `wanted` and perhaps more where it would trade more.
 * Walks the orders that it takes.
 */
export function tradable(book: Book, at: number, wanted: number): number {
  const { store } = book
  const isBuy = store.side(at) === Side.buy
  const facing = isBuy ? book.asks : book.bids
  const unseen = isBuy ? book.hiddenAsks : book.hiddenBids
  const reach = facing.reach(store.price(at))
  const policy = policyOf(book, at)
  const tally: Tally = { traded: 0, left: store.open(at), isOver: false }
  let seen = facing.best
  let hidden = unseen.best
  while (!tally.isOver && tally.traded < wanted && tally.left > 0) {
    const isSeen = facing.key(seen) <= unseen.key(hidden)
    const ladder = isSeen ? facing : unseen
    const level = isSeen ? seen : hidden
    if (ladder.key(level) > reach) break
    if (isSeen && book.isProRata && policy !== SelfTrade.allow) {
      tallyLevel(book, ladder, level, at, policy, 'own', tally)
      tallyLevel(book, ladder, level, at, policy, 'others', tally)
    } else {
      tallyLevel(book, ladder, level, at, policy, 'all', tally)
    }
    if (isSeen) seen = facing.worse(seen)
    else hidden = unseen.worse(hidden)
  }
  return tally.traded
}

/** Counts what the order does at one level, and there with some. Reserves come after what is shown. */
function tallyLevel(
  book: Book,
  ladder: Ladder,
  level: number,
  at: number,
  policy: SelfTrade,
  whom: Whom,
  tally: Tally,
): void {
  const { store } = book
  const participant = store.participant(at)
  let reserves = 0
  for (let each = ladder.oldest(level); each !== 0 && !tally.isOver; each = store.next(each)) {
    const isOwn = policy !== SelfTrade.allow && store.participant(each) === participant
    if (whom === (isOwn ? 'others' : 'own')) continue
    if (!isOwn) {
      reserves += store.left(each) - store.open(each)
      trade(tally, store.open(each))
    } else if (policy === SelfTrade.decrementAndCancel) {
      tally.left -= Math.min(tally.left, store.left(each))
    } else if (policy !== SelfTrade.cancelOldest) {
      tally.isOver = true
    }
  }
  if (!tally.isOver) trade(tally, reserves)
}

function trade(tally: Tally, lots: number): void {
  const size = Math.min(tally.left, lots)
  tally.traded += size
  tally.left -= size
}
