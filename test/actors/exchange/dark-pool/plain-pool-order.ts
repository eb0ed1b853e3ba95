import { OrderType, Reason, SelfTrade, Side, TimeInForce } from '../../../../protocols/kind.ts'
import {
  ID_MAX,
  NANOS_MAX,
  NOTIONAL_MAX,
  PRICE_MAX,
  SIZE_MAX,
} from '../../../../protocols/units.ts'

/** What a pool's sink says of an order. */
export interface PlainOrder {
  readonly participant: number
  readonly orderId: number
  readonly venueOrder: number
  readonly side: number
  readonly price: number
  readonly size: number
  readonly open: number
  readonly filled: number
}

/** What a pool's sink heard. */
export type PoolEvent =
  | { readonly event: 'accepted'; readonly order: PlainOrder }
  | { readonly event: 'replaced'; readonly order: PlainOrder; readonly previousPrice: number }
  | { readonly event: 'cancelled'; readonly order: PlainOrder; readonly reason: number }
  | { readonly event: 'expired'; readonly order: PlainOrder; readonly reason: number }
  | {
      readonly event: 'fill'
      readonly maker: PlainOrder
      readonly taker: PlainOrder
      readonly price: number
      readonly size: number
    }

/** A new order; any number may stand anywhere. */
export interface PlainRequest {
  readonly orderId: number
  readonly side: number
  readonly orderType: number
  readonly timeInForce: number
  readonly price: number
  readonly size: number
  readonly selfTrade?: number
  readonly minimum?: number
  readonly expires?: number
  readonly display?: number
  readonly hidden?: number
  readonly postOnly?: number
  readonly stop?: number
  readonly peg?: number
  readonly offset?: number
}

/** How the pool trades, nothing left out. */
export interface PlainOptions {
  readonly minimum: number
  readonly interval: number
  readonly balance: number
  readonly priority: 'time' | 'size-time'
  readonly tradesLocked: boolean
  readonly tradesCrossed: boolean
  readonly selfTrade: number
}

/** Why no such pool takes such an order at `now`; `Reason.none` where one does. */
export function judge(request: PlainRequest, options: PlainOptions, now: number): number {
  const { orderId, side, orderType, timeInForce, price, size } = request
  const isMarket = orderType === OrderType.market
  const isPeriodic = options.interval > 0
  if (!isAmong(orderId, 1, ID_MAX) || !isOneOf(Side, side)) return Reason.malformed
  if (!isOneOf(OrderType, orderType) || !isOneOf(TimeInForce, timeInForce)) return Reason.malformed
  if (isMarket && price !== 0) return Reason.malformed
  const { display, postOnly, stop, peg, offset } = request
  if ([display, postOnly, stop, peg, offset].some((term) => term)) return Reason.unsupported
  if (isPeriodic && timeInForce === TimeInForce.fillOrKill) return Reason.unsupported
  if (!isPeriodic && timeInForce === TimeInForce.auction) return Reason.noAuction
  if (!isMarket && price === 0) return Reason.priceOutOfRange
  const refusal = judgeTerms(price, size)
  if (refusal !== Reason.none) return refusal
  if (size < options.minimum) return Reason.sizeOutOfRange
  const { hidden = 0, selfTrade = 0, minimum = 0, expires = 0 } = request
  const isSound = isAmong(hidden, 0, 1) && isOneOf(SelfTrade, selfTrade)
  if (!isSound || !isAmong(minimum, 0, size)) return Reason.malformed
  if (!isAmong(expires, 0, NANOS_MAX)) return Reason.malformed
  if (timeInForce !== TimeInForce.goodTillTime && expires !== 0) return Reason.malformed
  const isPast = timeInForce === TimeInForce.goodTillTime && expires <= now
  return isPast ? Reason.timeIsPast : Reason.none
}

/** Why no order may have this limit and this size. */
export function judgeTerms(price: number, size: number): number {
  if (!isAmong(price, 0, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isAmong(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
  return price * size > NOTIONAL_MAX ? Reason.notionalOutOfRange : Reason.none
}

/** Whether `value` is a whole number in min..max. */
export const isAmong = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

const isOneOf = (kinds: Record<string, number>, value: number): boolean =>
  Object.values(kinds).includes(value)
