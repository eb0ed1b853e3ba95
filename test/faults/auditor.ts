import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { CELL_BYTES } from '../../protocols/cells.ts'
import { decode } from '../../protocols/codec.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import { readManifest } from '../../src/journal/manifest.ts'
import { recordsOf } from '../../src/journal/read-tape.ts'
import { runFolderAt } from '../../src/journal/run-folder.ts'
import { again } from '../../src/live/again.ts'
import { keyOfSubject, namesOf } from '../../src/live/names.ts'
import { replayLive } from '../../src/live/replay.ts'

/** What a market's streams and tape say of each other. Every count of `lost` and the like is to be 0. */
export interface Audit {
  /** Distinct messages that participants' stream acknowledged. */
  readonly acknowledged: number
  /** Frames in the stream that repeat others. */
  readonly repeated: number
  readonly lost: number
  readonly twice: number
  /** Reports on the tape, and those that the reports' stream lacks, or has elsewhere. */
  readonly reports: number
  readonly reportsAstray: number
  readonly orders: number
  /** Orders without exactly one terminal report. */
  readonly unended: number
  /** Sums over all participants, of lots and of ticks × lots. */
  readonly position: number
  readonly cash: number
  readonly fills: number
  /** Whether a fresh exchange that is told the tape's inputs says the tape's bytes. */
  readonly isReplayed: boolean
}

type Decoded = Extract<ReturnType<typeof decode>, { readonly ok: true }>['message']

const TERMINAL: ReadonlySet<number> = new Set([
  Kind.rejected,
  Kind.fill,
  Kind.cancelled,
  Kind.expired,
])

/** Reads the streams and the tape of a market whose day is over; asks no other process. */
export async function audit(servers: string, market: string, folder: string): Promise<Audit> {
  const names = namesOf(market)
  const inputs = await everyMessage(servers, names.inputs)
  const outputs = await everyMessage(servers, names.outputs)
  const { tape } = runFolderAt(folder)
  const manifest = readManifest(folder)
  const keys = manifest.cast.flatMap(({ group, count }) =>
    Array.from({ length: count }, (_, index) => `${group}/${index}`),
  )

  const asked = new Set<string>()
  let repeated = 0
  for (const { subject, data } of inputs) {
    if (subject === names.control) continue
    for (const { sequence, kind } of messagesOf(data)) {
      if (kind === Kind.disconnect) continue
      const name = `${keyOfSubject(subject)}#${sequence}`
      if (asked.has(name)) repeated++
      asked.add(name)
    }
  }
  const taken = new Map<string, number>()
  const told = new Map<string, string[]>()
  const ends = new Map<string, number>()
  const sums = { position: 0, cash: 0, fills: 0 }
  let reports = 0
  for (const bytes of recordsOf(tape)) {
    const [message] = messagesOf(bytes)
    if (message === undefined) continue
    const { sender, recipient, sequence, kind } = message
    if (sender >= manifest.venues.length) {
      if (kind === Kind.disconnect) continue
      const name = `${keys[sender]}#${sequence}`
      taken.set(name, (taken.get(name) ?? 0) + 1)
      if (kind === Kind.newOrder) ends.set(`${keys[sender]}:${message.orderId}`, 0)
    } else if (recipient < keys.length) {
      reports++
      const key = keys[recipient] as string
      told.set(key, [...(told.get(key) ?? []), Buffer.from(bytes).toString('hex')])
      if ('orderId' in message && TERMINAL.has(kind)) {
        const name = `${key}:${message.orderId}`
        ends.set(name, (ends.get(name) ?? 0) + 1)
      }
      addFill(message, sums)
    }
  }
  const streamed = new Map<string, string[]>()
  for (const { subject, data } of outputs) {
    const key = keyOfSubject(subject)
    const each = [...framesOf(data)].map((bytes) => Buffer.from(bytes).toString('hex'))
    streamed.set(key, [...(streamed.get(key) ?? []), ...each])
  }
  let reportsAstray = 0
  for (const key of new Set([...told.keys(), ...streamed.keys()])) {
    const [own, other] = [told.get(key) ?? [], streamed.get(key) ?? []]
    for (let nth = 0; nth < Math.max(own.length, other.length); nth++) {
      if (own[nth] !== other[nth]) reportsAstray++
    }
  }
  return {
    acknowledged: asked.size,
    repeated,
    lost: [...asked].filter((name) => !taken.has(name)).length,
    twice: [...taken.values()].filter((times) => times > 1).length,
    reports,
    reportsAstray,
    orders: ends.size,
    unended: [...ends.values()].filter((times) => times !== 1).length,
    ...sums,
    isReplayed: replayLive(manifest, tape).isSame,
  }
}

function addFill(message: Decoded, sums: { position: number; cash: number; fills: number }): void {
  if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return
  const { side, size, price } = message as unknown as Record<'side' | 'size' | 'price', number>
  const sign = side === Side.buy ? 1 : -1
  sums.position += sign * size
  sums.cash -= sign * size * price
  sums.fills++
}

function* framesOf(data: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < data.length; ) {
    const bytes = (data[from + 1] as number) * CELL_BYTES
    yield data.subarray(from, from + bytes)
    from += bytes
  }
}

/** The messages of a frame, as far as they are some. */
function messagesOf(data: Uint8Array): Decoded[] {
  const messages: Decoded[] = []
  for (let from = 0; from < data.length; ) {
    const read = decode(data.subarray(from))
    if (!read.ok) break
    messages.push(read.message)
    from += read.bytes
  }
  return messages
}

/** Messages that are asked for together. */
const AT_ONCE = 64

/** All that a stream has, message by message: whoever leads it has them. */
async function everyMessage(servers: string, stream: string) {
  const connection = await connect({ servers: servers.split(',') })
  try {
    const jsm = await again(() => jetstreamManager(connection))
    const { state } = await again(() => jsm.streams.info(stream))
    const all: { subject: string; data: Uint8Array }[] = []
    for (let first = 1; first <= state.last_seq; first += AT_ONCE) {
      const sequences = Array.from({ length: AT_ONCE }, (_, nth) => first + nth)
      const messages = await Promise.all(
        sequences
          .filter((seq) => seq <= state.last_seq)
          .map((seq) => again(() => jsm.streams.getMessage(stream, { seq }))),
      )
      for (const message of messages) if (message !== null) all.push(message)
    }
    return all
  } finally {
    await connection.close()
  }
}
