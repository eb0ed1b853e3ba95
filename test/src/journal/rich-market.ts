import fc from 'fast-check'
import { encode } from '../../../protocols/codec.ts'
import { Kind, Phase, Reason, Role, SelfTrade, Side } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'

/** What happens next at the rich market; `order` picks one of those that its trader has. */
export type RichAct =
  | {
      readonly act: 'order'
      readonly trader: number
      readonly side: Side
      /** 0: a market order. */
      readonly price: number
      readonly size: number
      readonly display: number
      readonly hidden: number
      /** 0: no stop. */
      readonly stop: number
      readonly rests: boolean
      readonly selfTrade: SelfTrade
    }
  | { act: 'cancel'; trader: number; order: number; less: number }
  | { act: 'replace'; trader: number; order: number; price: number; size: number }
  | { act: 'reprice'; trader: number; order: number; price: number }
  | { act: 'massCancel'; trader: number }
  | { act: 'call' | 'uncross' }

const trader = fc.nat(2)
const order = fc.nat(5)
const price = fc.integer({ min: 97, max: 103 })
const size = fc.integer({ min: 1, max: 12 })
const orSilent = (values: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: values })

const CALLS = ['call', 'uncross', 'uncross'] as const

/** Few traders and prices, so that orders meet, and meet their owner's own. */
export const richAct: fc.Arbitrary<RichAct> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      act: fc.constant('order' as const),
      trader,
      side: fc.constantFrom(Side.buy, Side.sell),
      price: fc.oneof({ weight: 6, arbitrary: price }, { weight: 1, arbitrary: fc.constant(0) }),
      size,
      display: orSilent(fc.integer({ min: 1, max: 4 })),
      hidden: fc.constantFrom(0, 0, 0, 1),
      stop: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: price }),
      rests: fc.constantFrom(true, true, true, false),
      selfTrade: fc.constantFrom(...Object.values(SelfTrade)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('cancel' as const),
      trader,
      order,
      less: orSilent(size),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('replace' as const), trader, order, price, size }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('reprice' as const), trader, order, price }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('massCancel' as const), trader }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constantFrom(...CALLS) }),
  },
)

/** An order that lives. A stop waits until its `stop` is 0. */
interface Standing {
  readonly trader: number
  readonly id: number
  readonly venueOrder: number
  readonly side: Side
  readonly display: number
  readonly hidden: number
  readonly selfTrade: SelfTrade
  readonly rests: boolean
  stop: number
  price: number
  open: number
  total: number
  shown: number
  /** Its place at its price: the smaller, the earlier. */
  turn: number
}

/** Lots by price, of each side. */
export type Displayed = Readonly<Record<'bids' | 'asks', ReadonlyMap<number, number>>>

export interface RichMarket {
  readonly tape: MemoryTape
  readonly venue: number
  /** What all could see after each act, and when. */
  readonly seen: readonly { readonly at: number; readonly book: Displayed }[]
  /** The orders that nobody may ever see. */
  readonly hidden: ReadonlySet<number>
  do(act: RichAct): void
}

const VENUE = 3

/**
 * A plain venue with icebergs, hidden orders, stops, orders that move with a peg, partial cancels,
 * auctions, and owners who meet themselves, whose reports are on a tape. It is there for what a
 * tape may say: where a peg goes and what an auction comes to is as it comes.
 */
export function createRichMarket(): RichMarket {
  return new PlainVenue()
}

class PlainVenue implements RichMarket {
  readonly tape = createMemoryTape()
  readonly venue = VENUE
  readonly seen: { at: number; book: Displayed }[] = []
  readonly hidden = new Set<number>()
  private living: Standing[] = []
  private readonly ids = [0, 0, 0]
  private readonly counts = { said: 0, order: 0, trade: 0, cross: 0, session: 0, turn: 0 }
  private isCalling = false
  private time = 0
  /** Prices at which something traded, that no stop has looked at yet. */
  private printed: number[] = []

  do(next: RichAct): void {
    this.time += 1_000
    if (next.act === 'order') this.submit(next)
    else if (next.act === 'cancel') this.cancel(next)
    else if (next.act === 'replace') this.replace(next)
    else if (next.act === 'reprice') this.reprice(next)
    else if (next.act === 'massCancel') this.massCancel(next.trader)
    else if (next.act === 'call') this.call()
    else this.uncross()
    this.setOff()
    this.seen.push({ at: this.time, book: this.displayed() })
  }

  private say(recipient: number, body: object): void {
    const envelope = { sender: VENUE, recipient, sent: this.time, arrives: this.time }
    const sequence = ++this.counts.said
    const bytes = encode({ instrument: 0, ...body, ...envelope, sequence } as never)
    this.tape.append(new Uint32Array(bytes.buffer), 0, bytes.length / 64)
  }

  private tell(one: Standing, body: object): void {
    const { trader: to, id: orderId, venueOrder, side, price } = one
    this.say(to, { orderId, venueOrder, side, price, ...body })
  }

  private find({
    trader: of,
    order: back,
  }: {
    trader: number
    order: number
  }): Standing | undefined {
    const own = this.living.filter((one) => one.trader === of)
    return own[back % own.length]
  }

  private submit(act: Extract<RichAct, { act: 'order' }>): void {
    const { act: _, size: open, ...asked } = act
    const id = (this.ids[act.trader] as number) + 1
    this.ids[act.trader] = id
    const venueOrder = ++this.counts.order
    const turn = ++this.counts.turn
    const one: Standing = { ...asked, id, venueOrder, open, total: open, shown: 0, turn }
    if (one.hidden === 1) this.hidden.add(venueOrder)
    const { display, hidden, stop } = one
    const dormant = stop > 0 ? 1 : 0
    this.tell(one, { kind: Kind.accepted, size: open, display, hidden, dormant })
    if (dormant) this.living.push(one)
    else this.enter(one)
  }

  /** Trades what it can, unless an auction is called, and rests or ends. */
  private enter(one: Standing): void {
    one.turn = ++this.counts.turn
    if (!this.isCalling) this.match(one)
    if (one.open === 0) return
    if (!this.isCalling && (one.price === 0 || !one.rests)) {
      const reason = one.price === 0 ? Reason.noLiquidity : Reason.immediateOrCancel
      this.tell(one, { kind: Kind.expired, size: one.open, reason })
      return
    }
    this.show(one)
    this.living.push(one)
  }

  private show(one: Standing): void {
    const isUnseen = one.hidden === 1 || one.price === 0
    one.shown = isUnseen ? 0 : Math.min(one.display || one.open, one.open)
  }

  private match(one: Standing): void {
    for (let maker = this.facing(one); maker && one.open > 0; maker = this.facing(one)) {
      const isOwn = maker.trader === one.trader && one.selfTrade > SelfTrade.allow
      if (isOwn) this.meetOwn(maker, one)
      else this.trade(maker, one)
    }
  }

  private trade(maker: Standing, taker: Standing): void {
    const lots = Math.min(taker.open, maker.hidden === 1 ? maker.open : maker.shown)
    const number = ++this.counts.trade
    const { price: at, venueOrder } = maker
    taker.open -= lots
    this.consume(maker, lots)
    this.tellFill(maker, Role.maker, at, lots, number)
    this.tellFill(taker, Role.taker, at, lots, number)
    const { side } = taker
    this.say(EVERYONE, { kind: Kind.trade, number, side, price: at, size: lots, venueOrder })
    this.printed.push(at)
  }

  /** Takes lots off an order that rests; an iceberg refreshes itself, at the back of its queue. */
  private consume(one: Standing, lots: number): void {
    one.open -= lots
    const isUsedUp = one.shown > 0 && lots >= one.shown
    one.shown = isUsedUp ? Math.min(one.display, one.open) : Math.max(0, one.shown - lots)
    if (isUsedUp) one.turn = ++this.counts.turn
    if (one.open === 0) this.living = this.living.filter((other) => other !== one)
  }

  private tellFill(one: Standing, role: Role, at: number, lots: number, number: number): void {
    const kind = one.open === 0 ? Kind.fill : Kind.partialFill
    this.tell(one, { kind, role, price: at, size: lots, open: one.open, number })
  }

  private meetOwn(maker: Standing, taker: Standing): void {
    const { cancelOldest, cancelNewest, decrementAndCancel } = SelfTrade
    if (taker.selfTrade === decrementAndCancel) {
      const lots = Math.min(maker.open, taker.open)
      for (const one of [maker, taker]) this.cut(one, lots, Reason.selfTrade)
      return
    }
    if (taker.selfTrade !== cancelNewest) this.cut(maker, maker.open, Reason.selfTrade)
    if (taker.selfTrade !== cancelOldest) this.cut(taker, taker.open, Reason.selfTrade)
  }

  /** Takes lots off an order in its place; all of them end it. */
  private cut(one: Standing, lots: number, reason: Reason): void {
    if (lots >= one.open) {
      this.tell(one, { kind: Kind.cancelled, size: one.open, reason })
      one.open = 0
      this.living = this.living.filter((other) => other !== one)
      return
    }
    one.open -= lots
    one.total -= lots
    one.shown = Math.min(one.shown, one.open)
    this.tell(one, { kind: Kind.replaced, size: one.total, open: one.open })
  }

  private facing(one: Standing): Standing | undefined {
    const isBuy = one.side === Side.buy
    return this.queue(isBuy ? Side.sell : Side.buy).find(
      (other) => one.price === 0 || (isBuy ? other.price <= one.price : other.price >= one.price),
    )
  }

  /** One side by price, what is shown before what is hidden, and by turn. */
  private queue(side: Side): Standing[] {
    const worth = (one: Standing): number =>
      one.price === 0 ? -Infinity : side === Side.buy ? -one.price : one.price
    return this.living
      .filter((one) => one.side === side && one.stop === 0)
      .sort((a, b) => {
        const byPrice = worth(a) === worth(b) ? 0 : worth(a) - worth(b)
        return byPrice || a.hidden - b.hidden || a.turn - b.turn
      })
  }

  private cancel(act: Extract<RichAct, { act: 'cancel' }>): void {
    const one = this.find(act)
    if (one !== undefined) this.cut(one, act.less || one.open, Reason.requested)
  }

  private massCancel(of: number): void {
    for (const one of this.living.filter((other) => other.trader === of)) {
      this.cut(one, one.open, Reason.requested)
    }
  }

  private replace(act: Extract<RichAct, { act: 'replace' }>): void {
    const one = this.find(act)
    if (one === undefined) return
    const filled = one.total - one.open
    if (act.size <= filled) {
      this.cut(one, one.open, Reason.replacedBelowFilled)
      return
    }
    if (act.price === one.price && act.size < one.total) {
      this.cut(one, one.total - act.size, Reason.requested)
      return
    }
    Object.assign(one, { price: act.price, total: act.size, open: act.size - filled })
    this.tell(one, { kind: Kind.replaced, size: one.total, open: one.open })
    if (one.stop > 0) return
    this.living = this.living.filter((other) => other !== one)
    this.enter(one)
  }

  /** Moves an order as a peg might, so that it crosses nobody. */
  private reprice(act: Extract<RichAct, { act: 'reprice' }>): void {
    const one = this.find(act)
    if (one === undefined || one.stop > 0 || one.price === 0 || this.isCalling) return
    const isBuy = one.side === Side.buy
    const [best] = this.queue(isBuy ? Side.sell : Side.buy)
    const limit = best === undefined ? act.price : best.price + (isBuy ? -1 : 1)
    const to = isBuy ? Math.min(act.price, limit) : Math.max(act.price, limit)
    if (to === one.price) return
    one.price = to
    one.turn = ++this.counts.turn
    this.show(one)
    this.tell(one, { kind: Kind.repriced, size: one.total, open: one.open })
  }

  private call(): void {
    this.isCalling = true
    this.enterPhase(Phase.openingAuction)
  }

  private enterPhase(phase: Phase): void {
    this.say(EVERYONE, { kind: Kind.session, number: ++this.counts.session, phase })
  }

  private uncross(): void {
    if (!this.isCalling) return
    const [buys, sells] = [this.queue(Side.buy), this.queue(Side.sell)]
    const lots = new Map<Standing, number>()
    const left = (one: Standing): number => one.open - (lots.get(one) ?? 0)
    let volume = 0
    for (let buy = buys[0], sell = sells[0]; buy && sell; ) {
      if (buy.price !== 0 && sell.price !== 0 && buy.price < sell.price) break
      const traded = Math.min(left(buy), left(sell))
      for (const one of [buy, sell]) lots.set(one, (lots.get(one) ?? 0) + traded)
      volume += traded
      if (left(buy) === 0) buy = buys[buys.indexOf(buy) + 1]
      if (left(sell) === 0) sell = sells[sells.indexOf(sell) + 1]
    }
    const at = 100
    for (const [one, traded] of lots) {
      this.consume(one, traded)
      this.tellFill(one, Role.auction, at, traded, 0)
    }
    if (volume > 0) {
      const number = ++this.counts.cross
      const phase = Phase.openingAuction
      this.say(EVERYONE, { kind: Kind.cross, number, price: at, size: volume, phase })
      this.printed.push(at)
    }
    for (const one of this.living.filter((other) => other.price === 0 && other.stop === 0)) {
      this.tell(one, { kind: Kind.expired, size: one.open, reason: Reason.auctionOver })
      this.living = this.living.filter((other) => other !== one)
    }
    this.isCalling = false
    this.enterPhase(Phase.continuous)
  }

  /** Stops that the last prices set off act, one after another, and those that they set off. */
  private setOff(): void {
    while (this.printed.length > 0 && !this.isCalling) {
      const prices = this.printed.splice(0)
      const reached = this.living.filter(
        ({ stop, side }) =>
          stop > 0 && prices.some((at) => (side === Side.buy ? at >= stop : at <= stop)),
      )
      for (const one of reached) {
        if (!this.living.includes(one)) continue
        this.living = this.living.filter((other) => other !== one)
        one.stop = 0
        this.tell(one, { kind: Kind.triggered, size: one.open })
        this.enter(one)
      }
    }
  }

  private displayed(): Displayed {
    const levels = (side: Side): Map<number, number> => {
      const lots = new Map<number, number>()
      for (const one of this.living) {
        if (one.side !== side || one.stop > 0 || one.shown === 0) continue
        lots.set(one.price, (lots.get(one.price) ?? 0) + one.shown)
      }
      return lots
    }
    return { bids: levels(Side.buy), asks: levels(Side.sell) }
  }
}
