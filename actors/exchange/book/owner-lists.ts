import { actorId } from '../../../protocols/units.ts'
import type { OrderStore } from './order-store.ts'

/**
 * Each participant's resting orders, in the order in which they came to rest: a list threaded
 * through the store's links. Adding and removing touch the neighbours; nothing is searched.
 *
 * The ends are indexed by participant, eight bytes each up to the largest number seen: actors are
 * numbered densely. Worst case: one participant numbered 2^24 − 1 costs 128 MB.
 */
export class OwnerLists {
  private readonly store: OrderStore
  /** The oldest order of participant p at 2p, the newest at 2p + 1. */
  private ends = new Int32Array(2 * 64)

  constructor(store: OrderStore) {
    this.store = store
  }

  /** Makes room for `participant`. @throws RangeError where it is no actor's number */
  admit(participant: number): void {
    if (participant >>> 0 === participant && 2 * participant < this.ends.length) return
    let length = this.ends.length
    while (length <= 2 * actorId(participant)) length *= 2
    const larger = new Int32Array(length)
    larger.set(this.ends)
    this.ends = larger
  }

  /** The participant's order that has rested longest, or 0. */
  first(participant: number): number {
    return 2 * participant < this.ends.length ? (this.ends[2 * participant] as number) : 0
  }

  /** Adds an order as its participant's newest. */
  append(at: number): void {
    const { store, ends } = this
    const end = store.participant(at) << 1
    const last = ends[end | 1] as number
    if (last === 0) ends[end] = at
    ends[end | 1] = at
    store.linkOwn(at, last)
  }

  /** Takes out an order. */
  remove(at: number): void {
    const { store, ends } = this
    const end = store.participant(at) << 1
    if (ends[end] === at) ends[end] = store.nextOwn(at)
    if (ends[end | 1] === at) ends[end | 1] = store.previousOwn(at)
    store.unlinkOwn(at)
  }
}
