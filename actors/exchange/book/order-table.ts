import type { OrderStore } from './order-store.ts'

/**
 * The live orders by participant and that participant's own number for them.
 *
 * Open addressing: a slot holds an order, and a search walks from the slot its hash points at to
 * the first empty one. At most half of the slots are taken, so that a walk is a slot or two. A
 * removal closes the gap it leaves by moving back what had been pushed past it (Knuth, The Art of
 * Computer Programming 3, 6.4, algorithm R), so there are no tombstones and an old table is as
 * quick as a new one. Each live order's hash is kept, so that both go on without a look at the
 * orders. Worst case: ids chosen to collide make a walk linear.
 */
export class OrderTable {
  /** Live orders in the table. */
  count = 0
  private readonly store: OrderStore
  private slots = new Int32Array(64)
  /** By order. */
  private hashes = new Int32Array(64)
  private mask = 64 - 1

  constructor(store: OrderStore) {
    this.store = store
  }

  /** The order, or 0. @param hash `orderHash` of the other two @param orderId 1..ID_MAX */
  find(hash: number, participant: number, orderId: number): number {
    const { slots, hashes, mask, store } = this
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slots[slot] as number
      if (at === 0 || (hashes[at] === hash && store.is(at, participant, orderId | 0))) return at
    }
  }

  /** Files an order that is not filed yet. */
  add(at: number, hash: number): void {
    this.count++
    if (2 * this.count > this.mask + 1) this.double()
    while (at >= this.hashes.length) this.hashes = doubled(this.hashes)
    this.hashes[at] = hash
    this.file(at, hash)
  }

  /** Takes out an order that is filed. */
  remove(at: number): void {
    const { slots, hashes, mask } = this
    this.count--
    let hole = (hashes[at] as number) & mask
    while (slots[hole] !== at) hole = (hole + 1) & mask
    let slot = (hole + 1) & mask
    for (let moving = slots[slot] as number; moving !== 0; moving = slots[slot] as number) {
      // It may move back to the hole unless that lies before the slot where its walk begins.
      if (((slot - (hashes[moving] as number)) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = moving
        hole = slot
      }
      slot = (slot + 1) & mask
    }
    slots[hole] = 0
  }

  private file(at: number, hash: number): void {
    const { slots, mask } = this
    let slot = hash & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = at
  }

  private double(): void {
    const old = this.slots
    this.slots = new Int32Array(2 * old.length)
    this.mask = this.slots.length - 1
    for (const at of old) if (at !== 0) this.file(at, this.hashes[at] as number)
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** What an order is filed under, as a signed word. Ids that follow each other land far apart. */
export function orderHash(participant: number, orderId: number): number {
  let hash = Math.imul(participant, 0x9e3779b1) + Math.imul(orderId, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
