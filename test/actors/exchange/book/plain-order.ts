import {
  OrderType,
  PostOnly,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import {
  ID_MAX,
  NANOS_MAX,
  NOTIONAL_MAX,
  PRICE_MAX,
  SIZE_MAX,
} from '../../../../protocols/units.ts'

/** An order as a plain object: what an `OrderView` shows. */
export interface PlainOrder {
  readonly participant: number
  readonly orderId: number
  readonly venueOrder: number
  readonly side: number
  readonly price: number
  readonly size: number
  readonly open: number
  readonly filled: number
  readonly shown: number
  readonly display: number
  readonly hidden: number
  readonly expires: number
}

/** What a book's sink heard, as plain objects. */
export type BookEvent =
  | { readonly event: 'accepted'; readonly order: PlainOrder }
  | { readonly event: 'replaced'; readonly order: PlainOrder; readonly previousPrice: number }
  | { readonly event: 'cancelled'; readonly order: PlainOrder; readonly reason: Reason }
  | { readonly event: 'expired'; readonly order: PlainOrder; readonly reason: Reason }
  | {
      readonly event: 'fill'
      readonly maker: PlainOrder
      readonly taker: PlainOrder
      readonly price: number
      readonly size: number
    }

/** What is asked for in a new order; any number may stand anywhere. */
export interface PlainRequest {
  readonly orderId: number
  readonly side: number
  readonly orderType: number
  readonly timeInForce: number
  readonly price: number
  readonly size: number
  readonly display?: number
  readonly hidden?: number
  readonly postOnly?: number
  readonly selfTrade?: number
  readonly minimum?: number
  readonly expires?: number
}

/** An order in the plain book: what is seen of it, and what it asked for beside. */
export interface Held {
  readonly view: PlainOrder
  /** A market order that waits for an auction. */
  readonly isUnpriced: boolean
  readonly isForAuction: boolean
  readonly postOnly: number
  readonly selfTrade: number
}

/** The request as an order, all of it open, that rests nowhere. */
export function heldOf(
  participant: number,
  venueOrder: number,
  price: number,
  request: PlainRequest,
  isUnpriced: boolean,
): Held {
  const { orderId, side, size, timeInForce, postOnly = 0, selfTrade = 0, expires = 0 } = request
  const isPriced = request.orderType === OrderType.limit
  const display = isPriced ? (request.display ?? 0) : 0
  const hidden = isPriced ? (request.hidden ?? 0) : 0
  const identity = { participant, orderId, venueOrder, side, price, size }
  const lots = { open: size, filled: 0, shown: size, display, hidden, expires }
  const isForAuction = timeInForce === TimeInForce.auction
  const view = { ...identity, ...lots }
  return shownAnew({ view, isUnpriced, isForAuction, postOnly, selfTrade })
}

/** `held` with other lots or another price. */
export const changed = (held: Held, change: Partial<PlainOrder>): Held => ({
  ...held,
  view: { ...held.view, ...change },
})

/** `held` as it shows itself where it comes to rest, or shows the next of its lots. */
export function shownAnew(held: Held): Held {
  const { open, display, hidden } = held.view
  if (hidden !== 0 || held.isUnpriced) return changed(held, { shown: 0 })
  return changed(held, { shown: display === 0 ? open : Math.min(display, open) })
}

/** `held` after `size` lots of it traded: shown ones, or then some that were not. */
export function filled(held: Held, size: number): Held {
  const { view } = held
  const after = changed(held, { open: view.open - size, filled: view.filled + size })
  return size < view.shown ? changed(after, { shown: view.shown - size }) : shownAnew(after)
}

/** `held` with `less` lots off its total: its reserve gives first. */
export function lessened(held: Held, less: number): Held {
  const { size, open, shown } = held.view
  return changed(held, {
    size: size - less,
    open: open - less,
    shown: Math.min(shown, open - less),
  })
}

/** Why no book would take the request. */
export function judge(request: PlainRequest, now: number): Reason {
  const { orderId, side, orderType, timeInForce, price, size } = request
  const isMarket = orderType === OrderType.market
  if (!isAmong(orderId, 1, ID_MAX)) return Reason.malformed
  if (!isOneOf(Side, side)) return Reason.malformed
  if (!isOneOf(OrderType, orderType)) return Reason.malformed
  if (!isOneOf(TimeInForce, timeInForce)) return Reason.malformed
  if (isMarket && price !== 0) return Reason.malformed
  if (!isMarket && !isAmong(price, 1, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isAmong(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
  if (price * size > NOTIONAL_MAX) return Reason.notionalOutOfRange
  return judgeBeside(request, now)
}

function judgeBeside(request: PlainRequest, now: number): Reason {
  const { orderType, timeInForce, size } = request
  const { display = 0, hidden = 0, postOnly = 0, selfTrade = 0, minimum = 0, expires = 0 } = request
  const isTimed = timeInForce === TimeInForce.goodTillTime
  if (!isAmong(display, 0, SIZE_MAX)) return Reason.malformed
  if (!isAmong(hidden, 0, 1)) return Reason.malformed
  if (display > 0 && hidden > 0) return Reason.malformed
  if (!isOneOf(PostOnly, postOnly)) return Reason.malformed
  if (!isOneOf(SelfTrade, selfTrade)) return Reason.malformed
  if (!isAmong(minimum, 0, size)) return Reason.malformed
  if (postOnly !== PostOnly.none) {
    if (orderType === OrderType.market || minimum > 0) return Reason.malformed
    if (isFleeting(timeInForce)) return Reason.malformed
  }
  if (!isTimed && expires !== 0) return Reason.malformed
  if (isTimed && !isAmong(expires, 0, NANOS_MAX)) return Reason.malformed
  return isTimed && expires <= now ? Reason.timeIsPast : Reason.none
}

/** Why nothing may rest at this price with this size. */
export function judgeTerms(price: number, size: number): Reason {
  if (!isAmong(price, 1, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isAmong(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
  return price * size > NOTIONAL_MAX ? Reason.notionalOutOfRange : Reason.none
}

/** Whether an order of this life must trade at once. */
export const isFleeting = (timeInForce: number): boolean =>
  timeInForce === TimeInForce.immediateOrCancel || timeInForce === TimeInForce.fillOrKill

/** Whether `value` is a whole number in min..max. */
export const isAmong = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

const isOneOf = (kinds: Record<string, number>, value: number): boolean =>
  Object.values(kinds).includes(value)

/** The side that `side` trades with. */
export const opposite = (side: number): number => (side === Side.buy ? Side.sell : Side.buy)

/** Whether a taker on `side` with this limit, 0 in a market order, trades at `price`. */
export const reaches = (side: number, limit: number, price: number): boolean =>
  limit === 0 || (side === Side.buy ? price <= limit : price >= limit)

/** All of them together. */
export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
