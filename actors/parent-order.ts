import { Kind } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'

/**
 * How much of a parent order is neither filled nor on its way.
 *
 * @param quantity lots, whole
 */
export function createParentOrder(quantity: number) {
  const working = new Map<number, number>()
  let left = quantity
  return {
    /** Lots, 0..quantity. */
    left: () => left,
    /** Counts `size` lots of order `order` as done until `hear` is told otherwise. */
    sent(order: number, size: number): void {
      working.set(order, size)
      left -= size
    },
    /** What ends without a fill goes back to what is left to do. */
    hear(message: Message): void {
      switch (message.kind) {
        case Kind.partialFill:
          if (working.has(message.orderId)) working.set(message.orderId, message.open)
          return
        case Kind.fill:
          working.delete(message.orderId)
          return
        case Kind.rejected:
        case Kind.expired:
        case Kind.cancelled:
          left += working.get(message.orderId) ?? 0
          working.delete(message.orderId)
      }
    },
  }
}

/** A parent order being worked. */
export type ParentOrder = ReturnType<typeof createParentOrder>
