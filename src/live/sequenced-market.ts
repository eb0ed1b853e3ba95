import type { RunningVenue, SavedVenue } from '../../actors/exchange/snapshot.ts'
import { CELL_BYTES, CELL_FLOATS, CELL_WORDS, Cells } from '../../protocols/cells.ts'
import { decode } from '../../protocols/codec.ts'
import { Kind } from '../../protocols/kind.ts'
import { EVERYONE, VERSION } from '../../protocols/layout.ts'
import { ID_MAX } from '../../protocols/units.ts'
import { hashOfSaid } from '../journal/tape-hash.ts'
import { Kernel } from '../kernel/kernel.ts'
import { constantLatency } from '../kernel/latency.ts'
import { type Chains, chainRecord, createChains, type RecordSink } from '../kernel/recorder.ts'
import { assemble, type CastGroup } from '../simulation/assemble.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { directoryOf, settle } from '../simulation/system.ts'
import { add, type Batch, batchOf, createBatch } from '../transport/batch.ts'
import { ReplayWindow, type SavedWindow } from './replay-window.ts'

/** ns between one input and the next: what venues tell each other of the first is heard by then. */
export const GAP = 16

/** Why a message was not taken. Counted, and told nobody. */
export type Refusal =
  | 'not a participant'
  | 'malformed'
  | 'not for a venue'
  | 'not order entry'
  | 'repeated'
  | 'too many'

/** How many messages of a frame were refused. */
export interface Refused {
  /**
   * Orders that were too many; and of what had come before a quarter, since whoever has no
   * acknowledgement may send it again.
   */
  readonly orders: number
  /** What is no order of its sender's; of bytes that are no message, as many as they could have been. */
  readonly others: number
}

/** What a participant is known by. */
export interface Session {
  /** The highest of its numbers that has come. */
  readonly sequence: number
  /** Sessions of it that have ended. */
  readonly ended: number
  readonly isOpen: boolean
}

/** A market's state as plain values, which JSON carries exactly. */
export interface SavedMarket {
  readonly now: number
  readonly venues: readonly SavedVenue[]
  readonly sequences: readonly number[]
  readonly chains: readonly number[]
  readonly counts: readonly number[]
  readonly sessions: readonly (readonly [id: number, SavedWindow, Session, SavedBucket])[]
  readonly newest: readonly (readonly [feed: string, words: readonly number[]])[]
  readonly refused: Readonly<Record<string, number>>
  readonly taken: number
}

/** What a participant may still send: messages, and as of when. */
interface SavedBucket {
  readonly left: number
  readonly at: number
}

/** How a market is made. */
export interface MarketOptions {
  /** Hear every record: what was taken, and what venues said. */
  readonly sinks?: readonly RecordSink[]
  /** The state in which it begins, in place of the beginning of its day. */
  readonly from?: SavedMarket | undefined
  /** Messages a second of exchange time that a participant may send, and at once. */
  readonly throttle?: { readonly rate: number; readonly burst: number }
}

/** What one input made the venues say. */
export interface Said {
  /** By recipient. */
  readonly reports: ReadonlyMap<number, Batch>
  /** Publications. */
  readonly data: Batch
}

/**
 * A scenario's venues as one deterministic state machine: inputs in their order and times in, what
 * the venues say out. It knows no wire. The same inputs give the same bytes, also where the machine
 * was saved between two of them and taken up elsewhere.
 */
export interface SequencedMarket {
  readonly keys: readonly string[]
  readonly cast: readonly CastGroup[]
  readonly venues: number
  /** ns since the session's start. */
  readonly now: number
  /** When a venue next does something of itself; Infinity: never. */
  readonly nextTime: number
  readonly events: number
  readonly records: number
  /** Messages that were taken. */
  readonly taken: number
  readonly refused: ReadonlyMap<Refusal, number>
  /**
   * Takes what `sender` sent, one message after another, at `time` or as soon after what came before
   * as may be. What is no order entry of its own is refused, and the rest of a bad frame with it.
   * @returns what was refused
   */
  take(time: number, sender: number, frame: Uint8Array): Refused
  /** Takes one message that was taken before, as it stands on a tape, at its time. */
  repeat(time: number, bytes: Uint8Array): void
  /** Tells the home venue of `participant` that its session is over. */
  disconnect(time: number, participant: number): void
  /** Lets the venues do what is due by `time`. */
  advance(time: number): void
  /** What was said since this was asked last. */
  said(): Said
  /** The newest publication of each feed. */
  newest(): Batch
  sessionOf(participant: number): Session
  /** @returns the state, or `undefined` in the few ns in which venues wait for each other's data */
  save(): SavedMarket | undefined
  /** The identity of what was said so far. */
  hash(): string
}

/** The market of `scenario`, of which only the venues are here. */
export function createSequencedMarket(
  scenario: Scenario,
  { sinks = [], from, throttle = { rate: Number.POSITIVE_INFINITY, burst: 1 } }: MarketOptions = {},
): SequencedMarket {
  const running: RunningVenue[] = []
  const { members, groups } = assemble(scenario, (nth) => ({
    from: from?.venues[nth],
    running: (venue) => {
      running[nth] = venue
    },
  }))
  const latency = constantLatency(1)
  const directory = directoryOf({ seed: scenario.seed, members, latency })
  const { count, keys } = directory
  const venues = scenario.venues.length
  const chains = chainsFrom(count, from)
  const sessions = new Map<number, Participant>()
  const refused = new Map<Refusal, number>()
  const newest = new Map<string, Uint32Array>()
  let reports = new Map<number, Batch>()
  let data = createBatch()
  /** The frame in hand. */
  const heard = new Cells(256)
  let isMuted = from !== undefined
  let taken = from?.taken ?? 0

  const record = (words: Uint32Array, cell: number, cells: number): void => {
    if (isMuted) return
    chainRecord(chains, words, cell, cells)
    for (const sink of sinks) sink.append(words, cell, cells)
  }
  const forward = (words: Uint32Array, cell: number, cells: number): void => {
    if (isMuted) return
    const recipient = words[cell * CELL_WORDS + 2] as number
    if (recipient !== EVERYONE) {
      add(batchOf(reports, recipient), words, cell, cells)
      return
    }
    add(data, words, cell, cells)
    const from = cell * CELL_WORDS
    newest.set(feedNameOf(words, from), words.slice(from, from + cells * CELL_WORDS))
  }
  const kernel = new Kernel({ directory, latency, recorder: { record }, port: { forward } })
  kernel.beginAt(from === undefined ? 0 : from.now - 1)
  settle(members, undefined, (id) => (id < venues ? kernel : undefined))
  kernel.runBefore(from?.now ?? GAP)
  if (from !== undefined) {
    for (const [id, sequence] of from.sequences.entries()) kernel.goOn(id, sequence, 0)
    for (const [id, window, session, bucket] of from.sessions) {
      sessions.set(id, new Participant(window, session, bucket))
    }
    for (const [feed, words] of from.newest) newest.set(feed, Uint32Array.from(words))
    for (const [why, times] of Object.entries(from.refused)) refused.set(why as Refusal, times)
    isMuted = false
  }

  const refuse = (why: Refusal): void => {
    refused.set(why, (refused.get(why) ?? 0) + 1)
  }
  const participantOf = (id: number): Participant => {
    let participant = sessions.get(id)
    if (participant === undefined) {
      participant = new Participant()
      sessions.set(id, participant)
    }
    return participant
  }
  const hear = (time: number, cells: Cells, cell: number, cellsTaken: number): void => {
    const at = Math.max(time, kernel.now)
    const { floats } = cells
    // A participant's clock may be ahead of the stream's.
    floats[cell * CELL_FLOATS + 2] = Math.min(floats[cell * CELL_FLOATS + 2] as number, at)
    floats[cell * CELL_FLOATS + 3] = at
    record(cells.words, cell, cellsTaken)
    taken++
    kernel.accept(cells.words, cell, cellsTaken)
    kernel.runBefore(at + GAP)
  }

  return {
    keys,
    cast: groups,
    venues,
    get now() {
      return kernel.now
    },
    get nextTime() {
      return kernel.nextTime
    },
    get events() {
      return kernel.events
    },
    get records() {
      return chains.counts.reduce((sum, each) => sum + each, 0)
    },
    get taken() {
      return taken
    },
    refused,
    take(time, sender, frame) {
      const needed = Math.max(1, Math.ceil(frame.length / CELL_BYTES))
      if (sender < venues || sender >= count) {
        refuse('not a participant')
        return { orders: 0, others: needed }
      }
      const turned = { orders: 0, others: 0 }
      const turn = (what: keyof Refused, why: Refusal, counts = 1): void => {
        refuse(why)
        turned[what] += counts
      }
      if (needed > heard.capacity) heard.grow(needed)
      const cells = heard
      cells.bytes.set(frame)
      for (let from = 0; from === 0 || from < frame.length; ) {
        const read = decode(frame.subarray(from))
        if (!read.ok) {
          turn('others', 'malformed', needed - from / CELL_BYTES)
          break
        }
        const { message, bytes } = read
        const cell = from / CELL_BYTES
        from += bytes
        if (message.recipient >= venues) {
          turn('others', 'not for a venue')
          continue
        }
        if (!isOrderEntry(message.kind)) {
          turn('others', 'not order entry')
          continue
        }
        const participant = participantOf(sender)
        if (!participant.window.take(message.sequence)) {
          turn('orders', 'repeated', 1 / 4)
          continue
        }
        if (!participant.mayAsk(Math.max(time, kernel.now), throttle)) {
          turn('orders', 'too many')
          continue
        }
        participant.isOpen = message.kind !== Kind.disconnect
        if (!participant.isOpen) participant.ended++
        cells.words[cell * CELL_WORDS + 1] = sender
        hear(time, cells, cell, bytes / CELL_BYTES)
      }
      return turned
    },
    repeat(time, bytes) {
      const cells = new Cells(bytes.length / CELL_BYTES)
      cells.bytes.set(bytes)
      hear(time, cells, 0, cells.capacity)
    },
    disconnect(time, id) {
      const home = members[id]?.home
      const participant = participantOf(id)
      if (home === undefined || !participant.isOpen) return
      participant.isOpen = false
      participant.ended++
      const cells = new Cells(1)
      cells.words[0] = VERSION | (1 << 8) | (Kind.disconnect << 16)
      cells.words[1] = id
      cells.words[2] = home
      cells.words[3] = participant.window.highest
      cells.floats[2] = Math.max(time, kernel.now)
      hear(time, cells, 0, 1)
    },
    advance(time) {
      kernel.runBefore(Math.max(time, kernel.now))
    },
    said() {
      const said = { reports, data }
      reports = new Map()
      data = createBatch()
      return said
    },
    newest() {
      const all = createBatch()
      for (const words of newest.values()) add(all, words, 0, words.length / CELL_WORDS)
      return all
    },
    sessionOf: (id) => sessions.get(id)?.session() ?? { sequence: 0, ended: 0, isOpen: false },
    save() {
      const saved = running.map((venue) => venue.save())
      const timers = saved.reduce((sum, { timers }) => sum + timers.length, 0)
      if (timers !== kernel.pending) return undefined
      return {
        now: kernel.now,
        venues: saved,
        sequences: Array.from({ length: venues }, (_, id) => kernel.sequenceOf(id)),
        chains: [...chains.words],
        counts: [...chains.counts],
        sessions: [...sessions].map(([id, each]) => [
          ...([id, each.window.save(), each.session(), each.bucket()] as const),
        ]),
        newest: [...newest].map(([feed, words]) => [feed, [...words]]),
        refused: Object.fromEntries(refused),
        taken,
      }
    },
    hash: () => hashOfSaid(keys, chains),
  }
}

/** What a participant may say to a venue. Custom messages are a user's own, and go to venues too. */
const isOrderEntry = (kind: number): boolean =>
  (kind >= Kind.newOrder && kind <= Kind.snapshotRequest) || kind === Kind.custom

/** A feed's name: publisher, kind, instrument; for depth, level and order too, of which all count. */
function feedNameOf(words: Uint32Array, w: number): string {
  const kind = ((words[w] as number) >>> 16) & 255
  return `${words[w + 1]}/${kind}/${(words[w + 13] as number) & 0xffff}`
}

function chainsFrom(actors: number, from: SavedMarket | undefined): Chains {
  const chains = createChains(actors)
  if (from !== undefined) {
    chains.words.set(from.chains)
    chains.counts.set(from.counts)
  }
  return chains
}

/** What the market keeps of one participant. */
class Participant {
  readonly window = new ReplayWindow()
  isOpen: boolean
  ended: number
  private left: number
  private at: number

  constructor(window?: SavedWindow, session?: Session, bucket?: SavedBucket) {
    if (window !== undefined) this.window.restore(window)
    this.isOpen = session?.isOpen ?? false
    this.ended = session?.ended ?? 0
    this.left = bucket?.left ?? ID_MAX
    this.at = bucket?.at ?? 0
  }

  /** Takes one from a bucket that fills by `rate` a second and holds `burst`. */
  mayAsk(at: number, { rate, burst }: { readonly rate: number; readonly burst: number }): boolean {
    if (rate === Number.POSITIVE_INFINITY) return true
    this.left = Math.min(burst, this.left + ((at - this.at) * rate) / 1e9)
    this.at = at
    if (this.left < 1) return false
    this.left -= 1
    return true
  }

  session(): Session {
    return { sequence: this.window.highest, ended: this.ended, isOpen: this.isOpen }
  }

  bucket(): SavedBucket {
    return { left: this.left, at: this.at }
  }
}
