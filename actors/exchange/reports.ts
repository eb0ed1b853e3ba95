import { Kind, type Reason, type Role } from '../../protocols/kind.ts'
import type { ActorId, InstrumentId, Lots, OrderId, Ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { OrderView } from './book/order-view.ts'
import type { MechanismOrder } from './mechanism.ts'

/** A venue's answers to its participants about one instrument. */
export interface Reports {
  accepted(order: MechanismOrder): void
  filled(order: OrderView, role: Role, price: Ticks, size: Lots, number: number): void
  replaced(order: OrderView): void
  repriced(order: OrderView): void
  triggered(order: OrderView): void
  /** What was left of the order is over. */
  ended(kind: typeof Kind.cancelled | typeof Kind.expired, order: OrderView, reason: Reason): void
  massCancelled(participant: ActorId, count: number): void
}

/** Sends each report to the participant whom it concerns, in the step in which it is asked for. */
export function createReports(context: ActorContext, instrument: InstrumentId): Reports {
  const standing = (
    kind: typeof Kind.replaced | typeof Kind.repriced,
    { participant, orderId, venueOrder, side, price, size, open }: OrderView,
  ): void => {
    const order = { instrument, orderId, venueOrder, side, price, size, open }
    context.send(participant, { kind, ...order })
  }

  return {
    accepted({ participant, orderId, venueOrder, side, price, size, display, hidden, dormant }) {
      context.send(participant, {
        kind: Kind.accepted,
        instrument,
        orderId,
        venueOrder,
        side,
        price,
        size,
        display,
        hidden,
        dormant: dormant ?? 0,
      })
    },
    filled({ participant, orderId, venueOrder, side, open }, role, price, size, number) {
      context.send(participant, {
        kind: open === 0 ? Kind.fill : Kind.partialFill,
        instrument,
        orderId,
        venueOrder,
        side,
        role,
        price,
        size,
        open,
        number,
      })
    },
    replaced: (order) => standing(Kind.replaced, order),
    repriced: (order) => standing(Kind.repriced, order),
    triggered({ participant, orderId, venueOrder, side, price, open: size }) {
      const kind = Kind.triggered
      context.send(participant, { kind, instrument, orderId, venueOrder, side, price, size })
    },
    ended(kind, { participant, orderId, venueOrder, side, price, open: size }, reason) {
      context.send(participant, {
        kind,
        instrument,
        orderId,
        venueOrder,
        side,
        price,
        size,
        reason,
      })
    },
    massCancelled(participant, count) {
      context.send(participant, {
        kind: Kind.massCancelled,
        instrument,
        orderId: 0 as OrderId,
        venueOrder: 0,
        size: count as Lots,
      })
    },
  }
}
