import type { Key } from '../../../protocols/hash.ts'
import { Phase, Reason, type Side } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../protocols/units.ts'
import { type Book, cancel, cancelAll, expireAll, reduce } from '../book/book.ts'
import { collect } from '../book/collect.ts'
import { expireDue, nextExpiry } from '../book/expiry.ts'
import { replaceCollected } from '../book/replace.ts'
import { find } from '../book/resting.ts'
import type { Mechanism, MechanismSink } from '../mechanism.ts'
import { isAuction, refusalIn } from '../session.ts'
import type { TieRule } from './clearing.ts'
import { createIndication, type Indication, type SavedIndication } from './indication.ts'
import { asCollected, isUnsupported } from './periodic-order.ts'
import { PeriodicState, type SavedPeriodic } from './periodic-state.ts'
import type { AuctionAllocation } from './shares.ts'
import { tradeAtOnePrice } from './uncross.ts'

/** How auctions follow each other. */
export interface PeriodicOptions {
  /** From one to the next, in whole ns, at least 1. */
  readonly interval: number
  readonly allocation: AuctionAllocation
  /** The chance of `price-random`. */
  readonly key: Key
  readonly tie: TieRule
  /** The reference price until an auction has found one, in ticks; 0: none. */
  readonly reference: number
  /** Whether what comes in is shown to nobody before its auction; else the indication is told. */
  readonly isSealed: boolean
}

/** A mechanism of auctions that follow each other. */
export interface PeriodicAuction extends Mechanism {
  /**
   * Whether `book` holds what is not for the public yet: who publishes it waits until this is false
   * again, which it is once the auction was held.
   */
  readonly isSealed: boolean
}

const NEVER = Number.POSITIVE_INFINITY

/**
 * Auctions at each multiple of an interval since continuous trading began, each held only where
 * something new came in since the last: between them nothing trades, and a time without news costs
 * nothing. What comes in at the very time of an auction belongs to the next.
 *
 * In the auction phases of a session it gathers orders likewise, and holds one auction when such a
 * phase is left for trading or for the close; a halt in between puts it off. A halt of trading
 * interrupts: what waits then is in the first auction after it. Where the session closes between
 * two auctions none is held, and all expires.
 *
 * Orders rest until they trade or are ended. Immediate or cancel means in this auction alone: it is
 * read as `auction`, and what is left of such an order and of a market order after its auction
 * expires with `auctionOver`, in the order of acceptance. What must trade at once (fill or kill, a
 * minimum), stops and pegs are `unsupported`. Nobody takes here, and nobody trades with anybody in
 * particular: post-only and self-trade prevention are accepted and have nothing to act on.
 *
 * @throws RangeError where the interval or the reference is out of its range
 */
export function createPeriodicAuction(
  options: PeriodicOptions,
  sink: MechanismSink,
): PeriodicAuction {
  demand('interval', options.interval, 1)
  demand('reference', options.reference, 0)
  return new Auctions(options, sink)
}

class Auctions implements PeriodicAuction {
  private readonly options: PeriodicOptions
  private readonly sink: MechanismSink
  private readonly state: PeriodicState
  private readonly indication: Indication
  private readonly batchAt: (at: number) => number

  constructor(options: PeriodicOptions, sink: MechanismSink) {
    this.options = options
    this.sink = sink
    const state = new PeriodicState(options.reference)
    this.state = state
    this.indication = createIndication(sink)
    this.batchAt = (at) => state.batchAt(at)
  }

  get book(): Book {
    return this.state.book
  }

  get isSealed(): boolean {
    return this.options.isSealed && this.state.hasNews
  }

  get wake(): number {
    return Math.min(nextExpiry(this.book), this.state.due)
  }

  submit(participant: ActorId, order: NewOrder, now: Nanos): Reason {
    this.catchUp(now)
    const reason = refusalIn[this.state.phase] || this.take(participant, order, now)
    if (reason === Reason.none) {
      const at = find(this.book, participant, order.orderId)
      this.state.noteFleeting(at)
      this.hear(at, now)
    }
    this.indicate()
    return reason
  }

  cancel(participant: ActorId, orderId: OrderId, less: number, now: Nanos): Reason {
    this.catchUp(now)
    const { book, sink } = this
    const reason =
      less === 0
        ? cancel(book, participant, orderId, sink)
        : reduce(book, participant, orderId, less, sink)
    this.indicate()
    return reason
  }

  replace(participant: ActorId, orderId: OrderId, price: Ticks, size: Lots, now: Nanos): Reason {
    this.catchUp(now)
    const refusal = refusalIn[this.state.phase]
    if (refusal !== Reason.none) return refusal
    const { book, sink } = this
    const at = find(book, participant, orderId)
    const keepsPlace = price === book.store.price(at) && size < book.store.size(at)
    const reason = replaceCollected(book, participant, orderId, price, size, sink)
    const isLive = find(book, participant, orderId) !== 0
    if (reason === Reason.none && isLive && !keepsPlace) this.hear(at, now)
    this.indicate()
    return reason
  }

  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: Nanos): number {
    this.catchUp(now)
    const count = cancelAll(this.book, participant, this.sink, side, reason)
    this.indicate()
    return count
  }

  enter(phase: Phase, now: Nanos): void {
    this.catchUp(now)
    const { state } = this
    const isOver = phase === Phase.continuous || phase === Phase.closed
    if (isOver && state.gathers) {
      state.gathers = false
      if (state.hasNews) this.hold()
    }
    if (isAuction(phase)) state.gathers = true
    if (phase === Phase.closed) {
      expireAll(state.book, this.sink, Reason.sessionEnd)
      state.hasNews = false
    }
    state.phase = phase
    state.began = now
    const isDue = phase === Phase.continuous && state.hasNews
    state.due = isDue ? now + this.options.interval : NEVER
    this.indicate()
  }

  advance(now: Nanos): void {
    this.catchUp(now)
    this.indicate()
  }

  refer(): void {}

  save(): SavedAuctions {
    return { ...this.state.save(), told: this.indication.save() }
  }

  restore(saved: unknown): void {
    const { told, ...state } = saved as SavedAuctions
    this.state.restore(state)
    this.indication.restore(told)
  }

  hash(): number {
    return this.state.hash()
  }

  private take(participant: ActorId, order: NewOrder, now: Nanos): Reason {
    if (isUnsupported(order)) return Reason.unsupported
    return collect(this.book, participant, asCollected(order), this.sink, now)
  }

  /** Lets time pass. What expires at the time of an auction is not in it any more. */
  private catchUp(now: number): void {
    const { state } = this
    for (;;) {
      const expiry = nextExpiry(state.book)
      if (Math.min(expiry, state.due) > now) return
      if (expiry <= state.due) expireDue(state.book, expiry as Nanos, this.sink)
      else this.hold()
    }
  }

  /** The next auction has something new to look at: the order that came, or came again. */
  private hear(at: number, now: number): void {
    const { state } = this
    state.setBatch(at)
    state.hasNews = true
    if (state.phase !== Phase.continuous || state.due !== NEVER) return
    const { interval } = this.options
    state.due = state.began + (Math.floor((now - state.began) / interval) + 1) * interval
  }

  private hold(): void {
    const { state, sink, batchAt } = this
    const { tie, allocation, key } = this.options
    const { reference, held: auction } = state
    state.due = NEVER
    state.hasNews = false
    const rules = { reference, tie, allocation, key, auction, batchAt }
    const { price } = tradeAtOnePrice(state.book, rules, sink)
    if (price !== 0) state.reference = price
    state.held++
    state.endFleeting(sink)
  }

  private indicate(): void {
    const { tie, isSealed } = this.options
    if (!isSealed) this.indication.tell(this.book, this.state.reference, tie)
  }
}

/** What `save` gives: beside the state, what was last told of the auction that builds. */
interface SavedAuctions extends SavedPeriodic {
  readonly told: SavedIndication
}

function demand(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new RangeError(`an auction's ${name} must be a whole number from ${least}, not ${value}`)
}
