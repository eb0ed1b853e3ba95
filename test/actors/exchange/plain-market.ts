import { Kind, Phase, Reason, Role, Side } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import { EVERY_INSTRUMENT, SIZE_MAX } from '../../../protocols/units.ts'
import type { PlainOrder } from './book/plain-order.ts'
import {
  AUCTIONS,
  PlainContinuous,
  type PlainEvent,
  type PlainView,
  type PlainWish,
} from './continuous/plain-continuous.ts'

/** A request as plain numbers: what it has of these fields depends on its kind. */
export interface PlainRequest {
  readonly kind: number
  readonly sender: number
  readonly [field: string]: number | string
}

/** Something that the venue says: when, to whom, and what. */
export interface PlainSaying {
  readonly at: number
  readonly to: number
  readonly body: Record<string, number>
}

/** What a plain market is made with. */
export interface PlainTerms {
  readonly instruments: number
  readonly imbalance: number | undefined
  readonly cancelOnDisconnect: boolean
  /** What its auctions refer to until something has traded. */
  readonly reference: number
}

/**
 * The venue's plain twin: the plain mechanism for each instrument, and what the venue says of what
 * happens in it. It is told what is asked for, when the session moves on and when time has passed,
 * and says what a venue must say, in order.
 */
export class PlainMarket {
  readonly said: PlainSaying[] = []
  readonly cash = new Map<number, number>()
  private readonly desks: PlainDesk[]
  private readonly terms: PlainTerms
  private phase = 0
  private phases = 0

  constructor(terms: PlainTerms) {
    this.terms = terms
    this.desks = Array.from(
      { length: terms.instruments },
      (_, instrument) => new PlainDesk(instrument, terms, this.said, this.cash),
    )
  }

  enter(phase: number, at: number): void {
    this.phase = phase
    const body = { kind: Kind.session, instrument: 0, number: ++this.phases, phase }
    this.said.push({ at, to: EVERYONE, body })
    for (const desk of this.desks) desk.enter(phase, at)
  }

  serve(request: PlainRequest, at: number): void {
    const { kind, sender } = request
    if (kind === Kind.disconnect) {
      if (this.terms.cancelOnDisconnect) this.sweep(sender, 0, Reason.disconnected, at)
      return
    }
    const reason = this.judge(request) || this.act(request, at)
    if (reason === Reason.none) return
    const refusal = kind === Kind.newOrder ? Kind.rejected : Kind.refused
    const instrument = Number(request.instrument ?? 0)
    const orderId = Number(request.orderId ?? 0)
    const body = { kind: refusal, instrument, orderId, venueOrder: 0, reason }
    this.said.push({ at, to: sender, body })
    // A refused request may have found something due.
    this.desks[instrument]?.publish(at)
  }

  /** When something is due of itself in an instrument. */
  dueOf(instrument: number): number {
    return (this.desks[instrument] as PlainDesk).due
  }

  /** What an instrument's public sees of a side, in order of priority: each order's number. */
  queueOf(instrument: number, side: number): number[] {
    return (this.desks[instrument] as PlainDesk).queueOf(side)
  }

  /** Something is due in the instrument. */
  advance(instrument: number, at: number): void {
    this.desks[instrument]?.advance(at)
  }

  /** What the venue has against a request before it looks at a book. */
  private judge({ kind, instrument, onlySide = 0 }: PlainRequest): Reason {
    if (kind === Kind.custom) return Reason.unknownKind
    const isSweep = kind === Kind.massCancel && instrument === EVERY_INSTRUMENT
    if (!isSweep && this.desks[Number(instrument)] === undefined) return Reason.unknownInstrument
    if (kind === Kind.massCancel && Number(onlySide) > Side.sell) return Reason.malformed
    if (kind === Kind.cancelOrder || kind === Kind.massCancel) return Reason.none
    if (this.phase === Phase.preOpen) return Reason.notOpen
    if (this.phase === Phase.halted) return Reason.halted
    if (this.phase === Phase.closed) return Reason.closed
    return Reason.none
  }

  private act(request: PlainRequest, at: number): Reason {
    const { kind, sender, onlySide } = request
    const instrument = Number(request.instrument)
    if (kind !== Kind.massCancel) return (this.desks[instrument] as PlainDesk).serve(request, at)
    const side = Number(onlySide ?? 0)
    if (instrument !== EVERY_INSTRUMENT) {
      return (this.desks[instrument] as PlainDesk).massCancel(sender, side, at)
    }
    const size = this.sweep(sender, side, Reason.requested, at)
    const body = { kind: Kind.massCancelled, instrument, orderId: 0, venueOrder: 0, size }
    this.said.push({ at, to: sender, body })
    return Reason.none
  }

  private sweep(participant: number, side: number, reason: Reason, at: number): number {
    return this.desks.reduce((sum, desk) => sum + desk.cancelAll(participant, side, reason, at), 0)
  }

  positionOf(participant: number, instrument: number): number {
    return this.desks[instrument]?.positions.get(participant) ?? 0
  }

  openOrdersOf(participant: number): number {
    return this.desks.reduce((sum, desk) => sum + (desk.open.get(participant) ?? 0), 0)
  }
}

interface Level {
  readonly side: number
  readonly price: number
  readonly size: number
  readonly count: number
}

/** An order that the public was told of, and its total. */
interface Seen {
  readonly side: number
  readonly price: number
  readonly shown: number
}

class PlainDesk {
  readonly positions = new Map<number, number>()
  readonly open = new Map<number, number>()
  private readonly mechanism: PlainContinuous
  private trades = 0
  private crosses = 0
  private heavier = 0
  private at = 0
  private trading: number = Phase.preOpen
  private quote = { bid: 0, bidSize: 0, ask: 0, askSize: 0 }
  private readonly numbers = new Map<number, number>()
  private levels: Level[] = []
  private seen = new Map<number, Seen>()
  /** What a request did, in its order: levels it came to, orders, and which of these lost their place. */
  private touchedLevels: { side: number; price: number }[] = []
  private touchedOrders: number[] = []
  private moved: number[] = []
  /** Each order as last heard of. */
  private readonly heard = new Map<number, PlainOrder>()
  private indication: Record<string, number> | undefined
  private readonly instrument: number
  private readonly threshold: number | undefined
  private readonly said: PlainSaying[]
  private readonly cash: Map<number, number>

  constructor(
    instrument: number,
    { imbalance, reference }: PlainTerms,
    said: PlainSaying[],
    cash: Map<number, number>,
  ) {
    this.instrument = instrument
    this.threshold = imbalance
    this.said = said
    this.cash = cash
    this.mechanism = new PlainContinuous(reference)
  }

  serve(request: PlainRequest, at: number): Reason {
    const { kind, sender } = request
    const number = (field: string): number => Number(request[field] ?? 0)
    this.at = at
    let reason: Reason
    if (kind === Kind.newOrder) {
      reason = this.mechanism.submit(sender, request as unknown as PlainWish, at)
    } else if (kind === Kind.cancelOrder) {
      reason = this.mechanism.cancel(sender, number('orderId'), number('less'), at)
    } else {
      const [price, size] = [number('price'), number('size')]
      reason = this.mechanism.replace(sender, number('orderId'), price, size, at)
    }
    this.report()
    if (reason === Reason.none) this.publish(at)
    return reason
  }

  massCancel(participant: number, side: number, at: number): Reason {
    this.at = at
    const size = this.mechanism.cancelAll(participant, side, Reason.requested, at)
    this.report()
    const { instrument } = this
    const body = { kind: Kind.massCancelled, instrument, orderId: 0, venueOrder: 0, size }
    this.said.push({ at, to: participant, body })
    this.publish(at)
    return Reason.none
  }

  cancelAll(participant: number, side: number, reason: Reason, at: number): number {
    this.at = at
    const count = this.mechanism.cancelAll(participant, side, reason, at)
    this.report()
    this.publish(at)
    return count
  }

  enter(phase: number, at: number): void {
    this.at = at
    this.mechanism.enter(phase, at)
    this.report()
    if (phase === Phase.continuous || AUCTIONS.includes(phase)) this.trading = phase
    this.publish(at)
  }

  get due(): number {
    return this.mechanism.nextExpiry
  }

  queueOf(side: number): number[] {
    const orders = this.mechanism.book.orders(side).filter(({ shown }) => shown > 0)
    return orders.map(({ venueOrder }) => venueOrder)
  }

  advance(at: number): void {
    this.at = at
    this.mechanism.advance(at)
    this.report()
    this.publish(at)
  }

  // ── what becomes of orders ──

  private report(): void {
    for (const each of this.mechanism.events) this.hear(each)
    this.mechanism.events = []
  }

  private hear(each: PlainEvent): void {
    switch (each.event) {
      case 'accepted': {
        const { display, hidden, price, size } = each.order
        const dormant = (each.order as PlainView).dormant ?? 0
        this.count(each.order, 1)
        this.tell(each.order, Kind.accepted, { price, size, display, hidden, dormant })
        this.touch(each.order, true)
        return
      }
      case 'fill':
        this.hearFill(each)
        return
      case 'replaced':
      case 'repriced': {
        const { order, previousPrice } = each
        const { price, size, open } = order
        this.tell(order, Kind[each.event], { price, size, open })
        const isMoved = price !== previousPrice || size >= this.known(order).size
        this.touch({ ...order, price: previousPrice }, false)
        this.touch(order, isMoved)
        return
      }
      case 'cancelled':
      case 'expired': {
        const { order, reason } = each
        this.count(order, -1)
        this.tell(order, Kind[each.event], { price: order.price, size: order.open, reason })
        this.touch(order, false)
        return
      }
      case 'triggered': {
        const { order } = each
        this.tell(order, Kind.triggered, { price: order.price, size: order.open })
        this.touch(order, true)
        return
      }
      case 'crossed': {
        const { order, price, size } = each
        this.exchange(order, price, size)
        this.tellFill(order, { price, size, role: Role.auction, number: this.crosses + 1 })
        this.touch(order, false)
        return
      }
      case 'uncrossed': {
        const { price, size } = each
        this.crosses++
        const phase = this.trading
        this.tellAll(Kind.cross, { price, size: Math.min(size, SIZE_MAX), phase })
        return
      }
      case 'indicative': {
        const [size, surplus] = [Math.min(each.size, SIZE_MAX), Math.min(each.surplus, SIZE_MAX)]
        this.indication = { price: each.price, size, surplus, onlySide: each.side }
      }
    }
  }

  private hearFill({ maker, taker, price, size }: PlainEvent & { event: 'fill' }): void {
    this.exchange(maker, price, size)
    this.exchange(taker, price, size)
    const number = ++this.trades
    this.tellFill(maker, { price, size, role: Role.maker, number })
    this.tellFill(taker, { price, size, role: Role.taker, number })
    const venueOrder = maker.hidden === 1 ? 0 : maker.venueOrder
    this.tellAll(Kind.trade, { side: taker.side, price, size, venueOrder })
    for (const order of [maker, taker]) {
      const isRefreshed = order.display > 0 && order.open > 0 && size >= this.known(order).shown
      this.touch(order, isRefreshed)
    }
  }

  /** The order as it was heard of last. */
  private known({ venueOrder }: PlainOrder): PlainOrder {
    return this.heard.get(venueOrder) as PlainOrder
  }

  private exchange({ participant, side }: PlainOrder, price: number, size: number): void {
    const add = (to: Map<number, number>, amount: number): void => {
      to.set(participant, (to.get(participant) ?? 0) + amount)
    }
    add(this.cash, side === Side.buy ? -price * size : price * size)
    add(this.positions, side === Side.buy ? size : -size)
  }

  private count({ participant }: PlainOrder, change: number): void {
    this.open.set(participant, (this.open.get(participant) ?? 0) + change)
  }

  private tellFill(order: PlainOrder, more: Record<string, number>): void {
    const { open } = order
    this.tell(order, open === 0 ? Kind.fill : Kind.partialFill, { ...more, open })
    if (open === 0) this.count(order, -1)
  }

  private tell(order: PlainOrder, kind: Kind, more: Record<string, number>): void {
    const { participant, orderId, venueOrder, side } = order
    const body = { kind, instrument: this.instrument, orderId, venueOrder, side, ...more }
    this.said.push({ at: this.at, to: participant, body })
  }

  // ── what the public is told ──

  private tellAll(kind: number, body: Record<string, number>): void {
    const number = (this.numbers.get(kind) ?? 0) + 1
    this.numbers.set(kind, number)
    const { instrument, at } = this
    this.said.push({ at, to: EVERYONE, body: { kind, instrument, number, ...body } })
  }

  /** Something happened to the order, at its price. @param isMoved it went to the back of a queue */
  private touch(order: PlainOrder | PlainView, isMoved: boolean): void {
    const { side, price, venueOrder } = order
    this.heard.set(venueOrder, order)
    if (order.hidden === 1 || ('dormant' in order && order.dormant === 1)) return
    if (!this.touchedLevels.some((level) => level.side === side && level.price === price)) {
      this.touchedLevels.push({ side, price })
    }
    if (isMoved) {
      this.touchedOrders = this.touchedOrders.filter((number) => number !== venueOrder)
      this.moved.push(venueOrder)
    }
    if (!this.touchedOrders.includes(venueOrder)) this.touchedOrders.push(venueOrder)
  }

  /** Says what changed since it was last called. */
  publish(at: number): void {
    this.at = at
    this.publishLevels()
    this.publishOrders()
    this.publishQuote()
    this.publishImbalance()
    if (this.indication !== undefined) this.tellAll(Kind.indicative, this.indication)
    this.indication = undefined
    this.touchedLevels = []
    this.touchedOrders = []
    this.moved = []
  }

  private publishLevels(): void {
    const before = this.levels
    this.levels = [Side.buy, Side.sell].flatMap((side) =>
      this.mechanism.book
        .levels(side)
        .map(([price, size, count]) => ({ side, price, size, count })),
    )
    for (const { side, price } of this.touchedLevels) {
      const is = (level: Level): boolean => level.side === side && level.price === price
      const old = before.find(is)
      const { size, count } = this.levels.find(is) ?? { size: 0, count: 0 }
      if ((old?.size ?? 0) === size && (old?.count ?? 0) === count) continue
      this.tellAll(Kind.depthByPrice, { side, price, size: Math.min(size, SIZE_MAX), count })
    }
  }

  private publishOrders(): void {
    const orders = [Side.buy, Side.sell].flatMap((side) => this.mechanism.book.orders(side))
    for (const venueOrder of this.touchedOrders) {
      const before = this.seen.get(venueOrder)
      const now = orders.find((order) => order.venueOrder === venueOrder && order.shown > 0)
      const isMoved = this.moved.includes(venueOrder)
      const goesBack = isMoved && now?.price === before?.price
      if (before !== undefined && (now === undefined || goesBack)) {
        const { side, price } = before
        this.tellAll(Kind.depthByOrder, { side, price, size: 0, venueOrder })
        this.seen.delete(venueOrder)
      }
      if (now === undefined) continue
      const { side, price, shown } = now
      this.seen.set(venueOrder, now)
      if (!isMoved && shown === before?.shown) continue
      this.tellAll(Kind.depthByOrder, { side, price, size: shown, venueOrder })
    }
  }

  private publishQuote(): void {
    const bid = this.levels.find(({ side }) => side === Side.buy)
    const ask = this.levels.find(({ side }) => side === Side.sell)
    const isCrossed = bid !== undefined && ask !== undefined && bid.price >= ask.price
    const quote = isCrossed
      ? { bid: 0, bidSize: 0, ask: 0, askSize: 0 }
      : {
          bid: bid?.price ?? 0,
          bidSize: Math.min(bid?.size ?? 0, SIZE_MAX),
          ask: ask?.price ?? 0,
          askSize: Math.min(ask?.size ?? 0, SIZE_MAX),
        }
    if (JSON.stringify(quote) === JSON.stringify(this.quote)) return
    this.quote = quote
    this.tellAll(Kind.quote, quote)
  }

  private publishImbalance(): void {
    if (this.threshold === undefined) return
    const bidVolume = this.mechanism.book.volume(Side.buy)
    const askVolume = this.mechanism.book.volume(Side.sell)
    const larger = Math.max(bidVolume, askVolume)
    const smaller = Math.min(bidVolume, askVolume)
    const passes = larger > 0 && 1 - smaller / larger > this.threshold
    const heavier = !passes ? 0 : bidVolume > askVolume ? Side.buy : Side.sell
    if (heavier === this.heavier) return
    const side = heavier || this.heavier
    this.tellAll(Kind.imbalance, { side, onset: passes ? 1 : 0, bidVolume, askVolume })
    this.heavier = heavier
  }
}
