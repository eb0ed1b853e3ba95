import { Phase, Reason, SelfTrade } from '../../../protocols/kind.ts'
import type { Lots, Ticks } from '../../../protocols/units.ts'
import type { MechanismSink } from '../mechanism.ts'
import { isLargeEnough, type PoolOrder } from './pool-order.ts'
import type { PoolState } from './pool-state.ts'
import { allowsMiddle, hasMiddle, priceFor, type ReferenceRules } from './reference.ts'
import type { WaitingList } from './waiting-list.ts'

/** What of a pool decides who trades with whom. */
export interface CrossingRules extends ReferenceRules {
  readonly priority: 'time' | 'size-time'
  /** How many times the lighter side's lots the heavier may have for all to cross; 0: any number. */
  readonly balance: number
}

/** How the orders of a pool find each other. */
export interface Crossing {
  /** Whether all of an order that does not wait would trade at once. */
  fillsWholly(order: PoolOrder): boolean
  /**
   * Trades an order that waits, and came or changed, with those that it may, first in priority
   * first; then whoever it leaves with less open, who may now trade with somebody; and so on.
   */
  meet(order: PoolOrder): void
  /**
   * Trades until no two orders may: the first in priority for which there is somebody, with the
   * first in priority on the other side. Does nothing where one side outweighs the other too far.
   */
  crossAll(): void
}

/** Crosses the orders of `state` at its reference, and tells the sink. */
export function createCrossing(
  state: PoolState,
  rules: CrossingRules,
  sink: MechanismSink,
): Crossing {
  const isBySize = rules.priority === 'size-time'

  const precedes = (a: PoolOrder, b: PoolOrder): boolean =>
    isBySize && a.open !== b.open ? a.open > b.open : a.rank < b.rank

  /** The first in priority of those that wait on one side, the oldest first, that is fit. */
  const firstOf = (
    orders: readonly PoolOrder[],
    isFit: (order: PoolOrder) => boolean,
  ): PoolOrder | undefined => {
    if (!isBySize) return orders.find(isFit)
    let first: PoolOrder | undefined
    for (const order of orders) {
      if ((first === undefined || order.open > first.open) && isFit(order)) first = order
    }
    return first
  }

  const trades = (): boolean =>
    state.phase === Phase.continuous && hasMiddle(state.reference, rules)

  const isAllowed = (order: PoolOrder): boolean => allowsMiddle(order, state.reference)

  const eligible = (list: WaitingList): PoolOrder[] =>
    list.mayAllow(state.reference) ? list.orders.filter(isAllowed) : []

  /** With whom the order trades next, if `open` lots of it were left and `met` were gone. */
  const counterpartyOf = (
    order: PoolOrder,
    open: number = order.open,
    met?: ReadonlySet<PoolOrder>,
  ): PoolOrder | undefined => {
    const facing = state.facing(order)
    if (!isAllowed(order) || !facing.mayAllow(state.reference)) return undefined
    return firstOf(
      facing.orders,
      (other) => isAllowed(other) && isLargeEnough(order, open, other) && !met?.has(other),
    )
  }

  /** Which of these orders, all of which allow the middle, trade next. */
  const nextPair = (
    buyers: readonly PoolOrder[],
    sellers: readonly PoolOrder[],
  ): readonly [PoolOrder, PoolOrder] | undefined => {
    const among = (facing: readonly PoolOrder[], order: PoolOrder): PoolOrder | undefined =>
      firstOf(facing, (other) => isLargeEnough(order, order.open, other))
    const buyer = firstOf(buyers, (order) => among(sellers, order) !== undefined)
    if (buyer === undefined) return undefined
    const seller = firstOf(sellers, (order) => among(buyers, order) !== undefined) as PoolOrder
    return precedes(buyer, seller)
      ? [buyer, among(sellers, buyer) as PoolOrder]
      : [seller, among(buyers, seller) as PoolOrder]
  }

  const bringTogether = (a: PoolOrder, b: PoolOrder): void => {
    const [maker, taker] = a.rank < b.rank ? [a, b] : [b, a]
    const isOwn = maker.participant === taker.participant
    if (isOwn && taker.selfTrade !== SelfTrade.allow) prevent(state, maker, taker, sink)
    else fill(state, maker, taker, priceFor(maker, state.reference), sink)
  }

  return {
    fillsWholly(order) {
      if (!trades()) return false
      const met = new Set<PoolOrder>()
      let open: number = order.open
      while (open > 0) {
        const other = counterpartyOf(order, open, met)
        if (other === undefined) return false
        met.add(other)
        const isPrevented =
          other.participant === order.participant && order.selfTrade !== SelfTrade.allow
        if (!isPrevented) open -= Math.min(open, other.open)
        else if (order.selfTrade !== SelfTrade.cancelOldest) return false
      }
      return true
    },
    meet(first) {
      if (!trades()) return
      // Of two that meet, one ends at least. Who is left is all that has changed.
      let order: PoolOrder | undefined = first
      while (order !== undefined) {
        const other = counterpartyOf(order)
        if (other === undefined) return
        bringTogether(order, other)
        order = [order, other].find((left) => state.waits(left))
      }
    },
    crossAll() {
      if (!trades()) return
      let buyers = eligible(state.bids)
      let sellers = eligible(state.asks)
      if (!isBalanced(buyers, sellers, rules.balance)) return
      for (;;) {
        const pair = nextPair(buyers, sellers)
        if (pair === undefined) return
        bringTogether(...pair)
        buyers = buyers.filter((order) => state.waits(order))
        sellers = sellers.filter((order) => state.waits(order))
      }
    },
  }
}

/** Whether neither side has more than `balance` times the other's open lots; 0: always. */
function isBalanced(
  buyers: readonly PoolOrder[],
  sellers: readonly PoolOrder[],
  balance: number,
): boolean {
  const [bought, sold] = [buyers, sellers].map((side) =>
    side.reduce((lots, { open }) => lots + open, 0),
  ) as [number, number]
  return balance === 0 || Math.max(bought, sold) <= balance * Math.min(bought, sold)
}

/** Trades the two for as much as both have left. Who is used up is out before the sink hears. */
function fill(
  state: PoolState,
  maker: PoolOrder,
  taker: PoolOrder,
  price: Ticks,
  sink: MechanismSink,
): void {
  const size = Math.min(maker.open, taker.open)
  for (const order of [maker, taker]) {
    if (order.open === size) state.remove(order)
    order.open = (order.open - size) as Lots
    order.filled = (order.filled + size) as Lots
  }
  sink.fill(maker, taker, price, size as Lots)
}

/** Does what the taker wants instead of a trade with its own participant's order. */
function prevent(state: PoolState, maker: PoolOrder, taker: PoolOrder, sink: MechanismSink): void {
  const cancel = (order: PoolOrder): void => {
    state.remove(order)
    sink.cancelled(order, Reason.selfTrade)
  }
  const { selfTrade } = taker
  if (selfTrade === SelfTrade.cancelOldest || selfTrade === SelfTrade.cancelBoth) cancel(maker)
  if (selfTrade === SelfTrade.cancelNewest || selfTrade === SelfTrade.cancelBoth) cancel(taker)
  if (selfTrade !== SelfTrade.decrementAndCancel) return

  const less = Math.min(maker.open, taker.open)
  for (const order of [maker, taker]) {
    if (order.open === less) cancel(order)
    else {
      order.open = (order.open - less) as Lots
      order.size = (order.size - less) as Lots
      sink.replaced(order, order.price)
    }
  }
}
