import {
  OrderType,
  PostOnly,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import { NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { plainHash } from './plain-hash.ts'
import {
  type BookEvent,
  changed,
  filled,
  type Held,
  heldOf,
  isAmong,
  isFleeting,
  judge,
  judgeTerms,
  lessened,
  opposite,
  type PlainOrder,
  type PlainRequest,
  reaches,
  shownAnew,
  sum,
} from './plain-order.ts'

/** A price, the lots there, the orders there. */
export type PlainLevel = readonly [price: number, size: number, count: number]

/** What a plain book is made with. */
export interface PlainRules {
  readonly allocation: string
  readonly smallestShare: number
  readonly selfTrade: number
}

const USUAL: PlainRules = { allocation: 'price-time', smallestShare: 2, selfTrade: SelfTrade.allow }

/**
 * The book's plain twin: one list of resting orders in the order in which they came to rest, and
 * everything else is filtered and sorted out of it. Slow, and obviously right.
 */
export class PlainBook {
  /** What was said since it was last emptied. */
  events: BookEvent[] = []
  private readonly rules: PlainRules
  private resting: Held[] = []
  private numbered = 0

  constructor(rules: PlainRules = USUAL) {
    this.rules = rules
  }

  takeNumber(): number {
    return ++this.numbered
  }

  submit(participant: number, request: PlainRequest, now: number, number = 0): Reason {
    const { orderId, side, orderType, timeInForce, size, minimum = 0 } = request
    const refusal = judge(request, now)
    if (refusal !== Reason.none) return refusal
    if (timeInForce === TimeInForce.auction) return Reason.noAuction
    if (this.find(participant, orderId)) return Reason.duplicateOrderId
    const price = this.restingPrice(side, request.price, request.postOnly ?? 0)
    if (price === undefined) return Reason.wouldTake
    if (price * size > NOTIONAL_MAX) return Reason.notionalOutOfRange

    const order = this.accept(participant, price, request, number, false)
    const isAll = timeInForce === TimeInForce.fillOrKill
    if (isAll && this.wouldTrade(order) < size) {
      this.tell('expired', order, Reason.fillOrKill)
    } else if (this.wouldTrade(order) < minimum) {
      this.tell('expired', order, Reason.minimumQuantity)
    } else {
      const left = this.match(order)
      if (left === undefined || left.view.open === 0) return Reason.none
      if (orderType === OrderType.market) this.tell('expired', left, Reason.noLiquidity)
      else if (isFleeting(timeInForce)) this.tell('expired', left, Reason.immediateOrCancel)
      else this.resting.push(shownAnew(left))
    }
    return Reason.none
  }

  collect(participant: number, request: PlainRequest, now: number, number = 0): Reason {
    const { orderId, orderType, timeInForce, price, minimum = 0 } = request
    const refusal = judge(request, now)
    if (refusal !== Reason.none) return refusal
    if (isFleeting(timeInForce) || minimum > 0) return Reason.unsupported
    if (this.find(participant, orderId)) return Reason.duplicateOrderId
    const isMarket = orderType === OrderType.market
    this.resting.push(this.accept(participant, price, request, number, isMarket))
    return Reason.none
  }

  cancel(participant: number, orderId: number): Reason {
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    this.withdraw(order, Reason.requested)
    return Reason.none
  }

  reduce(participant: number, orderId: number, less: number): Reason {
    if (!isAmong(less, 1, SIZE_MAX)) return Reason.sizeOutOfRange
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    if (less >= order.view.open) this.withdraw(order, Reason.requested)
    else this.lessen(order, less)
    return Reason.none
  }

  replace(participant: number, orderId: number, price: number, size: number): Reason {
    const refusal = judgeTerms(price, size)
    if (refusal !== Reason.none) return refusal
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    if (order.isUnpriced) return Reason.priceOutOfRange
    const isOver = size <= order.view.filled
    const resting = isOver ? price : this.restingPrice(order.view.side, price, order.postOnly)
    if (resting === undefined) return Reason.wouldTake
    if (resting * size > NOTIONAL_MAX) return Reason.notionalOutOfRange
    const moved = this.change(order, resting, size)
    if (typeof moved === 'number') return moved
    const left = this.match(moved)
    if (left !== undefined && left.view.open > 0) this.resting.push(shownAnew(left))
    return Reason.none
  }

  replaceCollected(participant: number, orderId: number, price: number, size: number): Reason {
    const order = this.find(participant, orderId)
    if (order?.isUnpriced && price !== 0) return Reason.priceOutOfRange
    const refusal = judgeTerms(order?.isUnpriced ? 1 : price, size)
    if (refusal !== Reason.none) return refusal
    if (!order) return Reason.unknownOrder
    const moved = this.change(order, price, size)
    if (typeof moved === 'number') return moved
    this.resting.push(shownAnew(moved))
    return Reason.none
  }

  cancelAll(participant: number, side: number, reason: Reason): number {
    const own = this.resting.filter(({ view }) => view.participant === participant)
    const ending = own.filter(({ view }) => side === 0 || view.side === side)
    for (const order of ending) this.withdraw(order, reason)
    return ending.length
  }

  expireAll(reason: Reason): number {
    return this.expire([...this.priority(Side.buy), ...this.priority(Side.sell)], reason)
  }

  endAuction(): number {
    const all = [...this.priority(Side.buy), ...this.priority(Side.sell)]
    const ending = all.filter(({ isUnpriced, isForAuction }) => isUnpriced || isForAuction)
    return this.expire(ending, Reason.auctionOver)
  }

  expireDue(now: number): number {
    const due = this.resting.filter(({ view }) => view.expires > 0 && view.expires <= now)
    due.sort(({ view: a }, { view: b }) => a.expires - b.expires || a.venueOrder - b.venueOrder)
    return this.expire(due, Reason.goodTillTime)
  }

  /** Fills `size` lots of an order in an auction, or what there is of it, and says nothing. */
  takeFrom(participant: number, orderId: number, size: number): Reason {
    const order = this.find(participant, orderId)
    if (!order) return Reason.unknownOrder
    this.put(order, filled(order, Math.min(size, order.view.open)))
    return Reason.none
  }

  get nextExpiry(): number {
    const times = this.resting.map(({ view }) => view.expires).filter((time) => time > 0)
    return Math.min(Infinity, ...times)
  }

  best(side: number): number {
    return this.levels(side)[0]?.[0] ?? 0
  }

  levels(side: number, most = Infinity): PlainLevel[] {
    const shown = this.orders(side).filter((order) => order.shown > 0)
    const prices = [...new Set(shown.map(({ price }) => price))].slice(0, most)
    return prices.map((price) => {
      const sizes = shown.filter((order) => order.price === price).map((order) => order.shown)
      return [price, sum(sizes), sizes.length]
    })
  }

  /** A side's orders in their order of priority. */
  orders(side: number): PlainOrder[] {
    return this.priority(side).map(({ view }) => view)
  }

  volume(side: number): number {
    return sum(this.orders(side).map(({ shown }) => shown))
  }

  get openOrders(): number {
    return this.resting.length
  }

  /** As the book documents it. */
  get hash(): number {
    return plainHash([...this.priority(Side.buy), ...this.priority(Side.sell)])
  }

  /** Unpriced first; then the best price, shown before hidden; the sort keeps the oldest first. */
  private priority(side: number): Held[] {
    const own = this.resting.filter(({ view }) => view.side === side)
    return own.sort((a, b) => {
      if (a.isUnpriced !== b.isUnpriced) return a.isUnpriced ? -1 : 1
      const further = side === Side.buy ? b.view.price - a.view.price : a.view.price - b.view.price
      return further || a.view.hidden - b.view.hidden
    })
  }

  /** Those of the other side that an order with this limit trades with, in order of priority. */
  private within(side: number, limit: number): Held[] {
    const others = this.priority(opposite(side)).filter(({ isUnpriced }) => !isUnpriced)
    return others.filter(({ view }) => reaches(side, limit, view.price))
  }

  /** The price at which it may rest, if it may. */
  private restingPrice(side: number, limit: number, postOnly: number): number | undefined {
    const first = this.within(side, limit)[0]
    if (postOnly === PostOnly.none || first === undefined) return limit
    const behind = side === Side.buy ? first.view.price - 1 : first.view.price + 1
    return postOnly === PostOnly.slide && isAmong(behind, 1, PRICE_MAX) ? behind : undefined
  }

  private accept(
    participant: number,
    price: number,
    request: PlainRequest,
    number: number,
    isUnpriced: boolean,
  ): Held {
    const venueOrder = number === 0 ? this.takeNumber() : number
    const order = heldOf(participant, venueOrder, price, request, isUnpriced)
    if (number === 0) this.events.push({ event: 'accepted', order: order.view })
    return order
  }

  /** Lots that the order would trade now: it is tried in a copy. */
  private wouldTrade(order: Held): number {
    const copy = new PlainBook(this.rules)
    copy.resting = this.resting
    copy.match(order)
    return sum(copy.events.map((each) => (each.event === 'fill' ? each.size : 0)))
  }

  /** What is left of the order; nothing where self-trade prevention ended it. */
  private match(order: Held): Held | undefined {
    let taker: Held | undefined = order
    while (taker !== undefined && taker.view.open > 0) {
      const queue: Held[] = this.within(taker.view.side, taker.view.price)
      const [first] = queue
      if (first === undefined) break
      const level = queue.filter(({ view }) => view.price === first.view.price && view.shown > 0)
      if (this.rules.allocation === 'pro-rata' && level.length > 0) {
        taker = this.shareOut(taker, level)
      } else {
        const { open, shown, hidden } = first.view
        const size = Math.min(taker.view.open, hidden === 0 ? shown : open)
        taker = this.isSelfTrade(taker, first)
          ? this.avoid(taker, first)
          : this.trade(taker, first, size)
      }
    }
    return taker
  }

  private trade(taker: Held, maker: Held, size: number): Held {
    const after = filled(taker, size)
    const left = filled(maker, size)
    const isRefreshed = size === maker.view.shown && left.view.open > 0
    this.put(maker, left)
    if (isRefreshed) this.resting = [...this.resting.filter((each) => each !== left), left]
    const { price } = maker.view
    // A taker that rests nowhere shows what it would.
    const shown = shownAnew(after)
    this.events.push({ event: 'fill', maker: left.view, taker: shown.view, price, size })
    return shown
  }

  private shareOut(taker: Held, level: Held[]): Held | undefined {
    const own = level.find((maker) => this.isSelfTrade(taker, maker))
    if (own) return this.avoid(taker, own)
    const { open } = taker.view
    const total = sum(level.map(({ view }) => view.shown))
    const shares = level.map(({ view }) => {
      const share = Number((BigInt(view.shown) * BigInt(open)) / BigInt(total))
      return share < this.rules.smallestShare ? 0 : share
    })
    let left = Math.min(open, total)
    // Where all of the level trades, nothing is shared out.
    if (open < total) left -= sum(shares)
    let rest = taker
    for (const [nth, maker] of level.entries()) {
      const share = open < total ? (shares[nth] as number) : 0
      const more = Math.min(left, maker.view.shown - share)
      left -= more
      if (share + more > 0) rest = this.trade(rest, maker, share + more)
    }
    return rest
  }

  private policy(taker: Held): number {
    return taker.selfTrade === SelfTrade.venue ? this.rules.selfTrade : taker.selfTrade
  }

  private isSelfTrade(taker: Held, maker: Held): boolean {
    const policy = this.policy(taker)
    if (policy === SelfTrade.allow || policy === SelfTrade.venue) return false
    return taker.view.participant === maker.view.participant
  }

  private avoid(taker: Held, own: Held): Held | undefined {
    const policy = this.policy(taker)
    if (policy === SelfTrade.decrementAndCancel) {
      const less = Math.min(taker.view.open, own.view.open)
      if (own.view.open === less) this.withdraw(own, Reason.selfTrade)
      else this.lessen(own, less)
      if (taker.view.open === less) {
        this.tell('cancelled', taker, Reason.selfTrade)
        return undefined
      }
      const left = shownAnew(lessened(taker, less))
      const { price } = left.view
      this.events.push({ event: 'replaced', order: left.view, previousPrice: price })
      return left
    }
    if (policy !== SelfTrade.cancelNewest) this.withdraw(own, Reason.selfTrade)
    if (policy === SelfTrade.cancelOldest) return taker
    this.tell('cancelled', taker, Reason.selfTrade)
    return undefined
  }

  /** The changed order, out of the book; or the answer where nothing is left to do. */
  private change(order: Held, price: number, size: number): Held | Reason {
    const { filled: done, size: total, price: previousPrice } = order.view
    if (size <= done) {
      this.withdraw(order, Reason.replacedBelowFilled)
      return Reason.none
    }
    if (price === previousPrice && size < total) {
      this.lessen(order, total - size)
      return Reason.none
    }
    this.remove(order)
    const moved = shownAnew(changed(order, { price, size, open: size - done }))
    this.events.push({ event: 'replaced', order: moved.view, previousPrice })
    return moved
  }

  private lessen(order: Held, less: number): void {
    const left = lessened(order, less)
    this.put(order, left)
    const { price } = left.view
    this.events.push({ event: 'replaced', order: left.view, previousPrice: price })
  }

  private find(participant: number, orderId: number): Held | undefined {
    return this.resting.find(
      ({ view }) => view.participant === participant && view.orderId === orderId,
    )
  }

  /** Puts `after` in the place of `before`, if there is something left of it. */
  private put(before: Held, after: Held): void {
    this.resting = this.resting
      .map((each) => (each === before ? after : each))
      .filter(({ view }) => view.open > 0)
  }

  private remove(order: Held): void {
    this.resting = this.resting.filter((each) => each !== order)
  }

  private withdraw(order: Held, reason: Reason): void {
    this.remove(order)
    this.tell('cancelled', order, reason)
  }

  private expire(orders: Held[], reason: Reason): number {
    for (const order of orders) {
      this.remove(order)
      this.tell('expired', order, reason)
    }
    return orders.length
  }

  private tell(event: 'cancelled' | 'expired', order: Held, reason: Reason): void {
    this.events.push({ event, order: order.view, reason })
  }
}
