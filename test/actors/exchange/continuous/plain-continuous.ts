import { extendChain } from '../../../../protocols/hash.ts'
import { OrderType, Peg, Phase, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import {
  type PlainInterest,
  plainAllocation,
  plainClearing,
  ranked,
} from '../auction/plain-clearing.ts'
import { PlainBook } from '../book/plain-book.ts'
import {
  type BookEvent,
  isAmong,
  isFleeting,
  judge,
  judgeTerms,
  opposite,
  type PlainOrder,
  type PlainRequest,
} from '../book/plain-order.ts'

/** What is asked for in a new order; any number may stand anywhere. */
export type PlainWish = PlainRequest & {
  readonly stop?: number
  readonly peg?: number
  readonly offset?: number
}

/** An order as a mechanism shows it. */
export type PlainView = PlainOrder & { readonly dormant: number }

/** What a mechanism's sink heard, as plain objects. */
export type PlainEvent =
  | BookEvent
  | { readonly event: 'triggered'; readonly order: PlainView }
  | { readonly event: 'repriced'; readonly order: PlainOrder; readonly previousPrice: number }
  | {
      readonly event: 'crossed'
      readonly order: PlainOrder
      readonly price: number
      readonly size: number
    }
  | { readonly event: 'uncrossed'; readonly price: number; readonly size: number }
  | {
      readonly event: 'indicative'
      readonly price: number
      readonly size: number
      readonly surplus: number
      readonly side: number
    }

interface PlainStop {
  readonly participant: number
  readonly venueOrder: number
  readonly wish: PlainWish
}
interface PlainPeg {
  readonly venueOrder: number
  readonly participant: number
  /** With its limit as it now is. */
  wish: PlainWish
}

const NO_AUCTION = { price: 0, size: 0, surplus: 0, side: 0 }

/** The phases in which orders gather. */
export const AUCTIONS: readonly number[] = [
  Phase.openingAuction,
  Phase.volatilityAuction,
  Phase.closingAuction,
]

/**
 * The plain twin of the continuous double auction: a plain book, a list of stops and a list of
 * pegged orders, both in the order of acceptance, and everything asked of them anew at each turn.
 */
export class PlainContinuous {
  /** What was said since it was last emptied. */
  events: PlainEvent[] = []
  readonly book = new PlainBook()
  private stops: PlainStop[] = []
  private pegs: PlainPeg[] = []
  private phase: number = Phase.preOpen
  private gathers = false
  private last: number
  private numbered = 0
  private told = NO_AUCTION
  /** Prices of trades that no stop has heard of. */
  private prices: number[] = []

  constructor(reference: number) {
    this.last = reference
  }

  // ── requests ──

  submit(participant: number, wish: PlainWish, now: number): Reason {
    return this.turn(now, () => {
      if (this.refusal() !== Reason.none) return this.refusal()
      if (wish.stop) return this.takeStop(participant, wish, now)
      if (wish.peg) return this.takePegged(participant, wish, now)
      if (this.findStop(participant, wish.orderId)) {
        return judge(wish, now) || Reason.duplicateOrderId
      }
      return this.gathers
        ? this.book.collect(participant, wish, now)
        : this.book.submit(participant, wish, now)
    })
  }

  cancel(participant: number, orderId: number, less: number, now: number): Reason {
    return this.turn(now, () => {
      const stop = this.findStop(participant, orderId)
      if (stop === undefined) {
        return less === 0
          ? this.book.cancel(participant, orderId)
          : this.book.reduce(participant, orderId, less)
      }
      if (!isAmong(less, 0, SIZE_MAX)) return Reason.sizeOutOfRange
      const left = stop.wish.size - less
      if (less === 0 || left <= 0) this.endStop(stop, 'cancelled', Reason.requested)
      else this.changeStop(stop, stop.wish.price, left)
      return Reason.none
    })
  }

  replace(participant: number, orderId: number, price: number, size: number, now: number): Reason {
    return this.turn(now, () => {
      if (this.refusal() !== Reason.none) return this.refusal()
      const stop = this.findStop(participant, orderId)
      if (stop !== undefined) {
        const isMarket = stop.wish.orderType === OrderType.market
        if (isMarket && price !== 0) return Reason.priceOutOfRange
        const refusal = judgeTerms(isMarket ? 1 : price, size)
        if (refusal === Reason.none) this.changeStop(stop, price, size)
        return refusal
      }
      const peg = this.pegs.find(
        (each) => each.participant === participant && each.wish.orderId === orderId,
      )
      if (peg !== undefined) return this.replacePegged(peg, price, size)
      return this.replaceIn(participant, orderId, price, size)
    })
  }

  cancelAll(participant: number, side: number, reason: Reason, now: number): number {
    let count = 0
    this.turn(now, () => {
      count = this.book.cancelAll(participant, side, reason)
      this.hearBook()
      for (const stop of this.stops) {
        if (stop.participant !== participant || ![0, stop.wish.side].includes(side)) continue
        this.endStop(stop, 'cancelled', reason)
        count++
      }
      return Reason.none
    })
    return count
  }

  enter(phase: number, now: number): void {
    this.turn(now, () => {
      if (this.gathers && (phase === Phase.continuous || phase === Phase.closed)) this.uncross()
      this.phase = phase
      if (AUCTIONS.includes(phase)) this.gathers = true
      if (phase === Phase.closed) {
        this.book.expireAll(Reason.sessionEnd)
        this.hearBook()
        for (const stop of this.stops) this.endStop(stop, 'expired', Reason.sessionEnd)
        this.prices = []
      }
      return Reason.none
    })
  }

  advance(now: number): void {
    if (this.nextExpiry > now) return
    this.book.expireDue(now)
    this.hearBook()
    const due = this.stops.filter(({ wish }) => wish.expires && wish.expires <= now)
    due.sort((a, b) => Number(a.wish.expires) - Number(b.wish.expires))
    for (const stop of due) this.endStop(stop, 'expired', Reason.goodTillTime)
    this.follow(now)
  }

  // ── what can be asked ──

  get nextExpiry(): number {
    const times = this.stops.map(({ wish }) => wish.expires || Infinity)
    return Math.min(this.book.nextExpiry, ...times)
  }

  /** As the mechanism documents it. */
  get hash(): number {
    const chain = new Uint32Array(4)
    const absorb = (row: number[]): void =>
      extendChain(chain, 0, Uint32Array.from(row), 0, row.length)
    absorb([this.book.hash, this.numbered, this.phase, Number(this.gathers), this.last, 0, 0, 0])
    for (const { participant, venueOrder, wish } of this.stops) {
      const { orderId, side, orderType, timeInForce, price, size, stop = 0 } = wish
      const { display = 0, hidden = 0, selfTrade = 0, minimum = 0, expires = 0 } = wish
      const terms = [participant, orderId, venueOrder, side, orderType, timeInForce, price, size]
      const conditions = [display, hidden, selfTrade, minimum, stop]
      absorb([...terms, ...conditions, expires % 2 ** 32, Math.floor(expires / 2 ** 32), 0])
    }
    for (const { participant, venueOrder, wish } of this.pegs) {
      absorb([participant, venueOrder, wish.peg ?? 0, wish.offset ?? 0, wish.price, 0, 0, 0])
    }
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }

  // ── turns ──

  private turn(now: number, act: () => Reason): Reason {
    this.advance(now)
    const reason = act()
    this.hearBook()
    if (reason === Reason.none) this.follow(now)
    return reason
  }

  private refusal(): Reason {
    if (this.phase === Phase.preOpen) return Reason.notOpen
    if (this.phase === Phase.halted) return Reason.halted
    return this.phase === Phase.closed ? Reason.closed : Reason.none
  }

  /** Passes on what the book said. @param isOwn the venue itself moved an order */
  private hearBook(isOwn = false): void {
    for (const each of this.book.events) {
      if (each.event === 'accepted') this.numbered++
      if (each.event === 'fill') this.note(each.price)
      this.events.push(isOwn && each.event === 'replaced' ? { ...each, event: 'repriced' } : each)
    }
    this.book.events = []
    const live = this.orders().map(({ venueOrder }) => venueOrder)
    this.pegs = this.pegs.filter(({ venueOrder }) => live.includes(venueOrder))
  }

  private note(price: number): void {
    this.last = price
    this.prices.push(price)
  }

  /** After a request: stops, cascades and all, then pegs; or what an auction would do. */
  private follow(now: number): void {
    if (this.phase === Phase.continuous) {
      const turns = this.setOff()
      for (let stop = turns.shift(); stop !== undefined; stop = turns.shift()) {
        this.events.push({ event: 'triggered', order: viewOf(stop, 0) })
        this.book.submit(stop.participant, stop.wish, now, stop.venueOrder)
        this.hearBook()
        turns.push(...this.setOff())
      }
      this.movePegs()
    } else if (AUCTIONS.includes(this.phase)) {
      const now = plainClearing(this.interests(), this.last, 'reference')
      if (JSON.stringify(now) !== JSON.stringify(this.told)) this.indicate(now)
    }
  }

  private indicate(told: typeof NO_AUCTION): void {
    this.told = told
    this.events.push({ event: 'indicative', ...told })
  }

  // ── stops ──

  private takeStop(participant: number, wish: PlainWish, now: number): Reason {
    const refusal = judge(wish, now)
    if (refusal !== Reason.none) return refusal
    if (!isAmong(wish.stop as number, 1, PRICE_MAX)) return Reason.priceOutOfRange
    if (wish.peg || wish.postOnly || wish.timeInForce === TimeInForce.auction) {
      return Reason.unsupported
    }
    if (this.isLive(participant, wish.orderId)) return Reason.duplicateOrderId
    this.numbered++
    const stop = { participant, venueOrder: this.book.takeNumber(), wish }
    this.stops.push(stop)
    this.events.push({ event: 'accepted', order: viewOf(stop, 1) })
    return Reason.none
  }

  /** Takes out the stops that the trades noted set off. */
  private setOff(): PlainStop[] {
    const reached = this.stops.filter(({ wish: { side, stop = 0 } }) =>
      this.prices.some((price) => (side === Side.buy ? price >= stop : price <= stop)),
    )
    this.prices = []
    this.stops = this.stops.filter((stop) => !reached.includes(stop))
    return reached
  }

  private findStop(participant: number, orderId: number): PlainStop | undefined {
    return this.stops.find(
      (stop) => stop.participant === participant && stop.wish.orderId === orderId,
    )
  }

  private changeStop(stop: PlainStop, price: number, size: number): void {
    const { wish } = stop
    const minimum = Math.min(wish.minimum ?? 0, size)
    const changed = { ...stop, wish: { ...wish, price, size, minimum } }
    this.stops = this.stops.map((each) => (each === stop ? changed : each))
    const previousPrice = wish.price
    this.events.push({ event: 'replaced', order: viewOf(changed, 1), previousPrice })
  }

  private endStop(stop: PlainStop, event: 'cancelled' | 'expired', reason: Reason): void {
    this.stops = this.stops.filter((each) => each !== stop)
    this.events.push({ event, order: viewOf(stop, 1), reason })
  }

  // ── pegs ──

  private takePegged(participant: number, wish: PlainWish, now: number): Reason {
    const refusal = judge({ ...wish, price: wish.price || 1 }, now)
    if (refusal !== Reason.none) return refusal
    if (!Object.values<number>(Peg).includes(wish.peg as number)) return Reason.malformed
    if (wish.orderType !== OrderType.limit) return Reason.malformed
    if (!isAmong(wish.offset ?? 0, -PRICE_MAX, PRICE_MAX)) return Reason.malformed
    const { timeInForce, minimum = 0 } = wish
    if (isFleeting(timeInForce) || timeInForce === TimeInForce.auction) return Reason.unsupported
    if (minimum > 0) return Reason.unsupported
    if (this.isLive(participant, wish.orderId)) return Reason.duplicateOrderId
    if (this.gathers) return Reason.noReference
    const wanted = this.wanted(wish)
    if (wanted === undefined) return Reason.noReference
    const price = this.behind(wish, wanted)
    if (price === undefined) return Reason.wouldTake
    this.book.submit(participant, { ...wish, price }, now)
    const accepted = this.book.events.at(-1) as { order: PlainOrder }
    this.pegs.push({ participant, venueOrder: accepted.order.venueOrder, wish })
    return Reason.none
  }

  private replacePegged(peg: PlainPeg, limit: number, size: number): Reason {
    const refusal = judgeTerms(limit || 1, size)
    if (refusal !== Reason.none) return refusal
    const wish = { ...peg.wish, price: limit, size }
    const there = this.orders().find(({ venueOrder }) => venueOrder === peg.venueOrder)
    const current = within(wish, (there as PlainOrder).price)
    const price = this.gathers ? current : this.behind(wish, this.wanted(wish) ?? current)
    if (price === undefined) return Reason.wouldTake
    peg.wish = wish
    return this.replaceIn(peg.participant, wish.orderId, price, size)
  }

  private replaceIn(participant: number, orderId: number, price: number, size: number): Reason {
    return this.gathers
      ? this.book.replaceCollected(participant, orderId, price, size)
      : this.book.replace(participant, orderId, price, size)
  }

  /** First whoever goes away from the other side, then whoever goes towards it. */
  private movePegs(): void {
    for (const goes of ['away', 'towards']) {
      for (const { participant, venueOrder, wish } of this.pegs) {
        const there = this.orders().find((order) => order.venueOrder === venueOrder) as PlainOrder
        const wanted = this.wanted(wish)
        if (wanted === undefined || wanted === there.price) continue
        const isTowards = wanted > there.price === (wish.side === Side.buy)
        if (isTowards !== (goes === 'towards')) continue
        const price = this.behind(wish, wanted)
        if (price === undefined || price === there.price) continue
        this.book.replace(participant, wish.orderId, price, there.size)
        this.hearBook(true)
      }
    }
  }

  /** What the peg asks for, whoever stands in the way. */
  private wanted(wish: PlainWish): number | undefined {
    const [near, far] = [this.toFollow(wish.side), this.toFollow(opposite(wish.side))]
    const round = wish.side === Side.buy ? Math.floor : Math.ceil
    const middle = near && far && round((near + far) / 2)
    const followed = { [Peg.near]: near, [Peg.mid]: middle, [Peg.far]: far }[wish.peg as 1]
    return followed ? within(wish, followed + (wish.offset ?? 0)) : undefined
  }

  /** The best price that is shown by an order that follows nothing itself. */
  private toFollow(side: number): number | undefined {
    const followers = this.pegs.map(({ venueOrder }) => venueOrder)
    const leaders = this.book
      .orders(side)
      .filter(({ shown, venueOrder }) => shown > 0 && !followers.includes(venueOrder))
    return leaders[0]?.price
  }

  /** `price`, or a tick behind whatever stands there on the other side. */
  private behind({ side, size }: PlainWish, price: number): number | undefined {
    const others = this.book.orders(opposite(side)).map((order) => order.price)
    const clear =
      side === Side.buy
        ? Math.min(price, ...others.map((other) => other - 1))
        : Math.max(price, ...others.map((other) => other + 1))
    return isAmong(clear, 1, PRICE_MAX) && clear * size <= NOTIONAL_MAX ? clear : undefined
  }

  // ── auctions ──

  private uncross(): void {
    this.gathers = false
    if (this.told.size > 0 || this.told.surplus > 0) this.indicate(NO_AUCTION)
    const { price, size } = plainClearing(this.interests(), this.last, 'reference')
    for (const side of [Side.buy, Side.sell]) {
      const queue = this.interests().filter((order) => order.side === side)
      const lots = plainAllocation(queue, size, 'price-time', { lo: 0, hi: 0 }, 0)
      for (const { venueOrder } of ranked(queue)) {
        const share = lots.get(venueOrder) ?? 0
        if (share > 0) this.cross(venueOrder, price, share)
      }
    }
    if (size > 0) {
      this.events.push({ event: 'uncrossed', price, size })
      this.note(price)
    }
    this.book.endAuction()
    this.hearBook()
  }

  private cross(venueOrder: number, price: number, size: number): void {
    const before = this.orders().find((order) => order.venueOrder === venueOrder) as PlainOrder
    const { participant, orderId, open, filled } = before
    this.book.takeFrom(participant, orderId, size)
    const left = { open: open - size, filled: filled + size, shown: 0 }
    const after = this.orders().find((order) => order.venueOrder === venueOrder)
    this.events.push({ event: 'crossed', order: after ?? { ...before, ...left }, price, size })
  }

  private interests(): PlainInterest[] {
    return this.orders().map(({ venueOrder, side, price, open, hidden }) => {
      return { venueOrder, side, price, open, isHidden: hidden === 1, isFleeting: false, batch: 0 }
    })
  }

  private orders(): PlainOrder[] {
    return [Side.buy, Side.sell].flatMap((side) => this.book.orders(side))
  }

  private isLive(participant: number, orderId: number): boolean {
    const isIt = (order: PlainOrder): boolean =>
      order.participant === participant && order.orderId === orderId
    return this.findStop(participant, orderId) !== undefined || this.orders().some(isIt)
  }
}

/** The nearest price that the order's limit allows, and at which its notional is in range. */
function within({ side, price: limit, size }: PlainWish, price: number): number {
  const allowed = side === Side.buy ? Math.min(price, limit || price) : Math.max(price, limit)
  return Math.max(1, Math.min(allowed, PRICE_MAX, Math.floor(NOTIONAL_MAX / size)))
}

/** A stop as it is shown. */
function viewOf({ participant, venueOrder, wish }: PlainStop, dormant: 0 | 1): PlainView {
  const { orderId, side, price, size, display = 0, hidden = 0, expires = 0 } = wish
  const seen = display > 0 ? Math.min(display, size) : size
  const shown = dormant === 1 || hidden === 1 ? 0 : seen
  const identity = { participant, orderId, venueOrder, side, price, size }
  return { ...identity, open: size, filled: 0, shown, display, hidden, expires, dormant }
}
