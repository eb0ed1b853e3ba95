import { Kind, nameOf } from '../../protocols/kind.ts'
import { EVERYONE, type FieldName, LAYOUTS, type WireKind } from '../../protocols/layout.ts'
import type { Message } from '../../protocols/message.ts'
import type { Manifest } from './manifest.ts'
import { forEachRecord, type TapeSource } from './read-tape.ts'
import { rosterOf } from './roster.ts'
import { createRequests } from './tables/requests.ts'
import { thinkingOf, wayFinder } from './tables/way.ts'
import { placeOnLanes, type Slice } from './trace-lanes.ts'

/** An event of the Trace Event Format; `ts` and `dur` in µs. */
export interface TraceEvent {
  readonly ph: 'M' | 'X' | 's' | 'f' | 'i'
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly cat?: string
  readonly id?: string
  readonly bp?: 'e'
  readonly s?: 't'
  readonly args?: Readonly<Record<string, unknown>>
}

/** Times in ns since the session's start, both included. */
export interface TraceSpan {
  readonly from: number
  readonly to: number
}

/**
 * The messages of a span of time as events of the Trace Event Format, which Perfetto and Chrome draw.
 *
 * Each actor is a process of its own, with as many lanes as it needs. A message to somebody is a
 * slice of its sender from when it was sent to when it arrived, made of `thinking` and `link`; an
 * arrow leads to the recipient, where a request is a slice until it was matched, made of `hold`,
 * `queue` and `service`, and anything else a slice of no length. What a publisher tells everyone is
 * a slice of its thinking, since a tape has no deliveries; notes are instants. Parts that cannot be
 * told apart are left out (see `wayFinder`).
 *
 * Everything is there that was under way at any time of the span, all of it also where it began
 * before or ended after. Holds it in memory: a second of a busy market is some megabytes.
 *
 * Source: Trace Event Format (Google, 2016).
 *
 * @throws TapeError where the tape cannot be read
 */
export function traceEvents(
  tape: TapeSource,
  manifest: Pick<Manifest, 'cast' | 'scenario' | 'venues'>,
  { from, to }: TraceSpan,
): TraceEvent[] {
  const { keys } = rosterOf(manifest)
  const nameOfActor = (actor: number): string => keys[actor] ?? `actor ${actor}`
  const thinking = thinkingOf(manifest)
  const wayOf = wayFinder(manifest)
  const slices: Slice[] = []
  const instants: TraceEvent[] = []
  const isUnderWay = (begin: number, end: number): boolean => begin <= to && end >= from

  /** A direct message, from its sender to its recipient, where it is a slice until `end`. */
  const direct = (said: Said, end: number, inside: Slice['parts'], args: Args): void => {
    const { kind, sender, recipient, sequence, sent, arrives } = said
    if (!isUnderWay(sent, end)) return
    const name = nameOfKind(kind)
    const id = `${sender}.${sequence}`
    const own = thinking[sender] ?? 0
    slices.push(
      {
        ...{ actor: sender, begin: sent, end: arrives, name, sends: id },
        parts: { thinking: own, link: arrives - sent - own },
        args: { to: nameOfActor(recipient), sequence, ...args },
      },
      {
        ...{ actor: recipient, begin: arrives, end, name: `${name} of ${nameOfActor(sender)}` },
        ...{ parts: inside, receives: id, args: {} },
      },
    )
  }

  const requests = createRequests((request) => {
    const { matched, arrives, actor: sender, venue: recipient, orderId, outcome } = request
    const { hold, queue, service } = wayOf(request)
    const args = { orderId, ...(outcome === 0 ? {} : { outcome: nameOfKind(outcome) }) }
    const end = Number.isNaN(matched) ? arrives : matched
    direct({ ...request, sender, recipient }, end, { hold, queue, service }, args)
  })

  forEachRecord(tape, (message) => {
    if (message.kind === Kind.dropped) {
      requests.drop(message.droppedSender, message.droppedSequence)
    }
    if (isRequest(message)) {
      requests.ask(message)
      return
    }
    if (isAnswer(message)) requests.answer(message)
    const { kind, sender, recipient, sequence, sent, arrives } = message
    if (!isUnderWay(sent, arrives)) return
    const args = argsOf(message)
    if (kind < Kind.newOrder) {
      instants.push(instant(sender, nameOfKind(kind), sent, { sequence, ...args }))
    } else if (recipient === EVERYONE) {
      const published = { actor: sender, begin: sent, end: arrives, name: nameOfKind(kind) }
      slices.push({ ...published, parts: {}, args: { sequence, ...args } })
    } else direct(message, arrives, {}, args)
  })
  requests.close()
  return eventsOf(slices, instants, nameOfActor)
}

type Args = Readonly<Record<string, unknown>>
type Said = Readonly<
  Record<'kind' | 'sender' | 'recipient' | 'sequence' | 'sent' | 'arrives', number>
>
type Asked = Parameters<ReturnType<typeof createRequests>['ask']>[0]
type Answered = Parameters<ReturnType<typeof createRequests>['answer']>[0]

const isRequest = (message: Message): message is Asked =>
  message.kind >= Kind.newOrder && message.kind <= Kind.massCancel

const isAnswer = (message: Message): message is Answered =>
  message.kind >= Kind.accepted && message.kind <= Kind.repriced

const nameOfKind = (kind: number): string => nameOf(Kind, kind) ?? `kind ${kind}`

/** What a message says, by its fields. */
const argsOf = (message: Message): Args =>
  Object.fromEntries(
    LAYOUTS[message.kind as WireKind].map((field: FieldName) => [
      field,
      (message as unknown as Record<FieldName, unknown>)[field],
    ]),
  )

const instant = (actor: number, name: string, at: number, args: Args): TraceEvent => ({
  ...{ ph: 'i', name, pid: actor + 1, tid: 1, ts: at / 1_000, s: 't', args },
})

/** Slices on their lanes, the arrows between them, and who is who: the earliest first. */
function eventsOf(
  slices: readonly Slice[],
  instants: readonly TraceEvent[],
  nameOfActor: (actor: number) => string,
): TraceEvent[] {
  const placed = placeOnLanes(slices)
  const events = placed.flatMap(({ slice, lane }): TraceEvent[] => {
    const { actor, begin, end, name, parts, sends, receives, args } = slice
    const place = { pid: actor + 1, tid: lane }
    const span = (what: string, from: number, to: number): TraceEvent => ({
      ...{ ph: 'X', name: what, ...place, ts: from / 1_000, dur: (to - from) / 1_000 },
    })
    const arrow = (ph: 's' | 'f', id: string): TraceEvent => ({
      ...{ ph, name: 'message', cat: 'message', id, ...place, ts: begin / 1_000 },
      ...(ph === 'f' ? { bp: 'e' as const } : {}),
    })
    let at = begin
    const inner = Object.entries(parts).flatMap(([part, length]) => {
      if (!(length > 0)) return []
      at += length
      return [span(part, at - length, at)]
    })
    return [
      { ...span(name, begin, end), args },
      ...(Object.values(parts).some(Number.isNaN) ? [] : inner),
      ...(sends === undefined ? [] : [arrow('s', sends)]),
      ...(receives === undefined ? [] : [arrow('f', receives)]),
    ]
  })
  const all = [...events, ...instants].sort((one, other) => (one.ts ?? 0) - (other.ts ?? 0))
  const actors = new Set(all.map(({ pid }) => pid))
  const names = [...actors]
    .sort((one, other) => one - other)
    .map((pid): TraceEvent => {
      return { ph: 'M', name: 'process_name', pid, tid: 1, args: { name: nameOfActor(pid - 1) } }
    })
  return [...names, ...all]
}

/** A trace as the text of a file, an event a line. */
export const traceText = (events: readonly TraceEvent[]): string =>
  `{"displayTimeUnit":"ns","traceEvents":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`
