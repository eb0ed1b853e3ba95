import type { ActorContext, Carried, Feed } from '../../../actors/actor.ts'
import { Kind, Reason } from '../../../protocols/kind.ts'
import type { Message, Outgoing, Published } from '../../../protocols/message.ts'
import type { ActorId, InstrumentId, Nanos } from '../../../protocols/units.ts'

/** The context of somebody who watches a record: what it says goes nowhere. */
export interface RecordedContext {
  readonly context: ActorContext
  /** Time comes to `at`. */
  come(at: number): void
  /** A publication reaches it. @returns whether it subscribes to such */
  publish(message: Message): boolean
  /** What it has been answered since it was last asked: snapshots of an empty book, nothing else. */
  answers(): readonly Message[]
}

const nameOf = (publisher: number, kind: number, instrument: number): number =>
  (publisher * 256 + kind) * 65_536 + instrument

/**
 * A context without a market behind it: time is told, feeds have what was published to it, orders and
 * timers come to nothing. A book is asked for where its feed begins, and answered as empty.
 */
export function createRecordedContext(id: ActorId, key: string): RecordedContext {
  const subscribed = new Set<number>()
  const latest = new Map<number, Message>()
  let now = 0
  let answers: Message[] = []

  const answer = (venue: ActorId, message: Outgoing): void => {
    if (message.kind !== Kind.snapshotRequest) return
    const { instrument, orderId } = message
    const envelope = { sender: venue, recipient: id, sequence: 1 }
    const times = { sent: now as Nanos, arrives: now as Nanos }
    const empty = { kind: Kind.snapshotEnd, number: 0, count: 0, reason: Reason.none } as const
    answers.push({ ...empty, instrument, orderId, ...envelope, ...times } as Message)
  }
  const nothing = (): never => {
    throw new Error('a record has no chance in it')
  }

  const context: ActorContext = {
    ...{ id, key },
    now: () => now as Nanos,
    random: {
      ...{ uniform: nothing, integer: nothing, normal: nothing, exponential: nothing },
      ...{ logNormal: nothing, chance: nothing },
    },
    send: answer,
    publish() {},
    feed: <K extends Published['kind']>(publisher: ActorId, kind: K, instrument: InstrumentId) =>
      nameOf(publisher, kind, instrument) as Feed<K>,
    subscribe(feed) {
      subscribed.add(feed)
    },
    unsubscribe(feed) {
      subscribed.delete(feed)
    },
    observe: <K extends Published['kind']>(feed: Feed<K>) =>
      latest.get(feed) as Carried<K> | undefined,
    after: () => 0 as never,
    cancel: () => true,
    work() {},
    log() {},
  }
  return {
    context,
    come(at) {
      now = at
    },
    publish(message) {
      const { instrument } = message as { readonly instrument?: number }
      const name = nameOf(message.sender, message.kind, instrument ?? 0)
      latest.set(name, message)
      return subscribed.has(name)
    },
    answers() {
      const given = answers
      answers = []
      return given
    },
  }
}
