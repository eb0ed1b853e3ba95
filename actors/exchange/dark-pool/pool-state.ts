import { CHAIN_WORDS, extendChain } from '../../../protocols/hash.ts'
import { Phase, Side } from '../../../protocols/kind.ts'
import type { ActorId, OrderId } from '../../../protocols/units.ts'
import { createPoolOrder, type PoolOrder, type SavedOrder } from './pool-order.ts'
import type { Reference } from './reference.ts'
import { createWaitingList, type WaitingList } from './waiting-list.ts'

/** A pool's state as plain values. */
export interface SavedPool {
  /** The one that has waited longest first. */
  readonly orders: readonly SavedOrder[]
  readonly numbered: number
  readonly bid: number
  readonly ask: number
  readonly phase: Phase
  readonly due: number
}

/** All that a pool remembers, and who finds what in it. */
export class PoolState {
  readonly bids: WaitingList = createWaitingList(Side.buy)
  readonly asks: WaitingList = createWaitingList(Side.sell)
  readonly reference: Reference = { bid: 0, ask: 0 }
  phase: Phase = Phase.continuous
  /** When the next crossing is, in ns since the session start; 0: none is to come. */
  due = 0
  /** Orders accepted so far, which is the newest order's number. */
  numbered = 0
  private ranked = 0
  /** Each participant's orders by their own numbers, the one that has waited longest first. */
  private readonly owners = new Map<number, Map<number, PoolOrder>>()
  /** The orders that are good till a time: the earliest first, then the earliest accepted. */
  private readonly mortal: PoolOrder[] = []

  /** How many orders wait. */
  get count(): number {
    return this.bids.orders.length + this.asks.orders.length
  }

  /** When the first order expires; Infinity where none does. */
  get expiry(): number {
    return this.mortal[0]?.expires ?? Infinity
  }

  /** The order that expires first. */
  get firstMortal(): PoolOrder | undefined {
    return this.mortal[0]
  }

  find(participant: ActorId, orderId: OrderId): PoolOrder | undefined {
    return this.owners.get(participant)?.get(orderId)
  }

  /** A participant's orders, the one that has waited longest first, as they are now. */
  ownedBy(participant: ActorId): PoolOrder[] {
    return [...(this.owners.get(participant)?.values() ?? [])]
  }

  /** Every order, the one that has waited longest first. */
  all(): PoolOrder[] {
    return [...this.bids.orders, ...this.asks.orders].sort((a, b) => a.rank - b.rank)
  }

  waits(order: PoolOrder): boolean {
    return this.find(order.participant, order.orderId) === order
  }

  own({ side }: PoolOrder): WaitingList {
    return side === Side.buy ? this.bids : this.asks
  }

  facing({ side }: PoolOrder): WaitingList {
    return side === Side.buy ? this.asks : this.bids
  }

  /** Lets the order wait, behind all others. */
  add(order: PoolOrder): void {
    order.rank = ++this.ranked
    this.own(order).add(order)
    const { participant, orderId } = order
    const owned = this.owners.get(participant) ?? new Map<number, PoolOrder>()
    owned.set(orderId, order)
    this.owners.set(participant, owned)
    if (order.expires !== 0) this.mortal.splice(this.placeOf(order), 0, order)
  }

  /** Takes out an order that waits. Its limit must be what it was when it was added. */
  remove(order: PoolOrder): void {
    this.own(order).remove(order)
    const { participant, orderId } = order
    const owned = this.owners.get(participant)
    owned?.delete(orderId)
    if (owned?.size === 0) this.owners.delete(participant)
    if (order.expires !== 0) this.mortal.splice(this.placeOf(order), 1)
  }

  /** How many orders expire before this one. */
  private placeOf(order: PoolOrder): number {
    let from = 0
    let to = this.mortal.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (expiresBefore(this.mortal[middle] as PoolOrder, order)) from = middle + 1
      else to = middle
    }
    return from
  }

  save(): SavedPool {
    const { numbered, phase, due } = this
    const orders = this.all().map(
      ({ rank: _, shown: _s, display: _d, hidden: _h, ...order }) => order,
    )
    return { orders, numbered, ...this.reference, phase, due }
  }

  /** Takes on a saved state. Only for one that has none yet. */
  restore({ orders, numbered, bid, ask, phase, due }: SavedPool): void {
    for (const order of orders) this.add(createPoolOrder(order, 0))
    Object.assign(this.reference, { bid, ask })
    Object.assign(this, { numbered, phase, due })
  }

  /**
   * The identity of the state, 0..2^32 − 1: a chain (see `extendChain`) of twelve words an order,
   * the one that has waited longest first, and then of eight more; its four words are folded by
   * exclusive or. An order: participant, order id, the pool's number, side, limit, size, open size,
   * minimum, time in force, self-trade, `expires` in two words, low and high. The pool: orders
   * accepted, bid and ask of the reference, phase, next crossing in two words, 0, 0.
   */
  hash(): number {
    const chain = new Uint32Array(CHAIN_WORDS)
    const absorb = (row: readonly number[]): void =>
      extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
    for (const order of this.all()) {
      const { participant, orderId, venueOrder, side, price, size, open, minimum } = order
      const { timeInForce, selfTrade, expires } = order
      absorb([participant, orderId, venueOrder, side, price, size, open, minimum])
      absorb([timeInForce, selfTrade, expires >>> 0, highWord(expires)])
    }
    const { numbered, reference, phase, due } = this
    absorb([numbered, reference.bid, reference.ask, phase, due >>> 0, highWord(due), 0, 0])
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }
}

const expiresBefore = (a: PoolOrder, b: PoolOrder): boolean =>
  a.expires < b.expires || (a.expires === b.expires && a.venueOrder < b.venueOrder)

const highWord = (value: number): number => Math.floor(value / 2 ** 32)
