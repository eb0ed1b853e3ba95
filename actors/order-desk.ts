import { Kind, OrderType, type Side, TimeInForce } from '../protocols/kind.ts'
import {
  type Lots,
  lots,
  NOTIONAL_MAX,
  type OrderId,
  PRICE_MAX,
  SIZE_MAX,
  type Ticks,
  ticks,
} from '../protocols/units.ts'
import type { ActorContext, Listing } from './actor.ts'
import { createOrderNumbers, type OrderNumbers } from './order-numbers.ts'

/**
 * A trader's way to one instrument of its venue. It numbers the orders from 1 and never lets out
 * one that a venue must refuse as malformed: no price outside 1..PRICE_MAX, no size below 1 lot.
 */
export interface OrderDesk {
  /** Begins a life: `life` is what `start` told. A first life may go without. */
  begin(life: number): void
  /**
   * Sends a limit order for the day.
   * @param price ticks, whole
   * @param size lots, whole; cut to what the venue's greatest notional allows
   * @returns its number, or `undefined` where no order is possible at that price or size
   */
  limit(side: Side, price: number, size: number): OrderId | undefined
  /** Sends a limit order that takes what it can at once, and is over. @see limit */
  take(side: Side, price: number, size: number): OrderId | undefined
  /** Sends a market order. @returns its number, or `undefined` for less than 1 lot */
  market(side: Side, size: number): OrderId | undefined
  /**
   * Sends a stop: a market order that waits, unseen, until there is a trade at `trigger` or beyond, in
   * the direction of its side. @returns its number, or `undefined` where no order is possible so
   */
  stop(side: Side, trigger: number, size: number): OrderId | undefined
  /** Asks for what is left of one order to be cancelled. */
  cancel(id: OrderId): void
  /** Asks for all of the trader's orders in the instrument to be cancelled. */
  cancelAll(): void
}

/**
 * A desk of the actor that `context` belongs to, for the instrument of `market`.
 *
 * @param numbers for who has several desks and wants each order to have a number of its own
 */
export function createOrderDesk(
  context: ActorContext,
  market: Listing,
  numbers: OrderNumbers = createOrderNumbers(),
): OrderDesk {
  const { venue, instrument } = market

  const send = (
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: Ticks,
    size: Lots,
    more: { readonly stop?: Ticks } = {},
  ): OrderId => {
    const id = numbers.next()
    const terms = { orderId: id, side, orderType, timeInForce, price, size, ...more }
    context.send(venue, { kind: Kind.newOrder, instrument, ...terms })
    return id
  }

  const sendMarket = (
    side: Side,
    size: number,
    more: { readonly stop?: Ticks } = {},
  ): OrderId | undefined => {
    if (!(size >= 1)) return undefined
    const { immediateOrCancel } = TimeInForce
    const allowed = lots(Math.min(size, SIZE_MAX))
    return send(side, OrderType.market, immediateOrCancel, 0 as Ticks, allowed, more)
  }

  const sendLimit = (
    side: Side,
    timeInForce: TimeInForce,
    price: number,
    size: number,
  ): OrderId | undefined => {
    if (!(price >= 1 && price <= PRICE_MAX)) return undefined
    const allowed = Math.min(size, SIZE_MAX, Math.floor(NOTIONAL_MAX / price))
    if (!(allowed >= 1)) return undefined
    return send(side, OrderType.limit, timeInForce, ticks(price), lots(allowed))
  }

  return {
    begin(life) {
      numbers.begin(life)
    },
    limit: (side, price, size) => sendLimit(side, TimeInForce.day, price, size),
    take: (side, price, size) => sendLimit(side, TimeInForce.immediateOrCancel, price, size),
    market: (side, size) => sendMarket(side, size),
    stop: (side, trigger, size) =>
      trigger >= 1 && trigger <= PRICE_MAX
        ? sendMarket(side, size, { stop: ticks(trigger) })
        : undefined,
    cancel(orderId) {
      context.send(venue, { kind: Kind.cancelOrder, instrument, orderId })
    },
    cancelAll() {
      context.send(venue, { kind: Kind.massCancel, instrument })
    },
  }
}
