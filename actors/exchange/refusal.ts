import { Kind, type Reason } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { InstrumentId, OrderId } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'

/**
 * Answers a request that is refused, with whatever numbers it named: `rejected` where what it asked
 * for would have lived, and never did; `refused` where something else is as it was; `snapshotEnd`
 * where it asked for the book.
 */
export function refuse(
  context: ActorContext,
  request: Message,
  instrument: number,
  reason: Reason,
): void {
  const { kind: asked } = request
  if (asked === Kind.snapshotRequest) {
    const { orderId } = request
    const [number, count] = [0, 0]
    const kind = Kind.snapshotEnd
    context.send(request.sender, {
      kind,
      instrument: request.instrument,
      orderId,
      number,
      count,
      reason,
    })
    return
  }
  const isNew = asked === Kind.newOrder || asked === Kind.quoteRequest || asked === Kind.dealerQuote
  context.send(request.sender, {
    kind: isNew ? Kind.rejected : Kind.refused,
    instrument: instrument as InstrumentId,
    orderId: orderOf(request),
    venueOrder: quoteOf(request),
    reason,
  })
}

/** The order, request or quote that a request names by its sender's own number; 0: none. */
function orderOf(request: Message): OrderId {
  switch (request.kind) {
    case Kind.newOrder:
    case Kind.cancelOrder:
    case Kind.replaceOrder:
    case Kind.quoteRequest:
    case Kind.dealerQuote:
    case Kind.quoteTake:
      return request.orderId
    default:
      return 0 as OrderId
  }
}

/** The quote that a request names by the venue's number; 0: none. */
function quoteOf(request: Message): number {
  const isOfQuote = request.kind === Kind.quoteTake || request.kind === Kind.lastLookAnswer
  return isOfQuote ? request.venueOrder : 0
}
