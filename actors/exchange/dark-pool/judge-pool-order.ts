import { OrderType, Reason, SelfTrade, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import { ID_MAX, NANOS_MAX, NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../../protocols/units.ts'

/** What of a pool decides which orders it takes. */
export interface PoolTerms {
  /** The least lots of a fill, 0 or more. */
  readonly minimum: number
  /** ns between its crossings; 0: it trades at once. */
  readonly interval: number
}

/**
 * Why such a pool would not take such an order at `now`, whatever waits in it; `Reason.none` where
 * it would. In this order: `malformed`; `unsupported` for what makes no sense unseen (display,
 * post-only, stop, peg), and for fill or kill where the pool crosses from time to time; `noAuction`
 * for an order for the next crossing where it does not; `priceOutOfRange`, `sizeOutOfRange`, also
 * of an order below the pool's minimum, `notionalOutOfRange`; `malformed` again, of its conditions;
 * `timeIsPast`.
 */
export function judgePoolOrder(order: NewOrder, terms: PoolTerms, now: number): Reason {
  const { orderId, side, orderType, timeInForce, price, size } = order
  if (!isWhole(orderId, 1, ID_MAX)) return Reason.malformed
  if (side !== Side.buy && side !== Side.sell) return Reason.malformed
  if (!isWhole(timeInForce, TimeInForce.day, TimeInForce.auction)) return Reason.malformed
  if (orderType !== OrderType.limit && orderType !== OrderType.market) return Reason.malformed

  const isMarket = orderType === OrderType.market
  if (isMarket && price !== 0) return Reason.malformed

  const { display, postOnly, stop, peg, offset } = order
  if (display || postOnly || stop || peg || offset) return Reason.unsupported
  const isPeriodic = terms.interval > 0
  if (isPeriodic && timeInForce === TimeInForce.fillOrKill) return Reason.unsupported
  if (!isPeriodic && timeInForce === TimeInForce.auction) return Reason.noAuction

  if (!isMarket && price === 0) return Reason.priceOutOfRange
  const refusal = judgePoolTerms(price, size)
  if (refusal !== Reason.none) return refusal
  if (size < terms.minimum) return Reason.sizeOutOfRange

  const { hidden = 0, selfTrade = 0, minimum = 0, expires = 0 } = order
  if (!isWhole(hidden, 0, 1) || !isWhole(minimum, 0, size)) return Reason.malformed
  if (!isWhole(selfTrade, 0, SelfTrade.decrementAndCancel)) return Reason.malformed
  if (!isWhole(expires, 0, NANOS_MAX)) return Reason.malformed
  const isTimed = timeInForce === TimeInForce.goodTillTime
  if (!isTimed) return expires === 0 ? Reason.none : Reason.malformed
  return expires > now ? Reason.none : Reason.timeIsPast
}

/** Why no order may wait at this limit, 0 for none, with this total size. */
export function judgePoolTerms(price: number, size: number): Reason {
  if (!isWhole(price, 0, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isWhole(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
  return price * size > NOTIONAL_MAX ? Reason.notionalOutOfRange : Reason.none
}

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
