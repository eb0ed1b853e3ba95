import { Side } from '../../../protocols/kind.ts'
import { NOTIONAL_MAX, type Ticks } from '../../../protocols/units.ts'
import type { PoolOrder } from './pool-order.ts'

/** The lit market's best prices as the pool has last seen them, in ticks; 0: none on that side. */
export interface Reference {
  bid: number
  ask: number
}

/** Whether a pool trades at references that are no ordinary market. */
export interface ReferenceRules {
  /** It trades where the reference's bid is its ask. */
  readonly tradesLocked: boolean
  /** It trades where the reference's bid is above its ask. */
  readonly tradesCrossed: boolean
}

/** Whether the reference has a middle at which the pool trades. */
export function hasMiddle({ bid, ask }: Reference, rules: ReferenceRules): boolean {
  if (bid === 0 || ask === 0) return false
  if (bid === ask) return rules.tradesLocked
  return bid < ask || rules.tradesCrossed
}

/**
 * The price at which `maker`, which has waited longer, trades: the middle, or, where that is half
 * a tick, the whole tick beside it that is better for the maker.
 */
export function priceFor(maker: PoolOrder, { bid, ask }: Reference): Ticks {
  const middle = (bid + ask) / 2
  return (maker.side === Side.buy ? Math.floor(middle) : Math.ceil(middle)) as Ticks
}

/**
 * Whether the order may trade at the middle: its limit is there or better, so that either rounding
 * is inside it. A buy without a limit may only stand for NOTIONAL_MAX there, as one with a limit.
 */
export function allowsMiddle(order: PoolOrder, { bid, ask }: Reference): boolean {
  const { side, price, open } = order
  if (side === Side.sell) return 2 * price <= bid + ask
  if (price === 0) return open * Math.ceil((bid + ask) / 2) <= NOTIONAL_MAX
  return 2 * price >= bid + ask
}
