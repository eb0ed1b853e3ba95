import { Kind, Side } from '../../protocols/kind.ts'
import { log } from '../../protocols/math.ts'
import type { Message } from '../../protocols/message.ts'
import { MILLISECOND, type Nanos } from '../../protocols/units.ts'
import type { ActorContext, Carried, Feed, Market } from '../actor.ts'
import { bought } from '../bought.ts'
import { createFeedHandler, type FeedHandler, type FeedLevel } from '../feed-handler.ts'

/** The tag of the book's timer. */
const RETRY = 16
/** Trades that volatility is taken over. */
const TRADES = 100
/** Looks that are remembered. */
export const LOOKS = 128

/** A fill: lots bought, negative where sold, at a price in ticks. */
export interface OwnFill {
  readonly lots: number
  readonly price: number
}

/**
 * What a learner knows of its market and of itself: each thing as its links have brought it. Prices
 * are in ticks, volumes in lots, cash in ticks × lots. A span is the time between two looks.
 */
export class MarketView {
  readonly market: Market
  /** 0 where that side was empty at the last look. */
  bid = 0
  ask = 0
  bidSize = 0
  askSize = 0
  /** Perhaps a half; the last known one where a side is empty; 0 before any. */
  mid = 0
  /** The mid of the first look, no glance, that knew one. */
  entry = 0
  /** Price of the last trade; 0 before any. */
  lastTrade = 0
  /** Looks so far, and glances that knew a mid. */
  looks = 0
  /** Lots that aggressive buyers, and sellers, traded in the span that the last look ended. */
  bought = 0
  sold = 0
  /** The last value that the news told; 0 before any. */
  news = 0
  /** The one before, 0 before there were two; and when the last one came, ns. */
  newsBefore = 0
  newsAt = 0
  /** Lots that it holds, negative where it is short. */
  position = 0
  /** What its fills brought, negative where they cost. */
  cash = 0
  /** Its fills in the span that the last look ended. */
  fills: readonly OwnFill[] = []
  private readonly context: ActorContext
  private readonly quotes: Feed<typeof Kind.quote>
  private readonly book: FeedHandler | undefined
  private readonly prices = new Float64Array(TRADES)
  private readonly mids = new Float64Array(LOOKS)
  /** The side of what it holds; the look before that was taken up, and the mid then. */
  private side = 0
  private takenAt = 0
  private takenMid = 0
  private trades = 0
  private buying = 0
  private selling = 0
  private filling: OwnFill[] = []

  /** A view by the actor whose context it is; `depth`: whether it keeps the book. */
  constructor(context: ActorContext, market: Market, depth: boolean) {
    const { venue, instrument, news } = market
    this.market = market
    this.context = context
    this.quotes = context.feed(venue, Kind.quote, instrument)
    context.subscribe(context.feed(venue, Kind.trade, instrument))
    if (news !== undefined) {
      context.subscribe(context.feed(news.venue, Kind.news, news.instrument))
    }
    if (!depth) return
    const retry = 100 * MILLISECOND
    this.book = createFeedHandler(context, { venue, instrument, retry, tag: RETRY })
    this.book.start()
  }

  get now(): Nanos {
    return this.context.now()
  }

  /** Hears whatever its actor hears. */
  hear(message: Message): void {
    if (this.book?.hear(message) === true) return
    switch (message.kind) {
      case Kind.trade:
        this.prices[this.trades++ % TRADES] = message.price
        this.lastTrade = message.price
        if (message.side === Side.buy) this.buying += message.size
        else this.selling += message.size
        return
      case Kind.news:
        this.newsBefore = this.news
        this.news = message.value
        this.newsAt = this.now
        return
      case Kind.partialFill:
      case Kind.fill: {
        const lots = bought(message)
        this.filling.push({ lots, price: message.price })
        this.position += lots
        this.cash -= lots * message.price
      }
    }
  }

  /** Looks at the best quote, and ends a span. */
  look(): void {
    this.endSpan()
    if (this.entry === 0) this.entry = this.mid
    this.mids[this.looks++ % LOOKS] = this.mid
  }

  /** A look before the first that counts: the mid is remembered where one is known, and nothing is entered at. */
  glance(): void {
    this.endSpan()
    if (this.mid > 0) this.mids[this.looks++ % LOOKS] = this.mid
  }

  private endSpan(): void {
    const side = Math.sign(this.position)
    if (side !== this.side) {
      this.side = side
      this.takenAt = this.looks - 1
      this.takenMid = this.mid
    }
    this.take(this.context.observe(this.quotes))
    this.bought = this.buying
    this.sold = this.selling
    this.fills = this.filling
    this.buying = 0
    this.selling = 0
    this.filling = []
    if (this.bid > 0 && this.ask > 0) this.mid = (this.bid + this.ask) / 2
  }

  private take(quote: Carried<typeof Kind.quote> | undefined): void {
    this.bid = quote?.bid ?? 0
    this.ask = quote?.ask ?? 0
    this.bidSize = quote?.bidSize ?? 0
    this.askSize = quote?.askSize ?? 0
  }

  /** Looks since the one at which it took up the side that it holds; 0 where it holds nothing. */
  get heldFor(): number {
    return this.side === 0 ? 0 : this.looks - 1 - this.takenAt
  }

  /** By how much the mid has moved in its favour since, ticks; 0 where it holds nothing. */
  get heldGain(): number {
    if (this.side === 0) return 0
    return this.side > 0 ? this.mid - this.takenMid : this.takenMid - this.mid
  }

  /** The mid `back` looks ago, 0: the last; of those remembered, 128, the oldest where further. */
  midAgo(back: number): number {
    const oldest = Math.min(this.looks, LOOKS) - 1
    return this.mids[(this.looks - 1 - Math.min(back, oldest)) % LOOKS] as number
  }

  /** Levels of a side, best first, at most `count`; none where the book is not known. */
  levels(side: Side, count: number): readonly FeedLevel[] {
    if (this.book?.isSound() !== true) return []
    const sign = side === Side.buy ? -1 : 1
    const own: FeedLevel[] = []
    for (const level of this.book.levels()) if (level.side === side) own.push(level)
    return own.sort((a, b) => sign * (a.price - b.price)).slice(0, count)
  }

  /** Lots in the best `count` levels of a side. */
  depth(side: Side, count: number): number {
    return this.levels(side, count).reduce((sum, { size }) => sum + size, 0)
  }

  /** Standard deviation of the log returns from trade to trade, the last 100 trades; basis points. */
  volatility(): number {
    const count = Math.min(this.trades, TRADES)
    if (count < 3) return 0
    const price = (nth: number): number => this.prices[nth % TRADES] as number
    let sum = 0
    let squares = 0
    for (let nth = this.trades - count + 1; nth < this.trades; nth++) {
      const step = log(price(nth) / price(nth - 1))
      sum += step
      squares += step * step
    }
    const steps = count - 1
    const mean = sum / steps
    return Math.sqrt(Math.max(0, squares / steps - mean * mean)) * 1e4
  }
}
