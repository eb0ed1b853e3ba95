import { Reason, Side } from '../../../protocols/kind.ts'
import type { DealerQuote, QuoteRequest } from '../../../protocols/message.ts'
import { ID_MAX, NANOS_MAX, NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../../protocols/units.ts'
import type { LiveRequest } from './quote-state.ts'

/**
 * Why no venue takes such a request at `now`, whatever lives there; in this order: `malformed`,
 * `sizeOutOfRange`, `timeIsPast`.
 */
export function judgeRequest(request: QuoteRequest, now: number): Reason {
  const { orderId, onlySide = 0, size } = request
  const expires: number = request.expires ?? 0
  if (!isWhole(orderId, 1, ID_MAX) || !isWhole(onlySide, 0, Side.sell)) return Reason.malformed
  if (!isWhole(expires, 0, NANOS_MAX)) return Reason.malformed
  if (!isWhole(size, 1, SIZE_MAX)) return Reason.sizeOutOfRange
  return expires !== 0 && expires <= now ? Reason.timeIsPast : Reason.none
}

/** Why a quote makes no sense for any request, `malformed`; or `none`. */
export function judgeForm({ orderId, side, expires }: DealerQuote): Reason {
  const isSound =
    isWhole(orderId, 1, ID_MAX) &&
    isWhole(side, Side.buy, Side.sell) &&
    isWhole(expires ?? 0, 0, NANOS_MAX)
  return isSound ? Reason.none : Reason.malformed
}

/**
 * Why a quote, sound in itself, is none for this request at `now`: `malformed` where it is on the
 * requester's own side, `priceOutOfRange`, `sizeOutOfRange`, also where it is larger than was asked
 * for, `notionalOutOfRange`, `timeIsPast`.
 */
export function judgeQuote(quote: DealerQuote, request: LiveRequest, now: number): Reason {
  const { side, price, size } = quote
  const expires: number = quote.expires ?? 0
  if (side === request.side) return Reason.malformed
  if (!isWhole(price, 1, PRICE_MAX)) return Reason.priceOutOfRange
  if (!isWhole(size, 1, request.size)) return Reason.sizeOutOfRange
  if (price * size > NOTIONAL_MAX) return Reason.notionalOutOfRange
  return expires !== 0 && expires <= now ? Reason.timeIsPast : Reason.none
}

/** Whether `value` is a whole number in min..max. */
export const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
