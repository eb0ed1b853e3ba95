import { Kind, Reason } from '../../protocols/kind.ts'
import type { Envelope, SnapshotRequest } from '../../protocols/message.ts'
import type { ActorContext } from '../actor.ts'
import type { Desk } from './desk.ts'
import { refuse } from './refusal.ts'

/**
 * Answers who asks for the book with its price levels, each a message, and with their end. They are
 * what a reader of `depthByPrice` knows that has missed none of it up to the `number` that is said,
 * whatever the session's phase. Refused: an instrument that is not traded here, or of whose levels
 * the public is not told.
 */
export function sendSnapshot(
  context: ActorContext,
  request: SnapshotRequest & Envelope,
  desk: Desk | undefined,
): void {
  const { sender, instrument, orderId } = request
  const published = desk?.levels?.()
  if (published === undefined) {
    const reason = desk === undefined ? Reason.unknownInstrument : Reason.unsupported
    refuse(context, request, instrument, reason)
    return
  }
  const { number, levels } = published
  for (const level of levels) {
    context.send(sender, { kind: Kind.snapshotLevel, instrument, orderId, number, ...level })
  }
  const count = levels.length
  const reason = Reason.none
  context.send(sender, { kind: Kind.snapshotEnd, instrument, orderId, number, count, reason })
}
