import type { NewOrder } from '../../../protocols/message.ts'

/** All that a new order says, as plain values that may be kept. What it left out is 0. */
export type Terms = Required<Omit<NewOrder, 'kind' | 'instrument'>>

/** A copy of what the order says, each field read once. */
export function termsOf(order: NewOrder): Terms {
  const absent = 0 as never
  return {
    orderId: order.orderId,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    price: order.price,
    size: order.size,
    display: order.display ?? absent,
    hidden: order.hidden ?? 0,
    postOnly: order.postOnly ?? 0,
    selfTrade: order.selfTrade ?? 0,
    minimum: order.minimum ?? absent,
    stop: order.stop ?? absent,
    expires: order.expires ?? absent,
    peg: order.peg ?? 0,
    offset: order.offset ?? 0,
  }
}
