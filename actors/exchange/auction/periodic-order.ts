import { TimeInForce } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import type { Lots, Nanos } from '../../../protocols/units.ts'
import type { BookOrder } from '../book/order-view.ts'

/** Whether it asks for what only a market that always trades can do: to be a stop, or pegged. */
export const isUnsupported = (order: NewOrder): boolean => {
  const { stop = 0, peg = 0, offset = 0 } = order
  return stop !== 0 || peg !== 0 || offset !== 0
}

/** The order as it is gathered for an auction: immediate or cancel means in the next one alone. */
export function asCollected(order: NewOrder): BookOrder {
  const { orderId, side, orderType, timeInForce, price, size } = order
  const { display = 0, hidden = 0, postOnly = 0, selfTrade = 0, minimum = 0, expires = 0 } = order
  const isImmediate = timeInForce === TimeInForce.immediateOrCancel
  return {
    ...{ orderId, side, orderType, price, size, hidden, postOnly, selfTrade },
    timeInForce: isImmediate ? TimeInForce.auction : timeInForce,
    display: display as Lots,
    minimum: minimum as Lots,
    expires: expires as Nanos,
  }
}
