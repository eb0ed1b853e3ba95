import { extendChain } from '../../../../protocols/hash.ts'
import { Phase, Reason, SelfTrade, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { NOTIONAL_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import {
  isAmong,
  judge,
  judgeTerms,
  type PlainOptions,
  type PlainOrder,
  type PlainRequest,
  type PoolEvent,
} from './plain-pool-order.ts'

/** An order that waits, with its terms. */
interface Waiting extends PlainOrder {
  readonly timeInForce: number
  readonly selfTrade: number
  readonly minimum: number
  readonly expires: number
}

type Pair = readonly [maker: Waiting, taker: Waiting]

/**
 * The dark pool's plain twin: one list of orders, the one that has waited longest first. Whenever
 * it may trade, it lists all pairs that may, and takes the first in priority, until there is none.
 */
export class PlainDarkPool {
  events: PoolEvent[] = []
  /** The one that has waited longest first. */
  waiting: Waiting[] = []
  private readonly options: PlainOptions
  private numbered = 0
  private bid = 0
  private ask = 0
  private phase: number = Phase.continuous
  private due = 0

  constructor(options: PlainOptions) {
    this.options = options
  }

  submit(participant: number, request: PlainRequest, now: number): number {
    this.advance(now)
    if (this.phase === Phase.closed) return Reason.closed
    const refusal = judge(request, this.options, now)
    if (refusal !== Reason.none) return refusal
    const { orderId, side, timeInForce, price, size, minimum = 0, expires = 0 } = request
    if (this.find(participant, orderId)) return Reason.duplicateOrderId
    const order: Waiting = {
      ...{ participant, orderId, venueOrder: ++this.numbered, side, price, size, open: size },
      ...{ filled: 0, timeInForce, minimum: Math.max(minimum, this.options.minimum) },
      selfTrade: request.selfTrade || this.options.selfTrade || SelfTrade.allow,
      expires,
    }
    this.say({ event: 'accepted', order })
    if (timeInForce === TimeInForce.fillOrKill && !this.wouldFill(order)) {
      this.say({ event: 'expired', order, reason: Reason.fillOrKill })
      return Reason.none
    }
    this.waiting.push(order)
    this.crossNow()
    const left = this.find(participant, orderId)
    if (left && !this.isPeriodic && timeInForce === TimeInForce.immediateOrCancel) this.expire(left)
    this.schedule(now)
    return Reason.none
  }

  cancel(participant: number, orderId: number, less: number, now: number): number {
    this.advance(now)
    if (!isAmong(less, 0, SIZE_MAX)) return Reason.sizeOutOfRange
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    if (less === 0 || less >= order.open) this.withdraw(order, Reason.requested)
    else this.shrink(order, less)
    this.crossNow()
    this.schedule(now)
    return Reason.none
  }

  replace(participant: number, orderId: number, price: number, size: number, now: number): number {
    this.advance(now)
    const refusal = judgeTerms(price, size)
    if (refusal !== Reason.none) return refusal
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    if (size <= order.filled) this.withdraw(order, Reason.replacedBelowFilled)
    else if (price === order.price && size < order.size) this.shrink(order, order.size - size)
    else {
      const changed = { ...order, price, size, open: size - order.filled }
      this.waiting = [...this.waiting.filter((other) => other !== order), changed]
      this.say({ event: 'replaced', order: changed, previousPrice: order.price })
    }
    this.crossNow()
    this.schedule(now)
    return Reason.none
  }

  cancelAll(participant: number, side: number, reason: number, now: number): number {
    this.advance(now)
    const ending = this.waiting.filter(
      (order) => order.participant === participant && (side === 0 || order.side === side),
    )
    for (const order of ending) this.withdraw(order, reason)
    this.schedule(now)
    return ending.length
  }

  enter(phase: number, now: number): void {
    this.advance(now)
    this.phase = phase
    if (phase === Phase.closed) {
      for (const order of this.waiting) this.expire(order, Reason.sessionEnd)
    }
    this.crossNow()
    this.schedule(now)
  }

  refer(bid: number, ask: number, now: number): void {
    this.advance(now)
    this.bid = bid
    this.ask = ask
    this.crossNow()
  }

  advance(now: number): void {
    while (this.wake <= now) {
      const time = this.wake
      const [mortal] = this.mortal()
      if (mortal !== undefined && mortal.expires === time) {
        this.expire(mortal)
        this.schedule(time)
        continue
      }
      if (this.isBalanced()) this.cross()
      for (const order of this.waiting) if (isForOneCrossing(order)) this.expire(order)
      this.due = 0
      this.schedule(time)
    }
  }

  get wake(): number {
    return Math.min(this.due || Infinity, this.mortal()[0]?.expires ?? Infinity)
  }

  /** As the pool documents it. */
  get hash(): number {
    const chain = new Uint32Array(4)
    const words = this.waiting.flatMap((order) => [
      ...[order.participant, order.orderId, order.venueOrder, order.side, order.price],
      ...[order.size, order.open, order.minimum, order.timeInForce, order.selfTrade],
      ...[order.expires % 2 ** 32, Math.floor(order.expires / 2 ** 32)],
    ])
    for (let at = 0; at < words.length; at += 12) {
      extendChain(chain, 0, Uint32Array.from(words.slice(at, at + 8)), 0, 8)
      extendChain(chain, 0, Uint32Array.from(words.slice(at + 8, at + 12)), 0, 4)
    }
    const due = [this.due % 2 ** 32, Math.floor(this.due / 2 ** 32)]
    const own = [this.numbered, this.bid, this.ask, this.phase, ...due, 0, 0]
    extendChain(chain, 0, Uint32Array.from(own), 0, 8)
    return chain.reduce((hash, word) => hash ^ word) >>> 0
  }

  /** All pairs that might trade now, the first in priority first. */
  pairs(waiting: readonly Waiting[] = this.waiting): Pair[] {
    const { bid, ask, options, phase } = this
    const isMarket = bid > 0 && ask > 0 && phase === Phase.continuous
    if (!isMarket || (bid === ask && !options.tradesLocked)) return []
    if (bid > ask && !options.tradesCrossed) return []
    const middle = (bid + ask) / 2
    const eager = waiting.filter((order) => allows(order, middle))
    const rank = (order: Waiting): number[] =>
      options.priority === 'time' ? [waiting.indexOf(order)] : [-order.open, waiting.indexOf(order)]
    const sorted = [...eager].sort((a, b) => compare(rank(a), rank(b)))
    // In priority: by whoever of the two is first, and then by the other.
    return sorted
      .flatMap((leader, place) => sorted.slice(place + 1).map((other) => [leader, other] as const))
      .filter(([leader, other]) => leader.side !== other.side && isEnough(leader, other))
      .map(([a, b]) => (waiting.indexOf(a) < waiting.indexOf(b) ? [a, b] : [b, a]))
  }

  private get isPeriodic(): boolean {
    return this.options.interval > 0
  }

  private crossNow(): void {
    if (!this.isPeriodic) this.cross()
  }

  private isBalanced(): boolean {
    const { balance } = this.options
    const middle = (this.bid + this.ask) / 2
    const [buys, sells] = [Side.buy, Side.sell].map((side) =>
      this.waiting
        .filter((order) => order.side === side && allows(order, middle))
        .reduce((lots, { open }) => lots + open, 0),
    ) as [number, number]
    return balance === 0 || (buys <= balance * sells && sells <= balance * buys)
  }

  private cross(): void {
    for (let [pair] = this.pairs(); pair !== undefined; [pair] = this.pairs()) this.trade(pair)
  }

  private trade([maker, taker]: Pair): void {
    if (maker.participant === taker.participant && taker.selfTrade !== SelfTrade.allow) {
      this.prevent(maker, taker)
      return
    }
    const size = Math.min(maker.open, taker.open)
    const half = (this.bid + this.ask) / 2
    const price = maker.side === Side.buy ? Math.floor(half) : Math.ceil(half)
    const [after, afterwards] = [filled(maker, size), filled(taker, size)]
    this.change(maker, after)
    this.change(taker, afterwards)
    this.say({ event: 'fill', maker: after, taker: afterwards, price, size })
  }

  private prevent(maker: Waiting, taker: Waiting): void {
    switch (taker.selfTrade) {
      case SelfTrade.cancelOldest:
        this.withdraw(maker, Reason.selfTrade)
        return
      case SelfTrade.cancelNewest:
        this.withdraw(taker, Reason.selfTrade)
        return
      case SelfTrade.cancelBoth:
        this.withdraw(maker, Reason.selfTrade)
        this.withdraw(taker, Reason.selfTrade)
        return
      default: {
        const less = Math.min(maker.open, taker.open)
        for (const order of [maker, taker]) {
          if (order.open === less) this.withdraw(order, Reason.selfTrade)
          else this.shrink(order, less)
        }
      }
    }
  }

  /** Lets the order come to a copy of the pool, and looks whether all of it trades there. */
  private wouldFill(order: Waiting): boolean {
    const { orderId, participant, size } = order
    const copy = new PlainDarkPool(this.options)
    Object.assign(copy, { waiting: [...this.waiting, order], bid: this.bid, ask: this.ask })
    copy.phase = this.phase
    copy.cross()
    const fills = copy.events.flatMap((said) => (said.event === 'fill' ? [said] : []))
    const legs = fills.flatMap(({ maker, taker, size }) => [
      { of: maker, size },
      { of: taker, size },
    ])
    const own = legs.filter(({ of }) => of.orderId === orderId && of.participant === participant)
    return own.reduce((sum, leg) => sum + leg.size, 0) === size
  }

  private schedule(now: number): void {
    const { interval } = this.options
    const isWaiting = this.isPeriodic && this.phase === Phase.continuous && this.waiting.length > 0
    if (!isWaiting) this.due = 0
    else if (this.due === 0) this.due = (Math.floor(now / interval) + 1) * interval
  }

  private mortal(): Waiting[] {
    const mortal = this.waiting.filter((order) => order.expires > 0)
    return mortal.sort((a, b) => compare([a.expires, a.venueOrder], [b.expires, b.venueOrder]))
  }

  private shrink(order: Waiting, less: number): void {
    const smaller = { ...order, size: order.size - less, open: order.open - less }
    this.change(order, smaller)
    this.say({ event: 'replaced', order: smaller, previousPrice: order.price })
  }

  private change(order: Waiting, changed: Waiting): void {
    this.waiting = this.waiting
      .map((other) => (other === order ? changed : other))
      .filter((other) => other.open > 0)
  }

  private withdraw(order: Waiting, reason: number): void {
    this.waiting = this.waiting.filter((other) => other !== order)
    this.say({ event: 'cancelled', order, reason })
  }

  private expire(order: Waiting, reason: number = endOf(order)): void {
    this.waiting = this.waiting.filter((other) => other !== order)
    this.say({ event: 'expired', order, reason })
  }

  private find(participant: number, orderId: number): Waiting | undefined {
    return this.waiting.find(
      (order) => order.participant === participant && order.orderId === orderId,
    )
  }

  private say(event: PoolEvent): void {
    const bare = (order: PlainOrder): PlainOrder => {
      const { participant, orderId, venueOrder, side, price, size, open, filled } = order
      return { participant, orderId, venueOrder, side, price, size, open, filled }
    }
    if (event.event !== 'fill') this.events.push({ ...event, order: bare(event.order) })
    else this.events.push({ ...event, maker: bare(event.maker), taker: bare(event.taker) })
  }
}

function allows({ side, price, open }: PlainOrder, middle: number): boolean {
  if (side === Side.sell) return price <= middle
  return price === 0 ? Math.ceil(middle) * open <= NOTIONAL_MAX : price >= middle
}

/** Whether what the two would trade is no less than either wants, or all that is left of it. */
const isEnough = (a: Waiting, b: Waiting): boolean => {
  const size = Math.min(a.open, b.open)
  return [a, b].every((order) => size >= order.minimum || size === order.open)
}

const filled = (order: Waiting, size: number): Waiting => ({
  ...order,
  open: order.open - size,
  filled: order.filled + size,
})

const isForOneCrossing = ({ timeInForce }: Waiting): boolean =>
  timeInForce === TimeInForce.immediateOrCancel || timeInForce === TimeInForce.auction

function endOf({ timeInForce, price }: Waiting): number {
  if (timeInForce === TimeInForce.goodTillTime) return Reason.goodTillTime
  if (timeInForce === TimeInForce.auction) return Reason.auctionOver
  return price === 0 ? Reason.noLiquidity : Reason.immediateOrCancel
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}
