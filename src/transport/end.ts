import { add, type Batch, createBatch, forEachMessage } from './batch.ts'
import type { Ends, Transport } from './transport.ts'

/** How the ends of one transport reach each other: all in which transports differ. */
export interface Wire {
  /**
   * Hands `batch` over to `to`. It is empty and another's to fill when this returns. While it waits
   * it goes on taking in.
   */
  send(to: number, batch: Batch): void
  /** Takes in what has come, into `inbox`; where nothing has, waits so many ms for it to. */
  take(patience: number): void
  /** Told that a batch of every other end was shown. */
  drained?(): void
  close(): void
}

/** Whole batches that have come, by sender, oldest first. */
export class Inbox {
  private readonly batches: Batch[][]

  constructor(partitions: number) {
    this.batches = Array.from({ length: partitions }, () => [])
  }

  put(from: number, batch: Batch): void {
    this.batches[from]?.push(batch)
  }

  has(from: number): boolean {
    return (this.batches[from]?.length ?? 0) > 0
  }

  next(from: number): Batch {
    return this.batches[from]?.shift() as Batch
  }
}

/** The transport's end that stands on `wire`, which puts what comes into `inbox`. */
export function createEnd(ends: Ends, inbox: Inbox, wire: Wire): Transport {
  const { self, partitions, hasListener } = ends
  const senders = numbers(partitions).filter((number) => number !== self)
  const speaks = self < partitions
  const hearers = speaks ? numbers(partitions + (hasListener ? 1 : 0)) : []
  const posted = hearers.map(createBatch)

  return {
    post(to, words, cell, count) {
      add(posted[to] as Batch, words, cell, count)
    },
    flush() {
      for (const to of hearers) if (to !== self) wire.send(to, posted[to] as Batch)
    },
    drain(visit, patience = Number.POSITIVE_INFINITY) {
      const isReady = (): boolean => senders.every((from) => inbox.has(from))
      if (!isReady()) wire.take(0)
      while (!isReady()) {
        if (patience === 0) return false
        wire.take(patience)
        if (patience !== Number.POSITIVE_INFINITY && !isReady()) return false
      }
      for (const from of senders) forEachMessage(inbox.next(from), visit)
      wire.drained?.()
      return true
    },
    close: () => wire.close(),
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth)
