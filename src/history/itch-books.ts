import { Side } from '../../protocols/kind.ts'
import { NOTIONAL_MAX, PRICE_MAX, SIZE_MAX } from '../../protocols/units.ts'
import { createEngine, type Engine } from './engine.ts'
import type { ItchMessage, ItchMessageOf } from './itch-layout.ts'
import { QueueBook, type QueuedOrder } from './queue-book.ts'

/** What was found. */
export interface ItchCounts {
  /** Orders that came. */
  orders: number
  /** Orders that are left. */
  left: number
  /** Orders priced or sized beyond what the engine holds; they are kept by themselves. */
  beyond: number
  /** Orders that crossed the other side when they came. */
  crossing: number
  /** Messages about an order that the feed adds only later; they were kept until then. */
  early: number
  /** Executions at the touch, and those of them that the engine gave to the order named. */
  decidable: number
  hit: number
  /** Executions of orders that were not at the touch, or at a price that was not theirs. */
  elsewhere: number
  /** Messages that do not fit with what came before. */
  inconsistencies: number
  /** Requests that the engine did not do as the feed has it. */
  faults: number
}

type OrderChange =
  | ItchMessageOf<'E'>
  | ItchMessageOf<'C'>
  | ItchMessageOf<'X'>
  | ItchMessageOf<'D'>
  | ItchMessageOf<'U'>

/** An order that comes. */
interface Addition {
  readonly stockLocate: number
  readonly order: number
  readonly side: Side
  readonly price: number
  readonly shares: number
}

/** An order that came: in the book, or beyond it. */
interface Known extends Addition {
  readonly queued: QueuedOrder
}

interface Stock {
  readonly book: QueueBook
  readonly engine: Engine
}

const EXAMPLES = 10

/**
 * A book by order for each stock of a feed, that drives an engine: additions rest, an execution at
 * its order's price comes as an order that takes, everything else withdraws. A feed shows crossed
 * books, before the open and in a halt, and no engine holds those, so the two sides of a stock stand
 * in books of their own.
 */
export class ItchBooks {
  readonly counts: ItchCounts = {
    orders: 0,
    left: 0,
    beyond: 0,
    crossing: 0,
    early: 0,
    decidable: 0,
    hit: 0,
    elsewhere: 0,
    inconsistencies: 0,
    faults: 0,
  }
  /** What does not fit together, the first of it, at most ten. */
  readonly examples: string[] = []
  private readonly stocks = new Map<number, Stock>()
  private readonly known = new Map<number, Known>()
  /** Messages about orders that have not come yet, by order. */
  private readonly early = new Map<number, { message: OrderChange; offset: number }[]>()

  /** Takes in a message. @param offset where it stands, for what does not fit together */
  hear(message: ItchMessage, offset: number): void {
    switch (message.type) {
      case 'A':
      case 'F':
        this.add({ ...message, side: message.side === 'B' ? Side.buy : Side.sell }, offset)
        return
      case 'E':
      case 'C':
      case 'X':
      case 'D':
      case 'U':
        this.change(message, offset, true)
    }
  }

  /** Says that there is no more: a message about an order that never came does not fit. */
  end(): void {
    for (const [order, waiting] of this.early) {
      for (const { message, offset } of waiting) {
        this.misfit(offset, `"${message.type}" is about order ${order}, which never comes`)
      }
    }
    this.counts.left = this.known.size
    for (const { engine } of this.stocks.values()) this.counts.faults += engine.faults
  }

  /** The engine of a stock, where it had orders. */
  engineOf(stockLocate: number): Engine | undefined {
    return this.stocks.get(stockLocate)?.engine
  }

  private add(addition: Addition, offset: number): void {
    const { order, shares } = addition
    if (this.known.has(order) || shares === 0) {
      const why = shares === 0 ? 'has no shares' : 'is in the book already'
      this.misfit(offset, `order ${order} is added, and ${why}`)
      return
    }
    this.counts.orders++
    this.known.set(order, { ...addition, queued: this.enter(addition) })
    const waiting = this.early.get(order)
    if (waiting === undefined) return
    this.early.delete(order)
    for (const { message, offset: at } of waiting) {
      this.counts.early++
      this.change(message, at, false)
    }
  }

  private enter({ stockLocate, order, side, price, shares }: Addition): QueuedOrder {
    if (price < 1 || price > PRICE_MAX || shares > SIZE_MAX || price * shares > NOTIONAL_MAX) {
      this.counts.beyond++
      return { number: 0, name: order, open: shares, total: shares, queue: undefined }
    }
    const { book } = this.stockOf(stockLocate)
    const [best] = book.queues(side === Side.buy ? Side.sell : Side.buy)
    if (best !== undefined && (side === Side.buy ? price >= best.price : price <= best.price)) {
      this.counts.crossing++
    }
    return book.add(order, side, price, shares)
  }

  /** @param isNow whether it speaks of the book as it is; else it came before its order */
  private change(message: OrderChange, offset: number, isNow: boolean): void {
    const { type, order, stockLocate } = message
    const known = this.known.get(order)
    if (known === undefined) {
      const waiting = this.early.get(order)
      if (waiting === undefined) this.early.set(order, [{ message, offset }])
      else waiting.push({ message, offset })
      return
    }
    if (known.stockLocate !== stockLocate) {
      this.misfit(offset, `order ${order} is of stock ${known.stockLocate}, not ${stockLocate}`)
      return
    }
    const { open } = known.queued
    const asked = type === 'D' || type === 'U' ? open : message.shares
    if (asked > open) this.misfit(offset, `order ${order} loses ${asked} shares of its ${open}`)
    const lots = Math.min(asked, open)
    const isTrade = (type === 'E' || type === 'C') && isNow
    if (isTrade && type === 'E' && this.isBest(known)) this.trade(known, lots)
    else {
      if (isTrade) this.counts.elsewhere++
      this.withdraw(known, lots)
    }
    if (known.queued.open === 0) this.known.delete(order)
    if (type !== 'U') return
    const { newOrder, price, shares } = message
    this.add({ stockLocate, order: newOrder, side: known.side, price, shares }, offset)
  }

  private isBest({ stockLocate, side, queued }: Known): boolean {
    const { queue } = queued
    return queue !== undefined && this.stockOf(stockLocate).book.queues(side)[0] === queue
  }

  /** An aggressor takes `lots` of the order. */
  private trade({ stockLocate, queued }: Known, lots: number): void {
    const { book, engine } = this.stockOf(stockLocate)
    if (queued.queue === undefined || lots === 0) return
    book.execute(queued.queue, [{ order: queued, lots }])
    this.counts.decidable++
    if (engine.hit) this.counts.hit++
  }

  private withdraw({ stockLocate, queued }: Known, lots: number): void {
    if (lots === 0) return
    if (queued.queue === undefined) queued.open -= lots
    else this.stockOf(stockLocate).book.reduce(queued, lots)
  }

  private stockOf(stockLocate: number): Stock {
    let stock = this.stocks.get(stockLocate)
    if (stock === undefined) {
      const engine = createEngine(true)
      stock = { engine, book: new QueueBook(engine) }
      this.stocks.set(stockLocate, stock)
    }
    return stock
  }

  private misfit(offset: number, text: string): void {
    this.counts.inconsistencies++
    if (this.examples.length < EXAMPLES) this.examples.push(`at byte ${offset}: ${text}`)
  }
}
