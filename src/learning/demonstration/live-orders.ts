import type { SentOrder } from '../../../actors/learner/rehearsal.ts'
import { Kind, OrderType, type Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Message } from '../../../protocols/message.ts'

/** An order that rests, as far as its owner knows. */
interface Live {
  readonly side: Side
  readonly price: number
  size: number
}

/** What somebody's own messages say of its orders. */
export interface LiveOrders {
  /** A message that it sent, or was sent. */
  hear(message: Message): void
  /** A span begins: what stands now, and what is sent from now on, is of it. */
  begin(): void
  /** Orders sent in the span, and moved ones by their new terms. */
  sent(): readonly SentOrder[]
  /** Orders that stood when the span began, and that their owner has not withdrawn or moved since. */
  standing(): readonly SentOrder[]
}

/** Keeps the orders of one participant in one instrument. */
export function createLiveOrders(): LiveOrders {
  const live = new Map<number, Live>()
  let sent: SentOrder[] = []
  let before = new Map<number, SentOrder>()

  const withdraw = (id: number): void => {
    live.delete(id)
    before.delete(id)
  }

  return {
    hear(message) {
      switch (message.kind) {
        case Kind.newOrder: {
          const { side, orderType, timeInForce, size, orderId } = message
          const isMarket = orderType === OrderType.market
          const price = isMarket ? 0 : message.price
          sent.push({ side, price, size })
          const rests = !isMarket && timeInForce !== TimeInForce.immediateOrCancel
          if (rests) live.set(orderId, { side, price, size })
          return
        }
        case Kind.replaceOrder: {
          const { orderId, price, size } = message
          const side = live.get(orderId)?.side
          if (side === undefined) return
          withdraw(orderId)
          sent.push({ side, price, size })
          live.set(orderId, { side, price, size })
          return
        }
        case Kind.cancelOrder:
          withdraw(message.orderId)
          return
        case Kind.massCancel:
          live.clear()
          before = new Map()
          return
        case Kind.partialFill: {
          const order = live.get(message.orderId)
          if (order !== undefined) order.size = message.open
          return
        }
        case Kind.fill:
        case Kind.cancelled:
        case Kind.rejected:
        case Kind.expired:
          live.delete(message.orderId)
      }
    },
    begin() {
      sent = []
      before = new Map(Array.from(live, ([id, order]) => [id, { ...order }]))
    },
    sent: () => sent,
    standing: () => [...before.values()],
  }
}
