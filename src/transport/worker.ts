import { CELL_BYTES, CELL_FLOATS, CELL_WORDS, Cells } from '../../protocols/cells.ts'
import type { Batch } from './batch.ts'
import { createEnd, Inbox } from './end.ts'
import { type Ends, type Transport, TransportError } from './transport.ts'

/** What the threads of one transport share: send it to each of them. */
export interface SharedRings {
  readonly partitions: number
  readonly hasListener: boolean
  /** A bell for each end, then the number of the one that is gone, plus 1. */
  readonly bells: SharedArrayBuffer
  /** A ring for each sender and recipient, by sender: two counters, then cells. */
  readonly rings: readonly (readonly SharedArrayBuffer[])[]
}

/** Bytes of a ring before its cells: how many cells were ever written, and how many read. */
const HEAD = CELL_BYTES
const WRITTEN = 0
const READ = 1
/** No wait is longer, ms: a bell that rang for what another end then took is rung again. */
const NAP = 1_000

/**
 * Memory for a transport between threads.
 * @param capacity cells in a ring, a power of two; larger batches pass through it in parts
 */
export function createSharedRings(
  partitions: number,
  hasListener = false,
  capacity = 4_096,
): SharedRings {
  const ends = partitions + (hasListener ? 1 : 0)
  const ring = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD + capacity * CELL_BYTES)
  return {
    partitions,
    hasListener,
    bells: new SharedArrayBuffer(4 * (ends + 1)),
    rings: Array.from({ length: partitions }, () => Array.from({ length: ends }, ring)),
  }
}

/** Tells every end that partition `gone` says no more: whoever waits, or ever will, throws. */
export function breakRings({ bells }: SharedRings, gone: number): void {
  const counts = new Int32Array(bells)
  Atomics.compareExchange(counts, counts.length - 1, 0, gone + 1)
  for (let end = 0; end < counts.length - 1; end++) ring(counts, end)
}

function ring(bells: Int32Array, end: number): void {
  Atomics.add(bells, end, 1)
  Atomics.notify(bells, end)
}

/**
 * The end of one thread: rings of cells in shared memory, one for each pair, and a bell for each end
 * that is rung when something came for it or room was made. A batch is a cell that says how many
 * follow, and those. A thread that waits sleeps in `Atomics.wait`.
 *
 * A batch larger than its ring goes through it in parts. Who waits for room takes in what comes
 * meanwhile, so that two that fill each other's rings do not wait for each other.
 */
export function createWorkerTransport(shared: SharedRings, self: number): Transport {
  const { partitions, hasListener, rings } = shared
  const bells = new Int32Array(shared.bells)
  const inbox = new Inbox(partitions)
  const incoming = Array.from({ length: partitions }, (_, from) =>
    from === self ? undefined : createReceiver(rings[from]?.[self] as SharedArrayBuffer),
  )
  const outgoing = (rings[self] ?? []).map(createSender)
  const ends: Ends = { self, partitions, hasListener }

  /** @returns whether something came */
  const receive = (): boolean => {
    let came = false
    incoming.forEach((receiver, from) => {
      if (receiver === undefined) return
      if (receiver.receive((batch) => inbox.put(from, batch))) {
        came = true
        ring(bells, from)
      }
    })
    return came
  }

  /** Waits for the bell to have rung since it was `heard`. @returns false where it did not in time */
  const listen = (heard: number, patience: number): boolean => {
    const gone = Atomics.load(bells, bells.length - 1)
    if (gone > 0) throw new TransportError(`partition ${gone - 1} is gone`)
    return Atomics.wait(bells, self, heard, Math.min(patience, NAP)) !== 'timed-out'
  }

  return createEnd(ends, inbox, {
    send(to, batch) {
      const sender = outgoing[to] as Sender
      sender.begin(batch)
      for (;;) {
        const heard = Atomics.load(bells, self)
        const sent = sender.send()
        if (sent) ring(bells, to)
        if (sender.isDone()) break
        if (!sent && !receive()) listen(heard, NAP)
      }
      batch.used = 0
    },
    take(patience) {
      const heard = Atomics.load(bells, self)
      if (receive() || patience === 0) return
      if (listen(heard, patience)) receive()
    },
    close() {},
  })
}

/** Both sides' view of a ring: its counters, and its cells. */
function viewOf(buffer: SharedArrayBuffer) {
  const counters = new Int32Array(buffer, 0, 2)
  const words = new Uint32Array(buffer, HEAD)
  const floats = new Float64Array(buffer, HEAD)
  return { counters, words, floats, capacity: words.length / CELL_WORDS }
}

interface Sender {
  begin(batch: Batch): void
  /** Writes what there is room for. @returns whether that was anything */
  send(): boolean
  isDone(): boolean
}

function createSender(buffer: SharedArrayBuffer): Sender {
  const { counters, words, floats, capacity } = viewOf(buffer)
  let batch: Batch | undefined
  let sent = -1
  return {
    begin(next) {
      batch = next
      sent = -1
    },
    isDone: () => sent === batch?.used,
    send() {
      const { cells, used } = batch as Batch
      const written = Atomics.load(counters, WRITTEN)
      let room = capacity - ((written - Atomics.load(counters, READ)) >>> 0)
      let at = written
      if (room > 0 && sent < 0) {
        floats[slot(at, capacity) * CELL_FLOATS] = used
        at = (at + 1) | 0
        room--
        sent = 0
      }
      while (room > 0 && sent < used) {
        const from = slot(at, capacity)
        const count = Math.min(room, used - sent, capacity - from)
        words.set(
          cells.words.subarray(sent * CELL_WORDS, (sent + count) * CELL_WORDS),
          from * CELL_WORDS,
        )
        sent += count
        room -= count
        at = (at + count) | 0
      }
      Atomics.store(counters, WRITTEN, at)
      return at !== written
    },
  }
}

function createReceiver(buffer: SharedArrayBuffer) {
  const { counters, words, floats, capacity } = viewOf(buffer)
  let batch: { cells: Cells; used: number } | undefined
  let size = 0
  return {
    /** Reads what is there, and gives each batch that is whole to `put`. @returns whether anything was */
    receive(put: (batch: Batch) => void): boolean {
      const written = Atomics.load(counters, WRITTEN)
      const read = Atomics.load(counters, READ)
      let at = read
      while (at !== written) {
        if (batch === undefined) {
          size = floats[slot(at, capacity) * CELL_FLOATS] as number
          batch = { cells: new Cells(Math.max(1, size)), used: 0 }
          at = (at + 1) | 0
        }
        while (at !== written && batch.used < size) {
          const from = slot(at, capacity)
          const count = Math.min((written - at) >>> 0, size - batch.used, capacity - from)
          batch.cells.words.set(
            words.subarray(from * CELL_WORDS, (from + count) * CELL_WORDS),
            batch.used * CELL_WORDS,
          )
          batch.used += count
          at = (at + count) | 0
        }
        if (batch.used === size) {
          put(batch)
          batch = undefined
        }
      }
      Atomics.store(counters, READ, at)
      return at !== read
    },
  }
}

/** The place in a ring of the cell that was written so manyth; counts are 32 bits and wrap. */
const slot = (count: number, capacity: number): number => (count >>> 0) & (capacity - 1)
