import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { CELL_BYTES, CELL_WORDS, Cells } from '../../protocols/cells.ts'
import type { Batch } from './batch.ts'
import { createEnd, Inbox } from './end.ts'
import { startThread } from './thread.ts'
import { type Ends, type Transport, TransportError } from './transport.ts'

/** Where the ends of one run find each other. */
export interface NatsMeeting {
  /** The server's URL, or several with commas between them. */
  readonly servers: string
  /** Of every subject of the run. */
  readonly prefix: string
}

/** What the link's thread is told. */
export interface LinkData extends NatsMeeting, Ends {
  readonly port: unknown
  /** One word, rung whenever the link has said something. */
  readonly bell: SharedArrayBuffer
}

/** What the link says. */
export type FromLink =
  | { readonly is: 'ready' }
  | { readonly is: 'payload'; readonly from: number; readonly bytes: Uint8Array }
  | { readonly is: 'heard'; readonly batches: number }
  | { readonly is: 'lost'; readonly why: string }

/** What the link is told to send. */
export type ToLink =
  | { readonly is: 'payload'; readonly to: number; readonly bytes: Uint8Array }
  | { readonly is: 'heard'; readonly batches: number }
  | { readonly is: 'close' }

/** Cells in a payload: half of the megabyte that a server takes by default. */
const PART_CELLS = 8_000
/** So many batches the listener may be behind. */
const AHEAD_MAX = 64
const NAP = 1_000

/**
 * The end of one process: batches of cells as payloads over core NATS, each with a number, so that a
 * gap is seen, were it by nothing that follows: each end says every second how many it has sent. Core
 * NATS keeps nothing: what is lost is lost, and the run with it.
 *
 * The connection is a thread's of its own (`nats-link.ts`), so that it is served while this thread
 * computes, and so that this thread can wait without an event loop. It is subscribed when this
 * returns: what others send from now on is not missed.
 *
 * @throws TransportError where the server is not there
 */
export function createNatsTransport(meeting: NatsMeeting, ends: Ends): Transport {
  const { self, partitions } = ends
  const channel = new MessageChannel()
  const bell = new SharedArrayBuffer(4)
  const bells = new Int32Array(bell)
  const data: LinkData = { ...meeting, ...ends, port: channel.port2, bell }
  const link = startThread(new URL('./nats-link.ts', import.meta.url), data, [channel.port2])
  link.unref()
  const port = channel.port1
  const inbox = new Inbox(partitions)
  const incoming = Array.from({ length: partitions }, () => createAssembler())
  const sent = new Map<number, number>()
  let isReady = false
  let toListener = 0
  let heard = 0
  let drained = 0

  const hear = (message: FromLink): void => {
    if (message.is === 'ready') isReady = true
    else if (message.is === 'heard') heard = Math.max(heard, message.batches)
    else if (message.is === 'lost') throw new TransportError(message.why)
    else {
      const { from, bytes } = message
      const batch = incoming[from]?.take(bytes, from)
      if (batch !== undefined) inbox.put(from, batch)
    }
  }
  const take = (patience: number): void => {
    for (let waited = false; ; waited = true) {
      const rung = Atomics.load(bells, 0)
      let came = false
      for (let one = receiveMessageOnPort(port); one; one = receiveMessageOnPort(port)) {
        came = true
        hear(one.message as FromLink)
      }
      if (came || waited || patience === 0) return
      Atomics.wait(bells, 0, rung, Math.min(patience, NAP))
    }
  }
  const say = (message: ToLink): void => port.postMessage(message)

  while (!isReady) take(NAP)
  return createEnd(ends, inbox, {
    take,
    send(to, batch) {
      if (to === partitions) {
        while (++toListener - heard > AHEAD_MAX) {
          toListener--
          take(NAP)
        }
      }
      for (let from = 0; from === 0 || from < batch.used; from += PART_CELLS) {
        const number = sent.get(to) ?? 0
        sent.set(to, number + 1)
        say({ is: 'payload', to, bytes: payloadOf(batch, from, number) })
      }
      batch.used = 0
    },
    drained() {
      drained++
      if (self === partitions && drained % (AHEAD_MAX / 4) === 0) {
        say({ is: 'heard', batches: drained })
      }
    },
    close() {
      say({ is: 'close' })
      // A thread takes its own threads with it: what was said last is still to be sent.
      link.ref()
      port.unref()
    },
  })
}

/** The URLs of a list with commas between them, as people write it. */
export const serversOf = (list: string): string[] => list.split(',').map((url) => url.trim())

/** What is said of payload `number` of partition `from`, which did not come. */
export const lostText = (number: number, from: number, instead: string): string =>
  `payload ${number} of partition ${from} was lost: ${instead}`

/**
 * The payload `number` of a sender: a head of one cell (number, cells of the whole batch, first of
 * these), and the cells of `batch` from cell `from` on, as many as a payload takes.
 */
export function payloadOf({ cells, used }: Batch, from: number, number: number): Uint8Array {
  const count = Math.min(PART_CELLS, used - from)
  const words = new Uint32Array((count + 1) * CELL_WORDS)
  words[0] = number
  words[1] = used
  words[2] = from
  words.set(cells.words.subarray(from * CELL_WORDS, (from + count) * CELL_WORDS), CELL_WORDS)
  return new Uint8Array(words.buffer)
}

/** Puts batches together again from their payloads. */
export function createAssembler() {
  let expected = 0
  let batch: Batch | undefined
  return {
    /**
     * @returns the batch that `bytes` completes, if it does
     * @throws TransportError where a payload before it is missing, or it is none
     */
    take(bytes: Uint8Array, from: number): Batch | undefined {
      const words = new Uint32Array(new Uint8Array(bytes).buffer)
      const [number, used = 0, first] = words
      if (number === undefined || number > expected) {
        throw new TransportError(lostText(expected, from, `${number} came in its place`))
      }
      if (number < expected) {
        throw new TransportError(`payload ${number} of partition ${from} came twice`)
      }
      expected++
      batch ??= { cells: new Cells(Math.max(1, used)), used: 0 }
      const count = bytes.length / CELL_BYTES - 1
      if (first !== batch.used || batch.used + count > batch.cells.capacity) {
        if (used > 0) throw new TransportError(`partition ${from} sent what is no part of a batch`)
      }
      if (count > 0) batch.cells.words.set(words.subarray(CELL_WORDS), batch.used * CELL_WORDS)
      batch.used += count
      if (batch.used < used) return undefined
      const whole = batch
      batch = undefined
      return whole
    },
  }
}
