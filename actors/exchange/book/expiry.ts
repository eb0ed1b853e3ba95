import { Reason } from '../../../protocols/kind.ts'
import type { Nanos } from '../../../protocols/units.ts'
import type { Book } from './book.ts'
import { orderHash } from './order-table.ts'
import type { BookSink } from './order-view.ts'
import { expire } from './resting.ts'

/** When an order expires, and which: its slot, good while the order of that number is live. */
export interface Expiry {
  readonly time: number
  readonly venueOrder: number
  readonly at: number
}

/**
 * A book's times to expire: a binary heap, the earliest first and of equal ones the order with the
 * lowest number. Orders that end otherwise stay in it until they come to its top, or until they
 * are half of it: nothing need be told when an order ends.
 */
export class ExpiryHeap {
  entries: Expiry[] = []
  /** Entries at which those of ended orders are looked for. */
  sweepAt = 64

  push(entry: Expiry): void {
    const { entries } = this
    let place = entries.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above] as Expiry
      if (isBefore(parent, entry)) break
      entries[place] = parent
      place = above
    }
    entries[place] = entry
  }

  /** Takes out the first. There is one. */
  pop(): void {
    const { entries } = this
    const last = entries.pop() as Expiry
    const count = entries.length
    if (count === 0) return
    let place = 0
    for (let child = 1; child < count; child = 2 * place + 1) {
      const right = child + 1
      if (right < count && isBefore(entries[right] as Expiry, entries[child] as Expiry))
        child = right
      const lower = entries[child] as Expiry
      if (isBefore(last, lower)) break
      entries[place] = lower
      place = child
    }
    entries[place] = last
  }

  /** Takes out whatever is not `live`. */
  sweep(live: (entry: Expiry) => boolean): void {
    // A sorted list is a heap.
    this.entries = this.entries.filter(live).sort((a, b) => (isBefore(a, b) ? -1 : 1))
    this.sweepAt = Math.max(64, 2 * this.entries.length)
  }
}

const isBefore = (a: Expiry, b: Expiry): boolean =>
  a.time < b.time || (a.time === b.time && a.venueOrder < b.venueOrder)

/** Notes when the live order `at`, which is timed, expires. */
export function scheduleExpiry(book: Book, at: number): void {
  const { expiries, store } = book
  if (expiries.entries.length >= expiries.sweepAt) expiries.sweep((entry) => isLive(book, entry))
  expiries.push({ time: store.terms.expires(at), venueOrder: store.venueOrder(at), at })
}

/** The next time at which an order of the book expires; Infinity where none does. */
export function nextExpiry(book: Book): number {
  const { entries } = book.expiries
  for (let first = entries[0]; first !== undefined; first = entries[0]) {
    if (isLive(book, first)) return first.time
    book.expiries.pop()
  }
  return Infinity
}

/**
 * Ends every order whose time has come, the earliest first and at one time in the order of their
 * numbers; the sink hears `expired` with `goodTillTime`.
 * @returns how many
 */
export function expireDue(book: Book, now: Nanos, sink: BookSink): number {
  let count = 0
  for (; nextExpiry(book) <= now; count++) {
    const { at } = book.expiries.entries[0] as Expiry
    book.expiries.pop()
    expire(book, at, Reason.goodTillTime, sink)
  }
  return count
}

function isLive(book: Book, { venueOrder, at }: Expiry): boolean {
  const { store, table } = book
  if (store.venueOrder(at) !== venueOrder) return false
  const participant = store.participant(at)
  const orderId = store.orderId(at)
  return table.find(orderHash(participant, orderId), participant, orderId) === at
}
