import { OrderType, Peg, PostOnly, Reason, TimeInForce } from '../../../protocols/kind.ts'
import { PRICE_MAX } from '../../../protocols/units.ts'
import { judgeConditions, judgeOrder } from '../book/judge.ts'
import type { BookOrder } from '../book/order-view.ts'
import type { Terms } from './terms.ts'

/**
 * Why no stop like this may wait, in this order: as a book refuses the order that it acts as, up to
 * `timeIsPast`; `priceOutOfRange` for its stop price; `unsupported` where it is pegged, post-only,
 * which a stop's acting could only disappoint, or for an auction alone. `none` where one may.
 */
export function judgeStop(order: Terms, now: number): Reason {
  const refusal = judgeTaken(order, order.price, now)
  if (refusal !== Reason.none) return refusal
  if (!Number.isInteger(order.stop) || order.stop > PRICE_MAX) return Reason.priceOutOfRange
  const { peg, postOnly, timeInForce } = order
  const isOther = peg !== Peg.none || postOnly !== PostOnly.none
  return isOther || timeInForce === TimeInForce.auction ? Reason.unsupported : Reason.none
}

/**
 * Why no order pegged like this may rest, in this order: as a book refuses one with its limit, of
 * which 0 is none here, up to `timeIsPast`; `malformed` where it has no such peg, or no limit order
 * is pegged; `unsupported` where it does not simply rest. `none` where one may.
 */
export function judgePegged(order: Terms, now: number): Reason {
  const refusal = judgeTaken(order, order.price || 1, now)
  if (refusal !== Reason.none) return refusal
  const { orderType, timeInForce, minimum, peg, offset } = order
  if (!Object.values(Peg).includes(peg) || orderType !== OrderType.limit) return Reason.malformed
  if (!Number.isInteger(offset) || Math.abs(offset) > PRICE_MAX) return Reason.malformed
  const rests = timeInForce === TimeInForce.day || timeInForce === TimeInForce.goodTillTime
  return rests && minimum === 0 ? Reason.none : Reason.unsupported
}

/** Why no book would take the order, were this its limit, whatever rests there; or `none`. */
export function judgeTaken(order: BookOrder, price: number, now: number): Reason {
  const { orderId, side, orderType, timeInForce, size } = order
  const refusal = judgeOrder(orderId, side, orderType, timeInForce, price, size)
  return refusal === Reason.none ? judgeConditions(order, now) : refusal
}
