import { extendChain, type Key } from '../../../../protocols/hash.ts'
import { Phase, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { PlainBook } from '../book/plain-book.ts'
import type { BookEvent, PlainOrder, PlainRequest } from '../book/plain-order.ts'
import {
  type PlainAllocation,
  type PlainClearing,
  type PlainInterest,
  plainAllocation,
  plainClearing,
} from './plain-clearing.ts'

/** What auctions were heard to say, as plain objects. */
export type AuctionsEvent =
  | BookEvent
  | {
      readonly event: 'crossed'
      readonly order: PlainOrder
      readonly price: number
      readonly size: number
    }
  | { readonly event: 'uncrossed'; readonly price: number; readonly size: number }
  | { readonly event: 'indicative'; readonly told: PlainClearing }

/** What is asked for in a new order, with what auctions do not support. */
export interface AuctionRequest extends PlainRequest {
  readonly stop?: number
  readonly peg?: number
  readonly offset?: number
}

/** How the auctions are held. */
export interface PlainRules {
  readonly interval: number
  readonly allocation: PlainAllocation
  readonly key: Key
  readonly tie: 'reference' | 'middle'
  readonly reference: number
  readonly isSealed: boolean
}

const SIDES = [Side.buy, Side.sell]
const NOTHING: PlainClearing = { price: 0, size: 0, surplus: 0, side: 0 }
const refusals = new Map<number, Reason>([
  [Phase.preOpen, Reason.notOpen],
  [Phase.halted, Reason.halted],
  [Phase.closed, Reason.closed],
])
const auctionPhases: number[] = [
  Phase.openingAuction,
  Phase.volatilityAuction,
  Phase.closingAuction,
]

/** Auctions that follow each other, on the plain book: slow, and obviously right. */
export class PlainAuctions {
  events: AuctionsEvent[] = []
  private readonly rules: PlainRules
  private readonly book = new PlainBook()
  private phase: number = Phase.preOpen
  private began = 0
  /** When the first of what is new came, if something is; in trading, when it counts from. */
  private news: number | undefined
  private gathers = false
  private held = 0
  private accepted = 0
  private reference: number
  private told = NOTHING
  private readonly batches = new Map<number, number>()
  private readonly fleeting = new Set<number>()

  constructor(rules: PlainRules) {
    this.rules = rules
    this.reference = rules.reference
    this.book.events = this.events as BookEvent[]
  }

  /** Forgets what was said. */
  listen(): void {
    this.events = []
    this.book.events = this.events as BookEvent[]
  }

  submit(participant: number, request: AuctionRequest, now: number): Reason {
    this.pass(now)
    const reason = refusals.get(this.phase) ?? this.take(participant, request, now)
    this.tell()
    return reason
  }

  private take(participant: number, request: AuctionRequest, now: number): Reason {
    const { stop = 0, peg = 0, offset = 0, timeInForce } = request
    if (stop !== 0 || peg !== 0 || offset !== 0) return Reason.unsupported
    const isImmediate = timeInForce === TimeInForce.immediateOrCancel
    const collected = isImmediate ? { ...request, timeInForce: TimeInForce.auction } : request
    const reason = this.book.collect(participant, collected, now)
    if (reason !== Reason.none) return reason
    const number = ++this.accepted
    this.batches.set(number, this.held)
    if (collected.timeInForce === TimeInForce.auction || request.price === 0) {
      this.fleeting.add(number)
    }
    this.news ??= now
    return Reason.none
  }

  cancel(participant: number, orderId: number, less: number, now: number): Reason {
    this.pass(now)
    const { book } = this
    const reason =
      less === 0 ? book.cancel(participant, orderId) : book.reduce(participant, orderId, less)
    this.tell()
    return reason
  }

  replace(participant: number, orderId: number, price: number, size: number, now: number): Reason {
    this.pass(now)
    const refusal = refusals.get(this.phase)
    if (refusal !== undefined) return refusal
    const before = this.find(participant, orderId)
    const reason = this.book.replaceCollected(participant, orderId, price, size)
    const after = this.find(participant, orderId)
    const keeps = before?.price === price && size < before.size
    if (reason === Reason.none && after !== undefined && !keeps) {
      this.batches.set(after.venueOrder, this.held)
      this.news ??= now
    }
    this.tell()
    return reason
  }

  cancelAll(participant: number, side: number, reason: Reason, now: number): number {
    this.pass(now)
    const count = this.book.cancelAll(participant, side, reason)
    this.tell()
    return count
  }

  enter(phase: number, now: number): void {
    this.pass(now)
    const wasGathering = this.gathers
    if (phase === Phase.continuous || phase === Phase.closed) this.gathers = false
    if (wasGathering && !this.gathers && this.news !== undefined) this.hold()
    if (auctionPhases.includes(phase)) this.gathers = true
    if (phase === Phase.closed) {
      this.book.expireAll(Reason.sessionEnd)
      this.news = undefined
    }
    this.phase = phase
    this.began = now
    if (this.news !== undefined) this.news = now
    this.tell()
  }

  advance(now: number): void {
    this.pass(now)
    this.tell()
  }

  get isSealed(): boolean {
    return this.rules.isSealed && this.news !== undefined
  }

  get wake(): number {
    return Math.min(this.book.nextExpiry, this.due ?? Number.POSITIVE_INFINITY)
  }

  /** Every order, bids and then asks, in their order of priority. */
  get orders(): PlainOrder[] {
    return SIDES.flatMap((side) => this.book.orders(side))
  }

  /** As the mechanism documents it. */
  get hash(): number {
    const chain = new Uint32Array(4)
    const extend = (...row: number[]) => extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
    const { book, accepted, phase, held, reference, began, gathers } = this
    const due = this.due ?? 0
    extend(book.hash, accepted, phase, this.news === undefined ? 0 : 1)
    extend(held, reference, began % 2 ** 32, Math.floor(began / 2 ** 32))
    extend(due % 2 ** 32, Math.floor(due / 2 ** 32), gathers ? 1 : 0, 0)
    for (const { venueOrder } of this.orders) extend(venueOrder, this.batchOf(venueOrder), 0, 0)
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }

  /** The first multiple of the interval behind the news. */
  private get due(): number | undefined {
    if (this.phase !== Phase.continuous || this.news === undefined) return undefined
    let due = this.began + this.rules.interval
    while (due <= this.news) due += this.rules.interval
    return due
  }

  private pass(now: number): void {
    while (this.wake <= now) {
      const due = this.due
      if (due === undefined || this.book.nextExpiry <= due)
        this.book.expireDue(this.book.nextExpiry)
      else this.hold()
    }
  }

  private hold(): void {
    const { allocation, key } = this.rules
    const { price, size } = this.clearing
    if (size > 0) {
      for (const side of SIDES) {
        const queue = this.book.orders(side)
        const lots = plainAllocation(this.interests(queue), size, allocation, key, this.held)
        for (const { participant, orderId, venueOrder } of queue) {
          const share = lots.get(venueOrder) as number
          if (share === 0) continue
          const before = this.find(participant, orderId) as PlainOrder
          this.book.takeFrom(participant, orderId, share)
          const rest = this.find(participant, orderId)
          const gone = { open: 0, filled: before.size, shown: 0 }
          const order = rest ?? { ...before, ...gone }
          this.events.push({ event: 'crossed', order, price, size: share })
          if (rest?.open === 0) this.forget(rest)
        }
      }
      this.events.push({ event: 'uncrossed', price, size })
      this.reference = price
    }
    this.held++
    this.news = undefined
    const ending = this.orders.filter(({ venueOrder }) => this.fleeting.has(venueOrder))
    ending.sort((a, b) => a.venueOrder - b.venueOrder)
    for (const order of ending) {
      this.forget(order)
      this.events.push({ event: 'expired', order, reason: Reason.auctionOver })
    }
    this.fleeting.clear()
  }

  /** Takes the order out without a word. */
  private forget({ participant, orderId }: PlainOrder): void {
    this.book.cancel(participant, orderId)
    this.events.pop()
  }

  private get clearing(): PlainClearing {
    return plainClearing(this.interests(this.orders), this.reference, this.rules.tie)
  }

  private tell(): void {
    if (this.rules.isSealed) return
    const told = this.clearing
    if (JSON.stringify(told) === JSON.stringify(this.told)) return
    this.told = told
    this.events.push({ event: 'indicative', told })
  }

  private interests(orders: readonly PlainOrder[]): PlainInterest[] {
    return orders.map(({ venueOrder, side, price, open, hidden }) => ({
      ...{ venueOrder, side, price, open },
      isHidden: hidden === 1,
      isFleeting: this.fleeting.has(venueOrder),
      batch: this.batchOf(venueOrder),
    }))
  }

  private batchOf(venueOrder: number): number {
    return this.batches.get(venueOrder) as number
  }

  private find(participant: number, orderId: number): PlainOrder | undefined {
    return this.orders.find(
      (order) => order.participant === participant && order.orderId === orderId,
    )
  }
}
