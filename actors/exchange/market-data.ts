import { Kind, type Phase, Side } from '../../protocols/kind.ts'
import { type InstrumentId, type Lots, SIZE_MAX, type Ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import { createAuctionFeeds } from './auction-feeds.ts'
import type { Book } from './book/book.ts'
import { bestAsk, bestBid, countAt, restingVolume, sizeAt } from './book/depth.ts'
import type { OrderView } from './book/order-view.ts'
import type { Mechanism, MechanismOrder } from './mechanism.ts'
import { createOrderFeed, type SavedOrders } from './order-feed.ts'

/** The feeds that a venue may have; its session's is always there. */
export type FeedName = 'trade' | 'quote' | 'depthByPrice' | 'depthByOrder' | 'indicative'

/** The book that the public may see, as it now is; without one, nothing of it is published. */
export type Shown = Pick<Mechanism, 'book' | 'isSealed'>

/** What is told to the public about one instrument. */
export interface MarketData {
  /** Trade `number`, from 1, took place; `aggressor` came, `maker` waited. */
  traded(number: number, maker: OrderView, aggressor: OrderView, price: Ticks, size: Lots): void
  /** The order was taken in, or set off, and does not rest yet. */
  entering(order: MechanismOrder): void
  /** The order, which rested at `previousPrice`, has other terms, or the venue moved it. */
  changed(order: MechanismOrder, previousPrice: Ticks): void
  /** `size` lots of the order traded in continuous trading. */
  taken(order: OrderView, size: number): void
  /** Some of the order traded in an auction. */
  crossed(order: OrderView): void
  /** The order is over. */
  ended(order: MechanismOrder): void
  /** What the auction that builds would do now. */
  indicative(price: number, size: number, surplus: number, side: Side | 0): void
  /** Auction `number`, from 1, took place in `phase`. */
  uncrossed(number: number, price: Ticks, size: number, phase: Phase): void
  /** A request is done: publishes whatever it changed. */
  settle(): void
  /** The levels that the public was last told of; `undefined` where it is not told of levels. */
  levels(): PublishedLevels | undefined
  /** What the public was told last and how far each feed has counted, as plain values. */
  save(): SavedMarketData
  /** Takes on what `save` gave, of the same feeds. */
  restore(saved: SavedMarketData): void
}

/** The state of market data; a feed that is not there has none. */
export interface SavedMarketData {
  readonly levels: SavedLevels | undefined
  readonly orders: SavedOrders | undefined
  /** Number, bid, its size, ask, its size. */
  readonly quotes: readonly number[] | undefined
  /** Number, and the side that was heavier, 0 where none was. */
  readonly imbalance: readonly number[] | undefined
  /** Indications published. */
  readonly indications: number
}

/** Price levels as the public knows them after publication `number`: bids first, best first. */
export interface PublishedLevels {
  readonly number: number
  readonly levels: readonly PublishedLevel[]
}
interface PublishedLevel {
  readonly side: Side
  readonly price: Ticks
  readonly size: Lots
  readonly count: number
}

/** The best prices that the public sees; 0 where a side is empty. */
export interface Touch {
  readonly bid: number
  readonly ask: number
}

/** Where there is no book to see. */
export const NO_TOUCH: Touch = { bid: 0, ask: 0 }

/** The book's touch. A crossed or locked book, in which orders gather, has none. */
export function touchOf(book: Book): Touch {
  const bid = bestBid(book)
  const ask = bestAsk(book)
  return bid === 0 || ask === 0 || bid < ask ? { bid, ask } : NO_TOUCH
}

const clamp = (size: number): Lots => Math.min(size, SIZE_MAX) as Lots

/** Whether the public sees something of the order while it rests. A stop that waits shows nothing. */
const isSeen = ({ hidden, dormant }: MechanismOrder): boolean => hidden === 0 && dormant !== 1

/**
 * Publishes what becomes of an instrument: each trade and each auction as it happens; after each
 * request the levels and orders that it changed, then the best quote if it is another, then the
 * imbalance if it passed `threshold` or fell back, then what an auction would do. Levels come in
 * the order in which the request first touched them; of orders, `createOrderFeed` says it. While a
 * mechanism says that its book is sealed, changes of levels, orders and quotes are held back.
 *
 * The public sees what is shown: of an iceberg the lots that it shows, of a hidden order and of a
 * stop that waits nothing; a trade with a hidden maker is printed with `venueOrder` 0, as in the
 * feeds of Nasdaq. While orders gather for an auction, levels and orders are published as ever,
 * and may be crossed; a crossed or locked book has no touch, and its quote is empty. A size beyond
 * SIZE_MAX is published as SIZE_MAX.
 *
 * @param threshold of 1 − smaller/larger resting volume, (0, 1]; `undefined`: no imbalance feed
 */
export function createMarketData(
  context: ActorContext,
  instrument: InstrumentId,
  shown: Shown,
  names: ReadonlySet<FeedName>,
  threshold: number | undefined,
): MarketData {
  const trades = context.feed(context.id, Kind.trade, instrument)
  const levels = names.has('depthByPrice') ? createLevelFeed(context, instrument) : undefined
  const orders = names.has('depthByOrder') ? createOrderFeed(context, instrument) : undefined
  const quotes = names.has('quote') ? createQuoteFeed(context, instrument) : undefined
  const imbalance =
    threshold === undefined ? undefined : createImbalanceFeed(context, instrument, threshold)
  const auctions = createAuctionFeeds(context, instrument, names)

  return {
    traded(number, maker, aggressor, price, size) {
      if (!names.has('trade')) return
      const venueOrder = maker.hidden === 0 ? maker.venueOrder : 0
      const { side } = aggressor
      context.publish(trades, {
        kind: Kind.trade,
        instrument,
        number,
        side,
        price,
        size,
        venueOrder,
      })
    },
    entering(order) {
      if (shown.book === undefined || !isSeen(order)) return
      levels?.touch(order.side, order.price)
      orders?.entering(order)
    },
    changed(order, previousPrice) {
      if (shown.book === undefined || !isSeen(order)) return
      levels?.touch(order.side, previousPrice)
      levels?.touch(order.side, order.price)
      if (order.price === previousPrice) orders?.replaced(order)
      else orders?.entering(order)
    },
    taken(order, size) {
      if (shown.book === undefined || !isSeen(order)) return
      levels?.touch(order.side, order.price)
      orders?.taken(order, size)
    },
    crossed(order) {
      if (shown.book === undefined || !isSeen(order)) return
      levels?.touch(order.side, order.price)
      orders?.crossed(order)
    },
    ended(order) {
      if (shown.book === undefined || !isSeen(order)) return
      levels?.touch(order.side, order.price)
      orders?.ended(order)
    },
    indicative: auctions.indicative,
    uncrossed: auctions.uncrossed,
    settle() {
      if (shown.book !== undefined && shown.isSealed !== true) {
        levels?.settle(shown.book)
        orders?.settle()
        quotes?.settle(shown.book)
        imbalance?.settle(shown.book)
      }
      auctions.settle()
    },
    levels: () => levels?.published(),
    save: () => ({
      levels: levels?.save(),
      orders: orders?.save(),
      quotes: quotes?.save(),
      imbalance: imbalance?.save(),
      indications: auctions.save(),
    }),
    restore(saved) {
      if (saved.levels !== undefined) levels?.restore(saved.levels)
      if (saved.orders !== undefined) orders?.restore(saved.orders)
      if (saved.quotes !== undefined) quotes?.restore(saved.quotes)
      if (saved.imbalance !== undefined) imbalance?.restore(saved.imbalance)
      auctions.restore(saved.indications)
    },
  }
}

function createQuoteFeed(context: ActorContext, instrument: InstrumentId) {
  const feed = context.feed(context.id, Kind.quote, instrument)
  let number = 0
  let bid = 0
  let bidSize = 0
  let ask = 0
  let askSize = 0
  return {
    settle(book: Book) {
      const { bid: newBid, ask: newAsk } = touchOf(book)
      const newBidSize = newBid === 0 ? 0 : clamp(sizeAt(book, Side.buy, newBid as Ticks))
      const newAskSize = newAsk === 0 ? 0 : clamp(sizeAt(book, Side.sell, newAsk as Ticks))
      if (newBid === bid && newAsk === ask && newBidSize === bidSize && newAskSize === askSize) {
        return
      }
      bid = newBid
      ask = newAsk
      bidSize = newBidSize
      askSize = newAskSize
      number++
      context.publish(feed, {
        kind: Kind.quote,
        instrument,
        number,
        bid: bid as Ticks,
        bidSize: bidSize as Lots,
        ask: ask as Ticks,
        askSize: askSize as Lots,
      })
    },
    save: () => [number, bid, bidSize, ask, askSize],
    restore(saved: readonly number[]) {
      ;[number, bid, bidSize, ask, askSize] = saved as [number, number, number, number, number]
    },
  }
}

function createLevelFeed(context: ActorContext, instrument: InstrumentId) {
  const feed = context.feed(context.id, Kind.depthByPrice, instrument)
  /** Levels by name, `price × 4 + side`: as last published, and those that a request touched. */
  const published = new Map<number, { readonly total: number; readonly count: number }>()
  const touched = new Set<number>()
  let number = 0
  return {
    touch(side: Side, price: number) {
      if (price !== 0) touched.add(price * 4 + side)
    },
    settle(book: Book) {
      for (const name of touched) {
        const side = (name % 4) as Side
        const price = Math.floor(name / 4) as Ticks
        const total = sizeAt(book, side, price)
        const count = countAt(book, side, price)
        const before = published.get(name) ?? GONE
        if (total === before.total && count === before.count) continue
        if (count === 0) published.delete(name)
        else published.set(name, { total, count })
        number++
        const size = clamp(total)
        context.publish(feed, {
          kind: Kind.depthByPrice,
          instrument,
          number,
          side,
          price,
          size,
          count,
        })
      }
      touched.clear()
    },
    published(): PublishedLevels {
      const all = [...published].map(([name, { total, count }]): PublishedLevel => {
        const side = (name % 4) as Side
        return { side, price: Math.floor(name / 4) as Ticks, size: clamp(total), count }
      })
      const direction = (side: Side): number => (side === Side.buy ? -1 : 1)
      all.sort((a, b) => a.side - b.side || direction(a.side) * (a.price - b.price))
      return { number, levels: all }
    },
    save: (): SavedLevels => ({
      number,
      published: [...published].map(([name, { total, count }]) => [name, total, count]),
      touched: [...touched],
    }),
    restore(saved: SavedLevels) {
      number = saved.number
      published.clear()
      for (const [name, total, count] of saved.published) published.set(name, { total, count })
      touched.clear()
      for (const name of saved.touched) touched.add(name)
    },
  }
}

/** Levels as last published, and those that a sealed book keeps back; see `createLevelFeed`. */
interface SavedLevels {
  readonly number: number
  readonly published: readonly (readonly [name: number, total: number, count: number])[]
  readonly touched: readonly number[]
}

const GONE = { total: 0, count: 0 }

function createImbalanceFeed(context: ActorContext, instrument: InstrumentId, threshold: number) {
  const feed = context.feed(context.id, Kind.imbalance, instrument)
  let number = 0
  let heavier = 0
  return {
    settle(book: Book) {
      const bidVolume = restingVolume(book, Side.buy)
      const askVolume = restingVolume(book, Side.sell)
      const larger = Math.max(bidVolume, askVolume)
      const smaller = Math.min(bidVolume, askVolume)
      const isImbalanced = larger > 0 && 1 - smaller / larger > threshold
      const side = !isImbalanced ? 0 : bidVolume > askVolume ? Side.buy : Side.sell
      if (side === heavier) return
      number++
      context.publish(feed, {
        kind: Kind.imbalance,
        instrument,
        number,
        side: (side === 0 ? heavier : side) as Side,
        onset: side === 0 ? 0 : 1,
        bidVolume,
        askVolume,
      })
      heavier = side
    },
    save: () => [number, heavier],
    restore(saved: readonly number[]) {
      ;[number, heavier] = saved as [number, number]
    },
  }
}
