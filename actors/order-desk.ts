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

/** A market has thousands: what each of them does stands once, and not in closures of each. */
export class PlainDesk implements OrderDesk {
  private readonly context: ActorContext
  protected readonly listing: Listing
  private readonly numbers: OrderNumbers

  constructor(context: ActorContext, listing: Listing, numbers = createOrderNumbers()) {
    this.context = context
    this.listing = listing
    this.numbers = numbers
  }

  begin(life: number): void {
    this.numbers.begin(life)
  }

  limit(side: Side, price: number, size: number): OrderId | undefined {
    return this.sendLimit(side, TimeInForce.day, price, size)
  }

  take(side: Side, price: number, size: number): OrderId | undefined {
    return this.sendLimit(side, TimeInForce.immediateOrCancel, price, size)
  }

  market(side: Side, size: number): OrderId | undefined {
    return this.sendMarket(side, size, 0)
  }

  stop(side: Side, trigger: number, size: number): OrderId | undefined {
    return trigger >= 1 && trigger <= PRICE_MAX ? this.sendMarket(side, size, trigger) : undefined
  }

  cancel(orderId: OrderId): void {
    const { venue, instrument } = this.listing
    this.context.send(venue, { kind: Kind.cancelOrder, instrument, orderId })
  }

  cancelAll(): void {
    const { venue, instrument } = this.listing
    this.context.send(venue, { kind: Kind.massCancel, instrument })
  }

  private sendLimit(
    side: Side,
    timeInForce: TimeInForce,
    price: number,
    size: number,
  ): OrderId | undefined {
    if (!(price >= 1 && price <= PRICE_MAX)) return undefined
    const allowed = Math.min(size, SIZE_MAX, Math.floor(NOTIONAL_MAX / price))
    if (!(allowed >= 1)) return undefined
    return this.send(side, OrderType.limit, timeInForce, ticks(price), lots(allowed), 0)
  }

  private sendMarket(side: Side, size: number, stop: number): OrderId | undefined {
    if (!(size >= 1)) return undefined
    const { immediateOrCancel } = TimeInForce
    const allowed = lots(Math.min(size, SIZE_MAX))
    return this.send(side, OrderType.market, immediateOrCancel, 0 as Ticks, allowed, stop)
  }

  /** @param stop ticks; 0: none */
  private send(
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: Ticks,
    size: Lots,
    stop: number,
  ): OrderId {
    const { venue, instrument } = this.listing
    const orderId = this.numbers.next()
    const terms = { side, orderType, timeInForce, price, size, stop: stop as Ticks }
    this.context.send(venue, { kind: Kind.newOrder, instrument, orderId, ...terms })
    return orderId
  }
}

/**
 * A desk of the actor that `context` belongs to, for the instrument of `market`.
 *
 * @param numbers for who has several desks and wants each order to have a number of its own
 */
export const createOrderDesk = (
  context: ActorContext,
  market: Listing,
  numbers?: OrderNumbers,
): OrderDesk => new PlainDesk(context, market, numbers)
