import { Kind, Phase, Reason, type Side } from '../../protocols/kind.ts'
import type { Envelope, MassCancel, Message } from '../../protocols/message.ts'
import {
  type ActorId,
  EVERY_INSTRUMENT,
  type InstrumentId,
  type Lots,
  type OrderId,
} from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import { sendSnapshot } from './book-snapshot.ts'
import { type Desk, isSideOrBoth, type Request } from './desk.ts'
import type { Protection } from './guards/protection.ts'
import type { Watch } from './guards/watch.ts'
import { refuse } from './refusal.ts'
import { refusalIn, type SessionSignal, startSession } from './session.ts'

/** Where requests are served: the desks, and the session that says what they may do. */
export interface Floor {
  /** Does what a request asks, or refuses it, and answers. */
  serve(request: Message): void
  /** The venue's day begins, or goes on in the phase that `save` gave, of which nobody is told. */
  start(from?: SavedSession): void
  /** Moves the session on, where the signal leads anywhere. */
  signal(type: SessionSignal['type']): void
  /** Where the session stands. */
  save(): SavedSession
}

/** A session's phase, and how many it has had. */
export interface SavedSession {
  readonly phase: Phase
  readonly number: number
}

/** What a floor is made of. */
export interface FloorTerms {
  /** By instrument. */
  readonly desks: readonly Desk[]
  /** By instrument; left out where nothing is guarded. */
  readonly watches: readonly Watch[] | undefined
  /** Left out where other venues are not protected. */
  readonly protection?: Protection | undefined
  /** Whether a participant's orders are cancelled where its session with the venue ends. */
  readonly cancelOnDisconnect: boolean
}

/**
 * A request that wants to trade is refused where the session's phase refuses it; any where the
 * venue's guards do. A mass cancel over every instrument is done desk by desk and has one answer.
 */
export function createFloor(context: ActorContext, terms: FloorTerms): Floor {
  const { desks, watches, protection, cancelOnDisconnect } = terms
  const sessions = context.feed(context.id, Kind.session, 0 as InstrumentId)
  let number = 0
  let phase: Phase = Phase.preOpen
  let refusal: Reason = Reason.notOpen

  const judge = (request: Request): Reason => {
    if (refusal !== Reason.none && wantsToTrade(request)) return refusal
    const reason = watches?.[request.instrument]?.judge(request, context.now()) ?? Reason.none
    if (reason !== Reason.none || protection === undefined) return reason
    const book = phase === Phase.continuous ? desks[request.instrument]?.book?.() : undefined
    return book === undefined ? reason : protection.judge(request, book)
  }

  const serveAtDesk = (request: Request): void => {
    const { instrument } = request
    const desk = desks[instrument]
    const reason = desk === undefined ? Reason.unknownInstrument : judge(request)
    if (reason !== Reason.none) refuse(context, request, instrument, reason)
    else desk?.serve(request)
    watches?.[instrument]?.served()
  }

  const cancelEverywhere = (participant: ActorId, side: Side | 0, reason: Reason): number => {
    let count = 0
    for (const desk of desks) count += desk.cancelAll(participant, side, reason)
    return count
  }

  const sweep = (request: MassCancel & Envelope): void => {
    const { sender, instrument, onlySide = 0 } = request
    const judged = watches?.[0]?.judge(request, context.now()) ?? Reason.none
    if (judged !== Reason.none || !isSideOrBoth(onlySide)) {
      refuse(context, request, instrument, judged || Reason.malformed)
      return
    }
    const count = cancelEverywhere(sender, onlySide, Reason.requested)
    context.send(sender, {
      kind: Kind.massCancelled,
      instrument,
      orderId: 0 as OrderId,
      venueOrder: 0,
      size: count as Lots,
    })
  }

  const serve = (request: Message): void => {
    switch (request.kind) {
      case Kind.massCancel:
        if (request.instrument === EVERY_INSTRUMENT) sweep(request)
        else serveAtDesk(request)
        return
      case Kind.newOrder:
      case Kind.cancelOrder:
      case Kind.replaceOrder:
      case Kind.quoteRequest:
      case Kind.dealerQuote:
      case Kind.quoteTake:
      case Kind.lastLookAnswer:
        serveAtDesk(request)
        return
      case Kind.snapshotRequest:
        sendSnapshot(context, request, desks[request.instrument])
        return
      case Kind.disconnect:
        if (cancelOnDisconnect) cancelEverywhere(request.sender, 0, Reason.disconnected)
        return
      default:
        refuse(context, request, 0, Reason.unknownKind)
    }
  }

  const enter = (next: Phase): void => {
    phase = next
    refusal = refusalIn[phase]
    number++
    const instrument = 0 as InstrumentId
    context.publish(sessions, { kind: Kind.session, instrument, number, phase })
    for (const desk of desks) desk.enter(phase)
  }

  let signal: ReturnType<typeof startSession>
  return {
    serve,
    start(from) {
      signal = startSession({ enter }, from?.phase)
      if (from !== undefined) {
        phase = from.phase
        number = from.number
        refusal = refusalIn[phase]
      }
    },
    signal: (type) => signal(type),
    save: () => ({ phase, number }),
  }
}

/** Whether a phase that refuses orders refuses it. Who cancels, or says no, is always heard. */
const wantsToTrade = ({ kind }: Request): boolean =>
  kind !== Kind.cancelOrder && kind !== Kind.massCancel && kind !== Kind.lastLookAnswer
