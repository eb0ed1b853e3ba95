import type { BookSink, OrderView } from '../../../../actors/exchange/index.ts'
import type { BookEvent, PlainOrder } from './plain-order.ts'

/** A sink that writes down all it hears. */
export function recorder(events: BookEvent[]): BookSink {
  return {
    accepted: (order) => events.push({ event: 'accepted', order: copyOf(order) }),
    fill: (maker, taker, price, size) =>
      events.push({ event: 'fill', maker: copyOf(maker), taker: copyOf(taker), price, size }),
    replaced: (order, previousPrice) =>
      events.push({ event: 'replaced', order: copyOf(order), previousPrice }),
    cancelled: (order, reason) => events.push({ event: 'cancelled', order: copyOf(order), reason }),
    expired: (order, reason) => events.push({ event: 'expired', order: copyOf(order), reason }),
  }
}

/** What the view shows, to keep. */
export const copyOf = (order: OrderView): PlainOrder => ({
  participant: order.participant,
  orderId: order.orderId,
  venueOrder: order.venueOrder,
  side: order.side,
  price: order.price,
  size: order.size,
  open: order.open,
  filled: order.filled,
  shown: order.shown,
  display: order.display,
  hidden: order.hidden,
  expires: order.expires,
})
