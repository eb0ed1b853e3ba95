import { OrderType, type PostOnly, type SelfTrade, TimeInForce } from '../../../protocols/kind.ts'
import type { BookOrder } from './order-view.ts'

/**
 * The word in which the store keeps an order's side and, above it, how it differs from a plain
 * order: a plain order's word is its side and nothing else.
 *
 * | bits | what |
 * | --- | --- |
 * | 0, 1 | side |
 * | 2 | hidden |
 * | 3 | iceberg: has a display and a reserve |
 * | 4 | timed: has a time to expire |
 * | 5 | unpriced: a market order that waits for an auction |
 * | 6 | for the next auction alone |
 * | 7, 8 | post-only |
 * | 9 to 11 | self-trade prevention, where the order says so itself |
 */
export const SIDE_BITS = 3
/** @see SIDE_BITS */
export const HIDDEN = 1 << 2
/** @see SIDE_BITS */
export const ICEBERG = 1 << 3
/** @see SIDE_BITS */
export const TIMED = 1 << 4
/** @see SIDE_BITS */
export const UNPRICED = 1 << 5
/** @see SIDE_BITS */
export const AUCTION_ONLY = 1 << 6
const POST_ONLY = 7
const SELF_TRADE = 9

/** What becomes of an order with this word that would take. */
export const postOnlyOf = (word: number): PostOnly => ((word >> POST_ONLY) & 3) as PostOnly

/** What an order with this word asks for where it meets its participant's own. */
export const selfTradeOf = (word: number): SelfTrade => ((word >> SELF_TRADE) & 7) as SelfTrade

/** A new order's word. How a market order is shown is left out: it never is. */
export function wordOf(order: BookOrder): number {
  const { side, orderType, timeInForce, display = 0, hidden = 0 } = order
  const { postOnly = 0, selfTrade = 0 } = order
  let word = side | (postOnly << POST_ONLY) | (selfTrade << SELF_TRADE)
  if (timeInForce === TimeInForce.goodTillTime) word |= TIMED
  if (timeInForce === TimeInForce.auction) word |= AUCTION_ONLY
  if (orderType === OrderType.market) return word
  if (hidden !== 0) word |= HIDDEN
  return display === 0 ? word : word | ICEBERG
}
