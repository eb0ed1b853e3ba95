import { plainMessage } from '../../../actors/plain-message.ts'
import { Kind } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import type { Message } from '../../../protocols/message.ts'
import { forEachRecord, type TapeSource } from '../../journal/read-tape.ts'

/** A message and when it counts, ns since the session's start. */
export interface Recorded {
  readonly at: number
  readonly message: Message
}

/** One instrument's market as it was, for some of those who traded in it. */
export interface RecordedMarket {
  readonly venue: number
  readonly instrument: number
  readonly open: number
  readonly close: number
  /** When the record ends. */
  readonly end: number
  /** Who told the news of it, and by what number; left out: nobody. */
  readonly news?: { readonly venue: number; readonly instrument: number } | undefined
  /** What was published of it, when it left its publisher, in that order. */
  readonly published: readonly Recorded[]
  /** By actor: what it sent, when it decided to, and what it was told, when it heard it. */
  readonly own: ReadonlyMap<number, readonly Recorded[]>
  /** By actor: ns that a publication takes to it. */
  readonly delays: ReadonlyMap<number, number>
}

/** Which market of a tape, and whose trading. */
export interface RecordedTerms {
  readonly venue: number
  readonly instrument: number
  readonly open: number
  readonly close: number
  readonly end: number
  readonly actors: readonly number[]
  /** ns of thinking before the venue's messages, which their time on the tape has in it. */
  readonly thinking: number
  /** ns that publications take to whoever watches; left out: as long as reports took, by their median. */
  readonly delay?: number | undefined
  /** Whether what this publisher tells by this number is news of the instrument; left out: all is. */
  readonly isNews?: ((publisher: number, instrument: number) => boolean) | undefined
}

const PUBLISHED: ReadonlySet<number> = new Set([Kind.quote, Kind.trade, Kind.depthByPrice])
const REQUESTS: ReadonlySet<number> = new Set([
  ...[Kind.newOrder, Kind.cancelOrder, Kind.replaceOrder, Kind.massCancel],
])

/**
 * Reads one instrument's market off a tape. What took a publication to an actor is not on it (a link's
 * delay is its reader's); it is taken for what reports took, by their median: exact where delays are
 * constant.
 */
export function recordedMarket(tape: TapeSource, terms: RecordedTerms): RecordedMarket {
  const { venue, instrument, actors, thinking, delay, isNews, ...times } = terms
  const published: Recorded[] = []
  const own = new Map<number, Recorded[]>(actors.map((actor) => [actor, []]))
  const spans = new Map<number, number[]>(actors.map((actor) => [actor, []]))
  let news: RecordedMarket['news']
  forEachRecord(tape, (message) => {
    const { kind, sender, recipient, sent, arrives } = message
    const isTold = kind === Kind.news && (isNews?.(sender, message.instrument) ?? true)
    if (isTold) news ??= { venue: sender, instrument: message.instrument }
    const isOf = (message as { readonly instrument?: number }).instrument === instrument
    if (recipient === EVERYONE) {
      const isPublic = sender === venue && isOf && PUBLISHED.has(kind)
      if (isTold || isPublic) published.push({ at: arrives, message: plainMessage(message) })
      return
    }
    if (!isOf) return
    if (sender === venue) {
      const heard = own.get(recipient)
      if (heard === undefined) return
      heard.push({ at: arrives, message: plainMessage(message) })
      spans.get(recipient)?.push(arrives - sent - thinking)
    } else if (recipient === venue && REQUESTS.has(kind)) {
      own.get(sender)?.push({ at: sent, message: plainMessage(message) })
    }
  })
  const byTime = (one: Recorded, other: Recorded): number => one.at - other.at
  published.sort(byTime)
  for (const events of own.values()) events.sort(byTime)
  const delays = new Map(
    actors.map((actor) => [actor, delay ?? medianOf(spans.get(actor) as number[])]),
  )
  return { venue, instrument, ...times, news, published, own, delays }
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >>> 1] ?? 0
}
