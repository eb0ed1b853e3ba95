import { Kind, Side } from '../protocols/kind.ts'
import type { Message } from '../protocols/message.ts'
import type { OrderId } from '../protocols/units.ts'
import type { ActorContext, Listing } from './actor.ts'
import { bought } from './bought.ts'
import { type OrderDesk, PlainDesk } from './order-desk.ts'
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
export const createPositionDesk = (
  context: ActorContext,
  listing: Listing,
  numbers?: OrderNumbers,
): PositionDesk => new Position(context, listing, numbers)

class Position extends PlainDesk implements PositionDesk {
  private held = 0
  private awaited: OrderId | undefined

  hold(lots: number): void {
    const lacking = lots - this.held
    if (this.awaited !== undefined || lacking === 0) return
    this.awaited = this.market(lacking > 0 ? Side.buy : Side.sell, Math.abs(lacking))
  }

  hear(message: Message): void {
    switch (message.kind) {
      case Kind.fill:
      case Kind.partialFill:
        if (message.instrument !== this.listing.instrument) return
        this.held += bought(message)
        if (message.kind === Kind.partialFill) return
        break
      case Kind.expired:
      case Kind.rejected:
      case Kind.cancelled:
        break
      default:
        return
    }
    if (message.orderId === this.awaited) this.awaited = undefined
  }
}
