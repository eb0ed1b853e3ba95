import { OrderType, Phase, Reason, SelfTrade, Side } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import {
  type ActorId,
  type Lots,
  type Nanos,
  type OrderId,
  SIZE_MAX,
  type Ticks,
} from '../../../protocols/units.ts'
import { createIndication, type Indication } from '../auction/indication.ts'
import { uncross } from '../auction/uncross.ts'
import {
  type Allocation,
  type Book,
  type BookOptions,
  cancel,
  cancelAll,
  createBook,
  expireAll,
  reduce,
  replace,
  submit,
} from '../book/book.ts'
import { collect } from '../book/collect.ts'
import { takeNumber } from '../book/enter.ts'
import { expireDue, nextExpiry } from '../book/expiry.ts'
import { judgeTerms } from '../book/judge.ts'
import { replaceCollected } from '../book/replace.ts'
import { find } from '../book/resting.ts'
import { restoreBook, saveBook } from '../book/save.ts'
import type { Mechanism, MechanismSink } from '../mechanism.ts'
import { isAuction, refusalIn } from '../session.ts'
import { judgePegged, judgeStop, judgeTaken } from './judge-waiting.ts'
import { createListener, createTrail, type Trail } from './listener.ts'
import {
  behindOpposite,
  createPegs,
  type Extremes,
  extremesOf,
  keptWithin,
  type PeggedOrder,
  type Pegs,
  pegPrice,
  type Touch,
} from './pegs.ts'
import { hashState, type SavedContinuous } from './state.ts'
import { createStops, dueBy, type Stop, stopView } from './stops.ts'
import { type Terms, termsOf } from './terms.ts'

/** How a continuous double auction trades; each has a default. */
export interface ContinuousOptions {
  /** Default `price-time`. */
  readonly allocation?: Allocation | undefined
  /** Of pro-rata. @see BookOptions */
  readonly smallestShare?: number | undefined
  /** What orders do on meeting their own participant's where they do not say; default `allow`. */
  readonly selfTrade?: SelfTrade | undefined
  /** The reference price of auctions until something has traded, in ticks; 0, the default: none. */
  readonly reference?: number | undefined
}

/**
 * A continuous double auction: one book in which an order trades as it comes in, or waits. In the
 * auction phases of the session orders gather instead, and one auction is held when such a phase is
 * left for trading or for the close; a halt in between puts it off.
 *
 * **Stops.** A stop waits outside the book until there is a trade at its price or beyond, in the
 * book or of an auction; trades before its acceptance do not count. When a request is done, all
 * stops that its trades set off act one after another, in the order of acceptance, each to its end:
 * it is `triggered`, matches, and rests or expires. Those that its trades set off come behind all
 * that wait for their turn already, among themselves again in the order of acceptance. So cascades
 * run to the end, a stop acts once, and nothing acts inside another's matching. Stops set off by an
 * auction act when trading begins.
 *
 * **Pegs.** A pegged order rests at what it follows plus its offset, no worse than its limit. What
 * there is to follow is what is shown and follows nothing itself. It never takes: it stays a tick
 * behind the other side's best, whatever that is, hidden and pegged orders too. After each request,
 * and the stops it set off, pegged orders move where they belong by then: first those that move
 * away from the other side, then those that move towards it, each in the order of acceptance, so
 * that none is in another's way. One that moves goes to the back at its new price; one whose price
 * is as it was keeps its place, and so does one that has nothing to follow any more. In auctions
 * and halts they stay where they are.
 *
 * What is due at a time is done ahead of what is asked at that time.
 *
 * `save` and `hash` are of the state between two calls.
 *
 * @param sink hears what becomes of orders, and what an auction would do after each request
 * @throws RangeError where an option is out of its range
 */
export function createContinuous(options: ContinuousOptions, sink: MechanismSink): Mechanism {
  return new Continuous(options, sink)
}

class Continuous implements Mechanism {
  book: Book
  private stops = createStops()
  private phase: Phase = Phase.preOpen
  /** Orders gather, or did when a halt came: the book may be crossed. */
  private gathers = false
  private readonly trail: Trail
  /** What pegged orders were last moved by. */
  private seen: (Touch & Extremes) | undefined
  private readonly bookOptions: BookOptions
  private readonly sink: MechanismSink
  private readonly listener: MechanismSink
  private readonly indication: Indication

  constructor(options: ContinuousOptions, sink: MechanismSink) {
    const { allocation = 'price-time', smallestShare = 2, selfTrade = SelfTrade.allow } = options
    this.bookOptions = { allocation, smallestShare, selfTrade }
    this.sink = sink
    this.indication = createIndication(sink)
    this.book = createBook(this.bookOptions)
    this.trail = createTrail(createPegs(this.book), options.reference ?? 0)
    this.listener = createListener(this.trail, sink)
  }

  submit(participant: ActorId, order: NewOrder, now: Nanos): Reason {
    this.advance(now)
    const reason = refusalIn[this.phase] || this.take(participant, order, now)
    if (reason === Reason.none) this.settle(now)
    return reason
  }

  cancel(participant: ActorId, orderId: OrderId, less: number, now: Nanos): Reason {
    this.advance(now)
    const { book, listener } = this
    const stop = this.stops.find(participant, orderId)
    let reason: Reason
    if (stop !== undefined) reason = this.cancelStop(stop, less)
    else if (less === 0) reason = cancel(book, participant, orderId, listener)
    else reason = reduce(book, participant, orderId, less, listener)
    if (reason === Reason.none) this.settle(now)
    return reason
  }

  replace(participant: ActorId, orderId: OrderId, price: Ticks, size: Lots, now: Nanos): Reason {
    this.advance(now)
    const refusal = refusalIn[this.phase]
    if (refusal !== Reason.none) return refusal
    const stop = this.stops.find(participant, orderId)
    if (stop !== undefined) return this.replaceStop(stop, price, size)
    const at = find(this.book, participant, orderId)
    const pegged = this.pegs.find(this.book.store.venueOrder(at))
    const reason =
      at !== 0 && pegged !== undefined
        ? this.replacePegged(pegged, price, size)
        : this.replaceIn(participant, orderId, price, size)
    if (reason === Reason.none) this.settle(now)
    return reason
  }

  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: Nanos): number {
    this.advance(now)
    let count = cancelAll(this.book, participant, this.listener, side, reason)
    for (const stop of this.stops.ownedBy(participant)) {
      if (side !== 0 && stop.terms.side !== side) continue
      this.stops.remove(stop)
      this.sink.cancelled(stopView(stop, 1), reason)
      count++
    }
    this.settle(now)
    return count
  }

  enter(phase: Phase, now: Nanos): void {
    this.advance(now)
    if (this.gathers && (phase === Phase.continuous || phase === Phase.closed)) {
      this.gathers = false
      this.indication.withdraw()
      uncross(this.book, { reference: this.trail.last }, this.listener)
    }
    this.phase = phase
    if (isAuction(phase)) this.gathers = true
    if (phase === Phase.closed) this.expireAll()
    this.settle(now)
  }

  private get pegs(): Pegs {
    return this.trail.pegs
  }

  get wake(): number {
    return Math.min(nextExpiry(this.book), this.stops.nextExpiry())
  }

  advance(now: Nanos): void {
    if (this.wake > now) return
    expireDue(this.book, now, this.listener)
    for (const stop of dueBy(this.stops, now)) this.expireStop(stop, Reason.goodTillTime)
    this.settle(now)
  }

  refer(): void {}

  save(): SavedContinuous {
    const { phase, gathers } = this
    return {
      book: saveBook(this.book),
      // Copies: these go on changing.
      stops: this.stops.all().map((stop) => ({ ...stop })),
      pegs: [...this.pegs.all()].map((order) => ({ ...order })),
      ...{ phase, gathers, last: this.trail.last, indication: this.indication.save() },
    }
  }

  restore(from: unknown): void {
    const saved = from as SavedContinuous
    this.book = restoreBook(saved.book, this.bookOptions)
    this.stops = createStops()
    for (const stop of saved.stops) this.stops.add({ ...stop })
    this.trail.pegs = createPegs(this.book)
    for (const order of saved.pegs) this.pegs.add({ ...order })
    this.phase = saved.phase
    this.gathers = saved.gathers
    this.trail.last = saved.last
    this.indication.restore(saved.indication)
    this.seen = undefined
  }

  hash(): number {
    return hashState(this.save(), this.book)
  }

  // ── what comes in ──

  private take(participant: ActorId, order: NewOrder, now: Nanos): Reason {
    if (order.stop) return this.takeStop(participant, termsOf(order), now)
    if (order.peg) return this.takePegged(participant, termsOf(order), now)
    if (this.stops.find(participant, order.orderId) !== undefined) {
      return judgeTaken(order, order.price, now) || Reason.duplicateOrderId
    }
    const enter = this.gathers ? collect : submit
    return enter(this.book, participant, order, this.listener, now)
  }

  private takeStop(participant: ActorId, terms: Terms, now: Nanos): Reason {
    const refusal = judgeStop(terms, now)
    if (refusal !== Reason.none) return refusal
    if (this.isLive(participant, terms.orderId)) return Reason.duplicateOrderId
    const stop = { participant, venueOrder: takeNumber(this.book), terms }
    this.stops.add(stop)
    this.sink.accepted(stopView(stop, 1))
    return Reason.none
  }

  private takePegged(participant: ActorId, terms: Terms, now: Nanos): Reason {
    const refusal = judgePegged(terms, now)
    if (refusal !== Reason.none) return refusal
    if (this.isLive(participant, terms.orderId)) return Reason.duplicateOrderId
    const wanted = this.gathers ? 0 : pegPrice(terms, this.pegs.touch())
    if (wanted === 0) return Reason.noReference
    const price = behindOpposite(this.book, terms, wanted) as Ticks
    if (price === 0) return Reason.wouldTake
    this.trail.entering = terms
    demandDone(submit(this.book, participant, { ...terms, price }, this.listener, now))
    this.trail.entering = undefined
    return Reason.none
  }

  private isLive(participant: ActorId, orderId: OrderId): boolean {
    if (this.stops.find(participant, orderId) !== undefined) return true
    return find(this.book, participant, orderId) !== 0
  }

  private replaceIn(participant: ActorId, orderId: OrderId, price: Ticks, size: Lots): Reason {
    const change = this.gathers ? replaceCollected : replace
    return change(this.book, participant, orderId, price, size, this.listener)
  }

  /** Its new limit, 0 for none, may move it; without anything to follow it moves no further. */
  private replacePegged(order: PeggedOrder, limit: Ticks, size: Lots): Reason {
    const refusal = judgeTerms(limit || 1, size)
    if (refusal !== Reason.none) return refusal
    const terms = { ...order.terms, price: limit, size }
    const wanted = this.gathers ? 0 : pegPrice(terms, this.pegs.touch())
    const kept = wanted || keptWithin(terms, order.price)
    const price = this.gathers ? kept : behindOpposite(this.book, terms, kept)
    if (price === 0) return Reason.wouldTake
    order.terms = terms
    // In an auction it cannot follow its new limit yet, though nothing else may have changed after it.
    if (this.gathers) this.seen = undefined
    demandDone(this.replaceIn(order.participant, terms.orderId, price as Ticks, size))
    return Reason.none
  }

  private replaceStop(stop: Stop, price: Ticks, size: Lots): Reason {
    const { orderType, price: previous } = stop.terms
    const isMarket = orderType === OrderType.market
    if (isMarket && price !== 0) return Reason.priceOutOfRange
    const refusal = judgeTerms(isMarket ? 1 : price, size)
    if (refusal !== Reason.none) return refusal
    this.resize(stop, size)
    stop.terms = { ...stop.terms, price }
    this.sink.replaced(stopView(stop, 1), previous)
    return Reason.none
  }

  private cancelStop(stop: Stop, less: number): Reason {
    if (!Number.isInteger(less) || less < 0 || less > SIZE_MAX) return Reason.sizeOutOfRange
    const { price, size } = stop.terms
    if (less === 0 || less >= size) {
      this.stops.remove(stop)
      this.sink.cancelled(stopView(stop, 1), Reason.requested)
    } else {
      this.resize(stop, (size - less) as Lots)
      this.sink.replaced(stopView(stop, 1), price)
    }
    return Reason.none
  }

  private resize(stop: Stop, size: Lots): void {
    const minimum = Math.min(stop.terms.minimum, size) as Lots
    stop.terms = { ...stop.terms, size, minimum }
  }

  // ── what follows ──

  /** After a request: stops and pegs have their turn, or an auction is reckoned anew. */
  private settle(now: Nanos): void {
    if (this.phase === Phase.continuous) {
      if (this.trail.high !== 0) this.runStops(now)
      if (this.pegs.count() > 0) this.reprice()
    } else if (isAuction(this.phase)) {
      this.indication.tell(this.book, this.trail.last)
    }
  }

  private runStops(now: Nanos): void {
    const turns = this.takeSetOff()
    // Grows while it is gone through.
    for (const stop of turns) {
      this.sink.triggered(stopView(stop, 0))
      const { participant, terms, venueOrder } = stop
      demandDone(submit(this.book, participant, terms, this.listener, now, venueOrder))
      for (const next of this.takeSetOff()) turns.push(next)
    }
  }

  private takeSetOff(): Stop[] {
    const { trail } = this
    const stops = this.stops.setOff(trail.low, trail.high)
    trail.low = Infinity
    trail.high = 0
    return stops
  }

  private reprice(): void {
    const touch = this.pegs.touch()
    if (isSame(this.seen, { ...touch, ...extremesOf(this.book) })) return
    for (const isTowards of [false, true]) {
      for (const order of this.pegs.all()) this.moveIf(isTowards, order, touch)
    }
    this.seen = { ...touch, ...extremesOf(this.book) }
  }

  /** Moves the order where it belongs, if that lies towards the other side, or away from it. */
  private moveIf(isTowards: boolean, { participant, terms, price }: PeggedOrder, to: Touch): void {
    const wanted = pegPrice(terms, to)
    const gain = terms.side === Side.buy ? wanted - price : price - wanted
    if (wanted === 0 || (isTowards ? gain <= 0 : gain >= 0)) return
    const next = behindOpposite(this.book, terms, wanted)
    if (next === 0 || next === price) return
    this.trail.isRepricing = true
    demandDone(this.replaceIn(participant, terms.orderId, next as Ticks, terms.size))
    this.trail.isRepricing = false
  }

  private expireStop(stop: Stop, reason: Reason): void {
    this.stops.remove(stop)
    this.sink.expired(stopView(stop, 1), reason)
  }

  private expireAll(): void {
    expireAll(this.book, this.listener, Reason.sessionEnd)
    for (const stop of this.stops.all()) this.expireStop(stop, Reason.sessionEnd)
    this.takeSetOff()
  }
}

const isSame = (a: (Touch & Extremes) | undefined, b: Touch & Extremes): boolean =>
  a?.bid === b.bid && a.ask === b.ask && a.highest === b.highest && a.lowest === b.lowest

/** What was judged cannot be refused: it is our mistake where it is. */
function demandDone(reason: Reason): void {
  if (reason !== Reason.none) throw new Error(`a book refused what was judged: reason ${reason}`)
}
