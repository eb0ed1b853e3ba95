import type { SelfTrade, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../protocols/units.ts'
import type { OrderView } from '../book/order-view.ts'

/** An order that waits in a pool, with the terms that it trades on. */
export interface PoolOrder extends OrderView {
  readonly participant: ActorId
  readonly orderId: OrderId
  readonly venueOrder: number
  readonly side: Side
  readonly timeInForce: TimeInForce
  /** What it does on meeting its own participant's; never `venue`. */
  readonly selfTrade: Exclude<SelfTrade, typeof SelfTrade.venue>
  /** The least lots of each of its fills, its own and the pool's; 0: none. */
  readonly minimum: number
  readonly expires: Nanos
  /** Its limit; 0: whatever the middle is. */
  price: Ticks
  size: Lots
  open: Lots
  filled: Lots
  /** Counts those that came to wait, or lost their place: the smaller has waited longer. */
  rank: number
}

/** What of an order tells it from all others, and from itself at another time. */
export type SavedOrder = Omit<PoolOrder, 'rank' | 'shown' | 'display' | 'hidden'>

/** The order that such terms are; it is last, and nobody sees it. */
export const createPoolOrder = (terms: SavedOrder, rank: number): PoolOrder => ({
  ...terms,
  shown: 0 as Lots,
  display: 0 as Lots,
  hidden: 1,
  rank,
})

/** Whether a fill of `order`, of which `open` lots are left, with `resting` is large enough for both. */
export function isLargeEnough(order: PoolOrder, open: number, resting: PoolOrder): boolean {
  const size = Math.min(open, resting.open)
  return size >= Math.min(open, order.minimum) && size >= Math.min(resting.open, resting.minimum)
}
