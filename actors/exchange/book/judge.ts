import {
  OrderType,
  PostOnly,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../protocols/kind.ts'
import { NANOS_MAX, NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../../protocols/units.ts'
import type { BookOrder } from './order-view.ts'

/** Why no book would take such an order, whatever rests there; `Reason.none` where one might. */
export function judgeOrder(
  orderId: number,
  side: number,
  orderType: number,
  timeInForce: number,
  price: number,
  size: number,
): Reason {
  if (orderId >>> 0 !== orderId || orderId === 0) return Reason.malformed
  if (side !== Side.buy && side !== Side.sell) return Reason.malformed
  if (!isWhole(timeInForce, TimeInForce.auction)) return Reason.malformed
  if (orderType === OrderType.limit) return judgeTerms(price, size)
  if (orderType !== OrderType.market || price !== 0) return Reason.malformed
  return isWhole(size, SIZE_MAX) ? Reason.none : Reason.sizeOutOfRange
}

/** Why no order may rest at this price with this total size; `Reason.none` where one may. */
export function judgeTerms(price: number, size: number): Reason {
  if (!isWhole(price, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isWhole(size, SIZE_MAX)) return Reason.sizeOutOfRange
  return price * size > NOTIONAL_MAX ? Reason.notionalOutOfRange : Reason.none
}

/**
 * Why no book would take an order with such conditions, of which all else was judged: `malformed`
 * or, where it would expire by `now`, `timeIsPast`; `Reason.none` where one might.
 *
 * A display or a minimum is at most its largest possible size, and an iceberg is not hidden. What is
 * post-only may rest, and asks for no minimum. There is a time to expire in an order that is good
 * till that time, and in no other.
 */
export function judgeConditions(order: BookOrder, now: number): Reason {
  const { orderType, timeInForce, size } = order
  const { display = 0, hidden = 0, postOnly = 0, selfTrade = 0, minimum = 0, expires = 0 } = order
  if (!isCount(display, SIZE_MAX) || !isCount(hidden, 1)) return Reason.malformed
  if (display !== 0 && hidden !== 0) return Reason.malformed
  if (!isCount(selfTrade, SelfTrade.decrementAndCancel)) return Reason.malformed
  if (!isCount(minimum, size) || !isCount(postOnly, PostOnly.slide)) return Reason.malformed
  if (postOnly !== 0) {
    const isFleeting =
      timeInForce === TimeInForce.immediateOrCancel || timeInForce === TimeInForce.fillOrKill
    if (isFleeting || orderType === OrderType.market || minimum !== 0) return Reason.malformed
  }
  if (timeInForce !== TimeInForce.goodTillTime) {
    return expires === 0 ? Reason.none : Reason.malformed
  }
  if (!Number.isInteger(expires) || expires < 0 || expires > NANOS_MAX) return Reason.malformed
  return expires <= now ? Reason.timeIsPast : Reason.none
}

/** Whether `value` is a whole number in 1..max. @param max at most 2^31 − 1 */
const isWhole = (value: number, max: number): boolean =>
  (value | 0) === value && value >= 1 && value <= max

/** Whether `value` is a whole number in 0..max. @param max at most 2^31 − 1 */
const isCount = (value: number, max: number): boolean => value === 0 || isWhole(value, max)
