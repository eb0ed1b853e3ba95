import { Kind, Reason, Side } from '../../../../protocols/kind.ts'

/** A request in plain numbers; what it has of these depends on its kind, and 0 is as good as none. */
export interface PlainRequest {
  readonly kind: number
  readonly who: number
  readonly instrument: number
  readonly orderId: number
  readonly side: number
  readonly price: number
  readonly size: number
  readonly stop: number
  readonly display: number
  readonly minimum: number
  readonly less: number
}

/** An order that lives: `limit` is what its participant wrote, 0 for none. */
export interface PlainOrder {
  readonly who: number
  readonly instrument: number
  readonly orderId: number
  readonly side: number
  limit: number
  size: number
  filled: number
}

/** The parameters of guards, as the scenario has them. */
export interface PlainTerms {
  readonly tickSizes?: readonly { readonly from: number; readonly multiple: number }[] | undefined
  readonly lot?: number | undefined
  readonly reference?: number | undefined
  readonly staticCollar?: number | undefined
  readonly dynamicCollar?: number | undefined
  readonly maxSize?: number | undefined
  readonly maxNotional?: number | undefined
  readonly throttle?:
    | { readonly messages: number; readonly window: number; readonly cancels: string }
    | undefined
  readonly positionLimit?: number | undefined
  readonly creditLimit?: number | undefined
}

/**
 * The plain twin of guards and exposure: everything that ever happened, in lists; each question is
 * answered by going through them from the beginning.
 */
export class PlainVenue {
  readonly orders: PlainOrder[] = []
  private readonly messages: { who: number; at: number }[] = []
  private readonly prices: { instrument: number; price: number; isAuction: boolean }[] = []
  private readonly trades: { who: number; instrument: number; lots: number; cash: number }[] = []
  private readonly terms: PlainTerms

  constructor(terms: PlainTerms) {
    this.terms = terms
  }

  find(who: number, instrument: number, orderId: number): PlainOrder | undefined {
    return this.orders.find(
      (order) => order.who === who && order.instrument === instrument && order.orderId === orderId,
    )
  }

  end(order: PlainOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1)
  }

  /** One side of a trade. */
  traded(order: PlainOrder, price: number, size: number): void {
    const { who, instrument } = order
    const sign = order.side === Side.buy ? 1 : -1
    this.trades.push({ who, instrument, lots: sign * size, cash: -sign * price * size })
  }

  /** Fees, or, below 0, rebates. */
  charged(who: number, amount: number): void {
    this.trades.push({ who, instrument: 0, lots: 0, cash: -amount })
  }

  /** The public print of a trade, or the price of an auction. */
  printed(instrument: number, price: number, isAuction: boolean): void {
    this.prices.push({ instrument, price, isAuction })
  }

  positionOf(who: number, instrument: number): number {
    const own = this.trades.filter((trade) => trade.who === who && trade.instrument === instrument)
    return own.reduce((sum, { lots }) => sum + lots, 0)
  }

  cashOf(who: number): number {
    return this.trades.filter((trade) => trade.who === who).reduce((sum, { cash }) => sum + cash, 0)
  }

  openLots(who: number, instrument: number, side: number): number {
    return this.orders
      .filter((order) => order.who === who && order.instrument === instrument)
      .filter((order) => order.side === side)
      .reduce((sum, { size, filled }) => sum + size - filled, 0)
  }

  openCost(who: number): number {
    return this.orders
      .filter((order) => order.who === who && order.side === Side.buy)
      .reduce((sum, { size, filled, limit }) => sum + (size - filled) * limit, 0)
  }

  judge(request: PlainRequest, now: number): number {
    return this.judgeThrottle(request, now) || this.judgeTerms(request) || this.judgeLimits(request)
  }

  private judgeThrottle({ kind, who }: PlainRequest, now: number): number {
    const { throttle } = this.terms
    if (throttle === undefined) return Reason.none
    const isCancel = kind === Kind.cancelOrder || kind === Kind.massCancel
    if (isCancel && throttle.cancels === 'exempt') return Reason.none
    const recent = this.messages.filter((each) => each.who === who)
    if (recent.filter(({ at }) => at > now - throttle.window).length >= throttle.messages) {
      return Reason.throttled
    }
    this.messages.push({ who, at: now })
    return Reason.none
  }

  private judgeTerms(request: PlainRequest): number {
    const { kind, instrument, price, size, stop, display, minimum, less } = request
    const { tickSizes = [], lot = 1, maxSize = Infinity, maxNotional = Infinity } = this.terms
    if (kind === Kind.massCancel) return Reason.none
    if (kind === Kind.cancelOrder) return less % lot === 0 ? Reason.none : Reason.offLot
    const isNew = kind === Kind.newOrder
    const isUnpriced = kind === Kind.quoteRequest || kind === Kind.quoteTake
    const prices = isNew ? [price, stop] : isUnpriced ? [] : [price]
    const sizes = isNew ? [size, display, minimum] : [size]
    for (const named of prices) {
      const { multiple } = tickSizes.filter(({ from }) => from <= named).at(-1) ?? { multiple: 1 }
      if (named % multiple !== 0) return Reason.offTick
    }
    if (sizes.some((each) => each % lot !== 0)) return Reason.offLot
    if (size > maxSize) return Reason.tooLarge
    if (isUnpriced) return Reason.none
    const last = this.lastOf(instrument)
    const reference = this.referenceOf(instrument)
    const worth = [...prices, last, reference].find((each) => each > 0) ?? 0
    if (worth * size > maxNotional) return Reason.tooMuchNotional
    const { staticCollar = 1e9, dynamicCollar = 1e9 } = this.terms
    const isFar = (from: number, share: number): boolean =>
      from > 0 && price > 0 && Math.abs(price - from) > Math.round(from * share)
    if (isFar(reference, staticCollar) || isFar(last, dynamicCollar)) return Reason.outsideCollar
    return Reason.none
  }

  private lastOf(instrument: number): number {
    return this.prices.filter((each) => each.instrument === instrument).at(-1)?.price ?? 0
  }

  private referenceOf(instrument: number): number {
    const own = this.prices.filter((each) => each.instrument === instrument)
    const auction = own.filter(({ isAuction }) => isAuction).at(-1)
    return auction?.price ?? this.terms.reference ?? own[0]?.price ?? 0
  }

  /** What would be, were the request granted, against the limits; nothing is worse: it passes. */
  private judgeLimits(request: PlainRequest): number {
    const { kind, who, instrument, orderId, price, size } = request
    const { positionLimit = Infinity, creditLimit = Infinity } = this.terms
    if (kind !== Kind.newOrder && kind !== Kind.replaceOrder) return Reason.none
    const own = kind === Kind.replaceOrder ? this.find(who, instrument, orderId) : undefined
    if (kind === Kind.replaceOrder && own === undefined) return Reason.none
    const side = own?.side ?? request.side
    const before = own === undefined ? 0 : own.size - own.filled
    const after = size - (own?.filled ?? 0)
    const sign = side === Side.buy ? 1 : -1
    const open = this.openLots(who, instrument, side) - before + after
    if (after > before && sign * this.positionOf(who, instrument) + open > positionLimit) {
      return Reason.positionLimit
    }
    if (side === Side.sell || creditLimit === Infinity) return Reason.none
    const worst = price === 0 && after > 0 ? Infinity : price
    const costBefore = before * (own?.limit ?? 0)
    const cost = this.openCost(who) - costBefore + after * worst
    const isWorse = after * worst > costBefore
    return isWorse && cost - this.cashOf(who) > creditLimit ? Reason.creditLimit : Reason.none
  }
}
