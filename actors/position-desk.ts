import { Kind, Side } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { OrderId } from '../protocols/units.ts'
import type { ActorContext, Listing } from './actor.ts'
import { bought } from './bought.ts'
import { createOrderDesk, type OrderDesk } from './order-desk.ts'
import type { OrderNumbers } from './order-numbers.ts'

/**
 * A desk that knows what its owner holds of the instrument, by its fills. A restarted owner believes that
 * it holds nothing.
 */
export interface PositionDesk extends OrderDesk {
  /**
   * Sends a market order for what is lacking to `lots`, negative to be short, unless the last one has
   * not ended yet.
   */
  hold(lots: number): void
  /** Hears whatever its owner hears. */
  hear(message: Message): void
}

/** @see createOrderDesk */
export function createPositionDesk(
  context: ActorContext,
  listing: Listing,
  numbers?: OrderNumbers,
): PositionDesk {
  const desk = createOrderDesk(context, listing, numbers)
  let held = 0
  let awaited: OrderId | undefined
  return {
    ...desk,
    hold(lots) {
      const lacking = lots - held
      if (awaited !== undefined || lacking === 0) return
      awaited = desk.market(lacking > 0 ? Side.buy : Side.sell, Math.abs(lacking))
    },
    hear(message) {
      switch (message.kind) {
        case Kind.fill:
        case Kind.partialFill:
          if (message.instrument !== listing.instrument) return
          held += bought(message)
          if (message.kind === Kind.partialFill) return
          break
        case Kind.expired:
        case Kind.rejected:
        case Kind.cancelled:
          break
        default:
          return
      }
      if (message.orderId === awaited) awaited = undefined
    },
  }
}
