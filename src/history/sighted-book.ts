import { Side } from '../../protocols/kind.ts'
import type { FlowSink } from './flow-sink.ts'
import { type Foreknowledge, foreknow } from './foreknowledge.ts'
import { type LobsterMessages, LobsterType } from './lobster-messages.ts'
import type { OrderbookRow } from './lobster-orderbook.ts'
import { type PriceQueue, QueueBook, type QueuedOrder } from './queue-book.ts'
import type { Piece } from './queue-order.ts'

/** What can be said of a visible execution before it is tried. */
export const Sight = {
  /** The order's submission is in the file, and so is everything that stands before it. */
  submitted: 1,
  /** The order came out of sight; later messages name it, and its id says where it stands. */
  named: 2,
  /** Size stands before it that is no known order's: the file does not say when that came. */
  behindAnonymous: 3,
  /** No size that is known to be the order's stands there. */
  unknown: 4,
  /** It does not stand at the touch, where an aggressor would come to it. */
  offTouch: 5,
} as const
export type Sight = (typeof Sight)[keyof typeof Sight]

const SIDES = [Side.buy, Side.sell] as const

/**
 * The book by order as far as a LOBSTER file shows it.
 *
 * The file shows so many levels a side and the messages about them. What happens below has no
 * message, so a level that comes into sight is taken from the orderbook file. Who stands there is
 * told by what comes later: an order that a later message is about is alive, with at least the lots
 * that those messages take of it; orders stand in the order of their ids, which a venue gives as
 * they come; an id above all that have come may be that of a later order, and tells nothing. What
 * then is left of the level's size is no known order's and stands last.
 */
export class SightedBook {
  readonly book: QueueBook
  private readonly day: LobsterMessages
  private readonly ahead: Foreknowledge
  /** By the order's place among ids; `undefined`: not in sight. */
  private readonly inSight: (QueuedOrder | undefined)[]
  /** The newest id that has come. */
  private newest: number
  /** The side on which the message in hand took a level away. */
  private opened: Side | undefined

  /** @param from the message after which the book is as `seed` */
  constructor(day: LobsterMessages, from: number, seed: OrderbookRow, sink: FlowSink) {
    this.book = new QueueBook(sink)
    this.day = day
    this.ahead = foreknow(day, from + 1)
    this.inSight = new Array(day.ids.length + 1)
    this.newest = this.ahead.newest
    for (const side of SIDES) {
      for (let rank = seed.depth(side) - 1; rank >= 0; rank--) this.reveal(side, rank, seed)
    }
  }

  /**
   * Does what message `at` says, as far as the book knows of it.
   * @returns what can be said of it, where it is a visible execution
   */
  apply(at: number): Sight | undefined {
    const { types, orders, sizes } = this.day
    const type = types[at] as LobsterType
    this.opened = undefined
    if (type === LobsterType.submission) {
      this.submit(at)
      return undefined
    }
    const name = orders[at] as number
    if (name === 0) return undefined
    const size = sizes[at] as number
    this.ahead.pass(name, size)
    const queue = this.queueOf(at)
    if (queue === undefined) return type === LobsterType.execution ? Sight.unknown : undefined
    const order = this.inSight[name]
    const pieces = piecesOf(queue, order, size)
    const sight = type === LobsterType.execution ? this.sightOf(queue, order, size) : undefined
    if (sight !== undefined && sight !== Sight.offTouch && pieces.length > 0) {
      this.book.execute(queue, pieces)
    } else for (const piece of pieces) this.book.reduce(piece.order, piece.lots)
    if (type === LobsterType.deletion && order !== undefined) order.name = 0
    if (order !== undefined && (order.open === 0 || order.name === 0))
      this.inSight[name] = undefined
    if (queue.orders.length === 0) this.opened = queue.side
    return sight
  }

  /** The side whose last level may be new, since the message in hand took one away. */
  get revealed(): Side | undefined {
    return this.opened
  }

  /**
   * Brings the book to what the file has after the message in hand: mostly there is nothing to do
   * but for a level that came into sight.
   */
  settle(row: OrderbookRow): void {
    for (const side of SIDES) {
      const depth = row.depth(side)
      const isNew = this.opened === side
      for (let rank = 0; rank < depth; rank++) {
        const queue = this.clearTo(side, rank, row.price(side, rank))
        const isLast = rank === row.levels - 1
        if (queue?.size !== row.size(side, rank) || (isNew && isLast)) this.reveal(side, rank, row)
      }
      if (depth < row.levels) this.clearTo(side, depth, undefined)
    }
  }

  private submit(at: number): void {
    const { orders, sides, prices, sizes } = this.day
    const name = orders[at] as number
    this.newest = Math.max(this.newest, name)
    if (this.inSight[name] !== undefined) return
    const side = sides[at] as Side
    this.inSight[name] = this.book.add(name, side, prices[at] as number, sizes[at] as number)
  }

  private queueOf(at: number): PriceQueue | undefined {
    const { sides, prices } = this.day
    return this.book.at(sides[at] as Side, prices[at] as number)
  }

  private sightOf(queue: PriceQueue, order: QueuedOrder | undefined, size: number): Sight {
    if (this.book.queues(queue.side)[0] !== queue) return Sight.offTouch
    if (order === undefined || order.queue !== queue || order.open < size) return Sight.unknown
    for (const before of queue.orders) {
      if (before === order) break
      if (before.name === 0) return Sight.behindAnonymous
    }
    return this.ahead.isSubmitted(order.name) ? Sight.submitted : Sight.named
  }

  /** Removes what the file does not have before the level of that rank. @returns that level */
  private clearTo(side: Side, rank: number, price: number | undefined): PriceQueue | undefined {
    for (;;) {
      const queue = this.book.queues(side)[rank]
      if (queue === undefined || queue.price === price) return queue
      const isWorse =
        price !== undefined && (side === Side.buy ? queue.price < price : queue.price > price)
      if (isWorse) return undefined
      this.standAs(queue, [])
    }
  }

  /** Makes the level of that rank as the file has it. */
  private reveal(side: Side, rank: number, row: OrderbookRow): void {
    const price = row.price(side, rank)
    const size = row.size(side, rank)
    const queue = this.book.queueAt(side, price)
    const wanted: Piece[] = []
    let left = size
    for (const name of this.namesAt(queue)) {
      const lots = Math.min(left, this.ahead.lotsToCome(name))
      if (lots === 0) continue
      wanted.push({ order: this.inSight[name] ?? nobody(name), lots })
      left -= lots
    }
    if (left > 0) {
      const standing = queue.orders.find(({ name, open }) => name === 0 && open >= left)
      wanted.push({ order: standing ?? nobody(0), lots: left })
    }
    this.standAs(queue, wanted)
  }

  /** Who is alive in the queue, by what comes later; oldest first. */
  private namesAt(queue: PriceQueue): number[] {
    const standing = queue.orders.flatMap(({ name }) => (name > 0 ? [name] : []))
    const out = this.ahead
      .unsubmittedAt(queue.side, queue.price)
      .filter((name) => name <= this.newest && this.inSight[name] === undefined)
    return [...standing, ...out].sort((a, b) => a - b)
  }

  private standAs(queue: PriceQueue, wanted: readonly Piece[]): void {
    for (const { name } of queue.orders) this.inSight[name] = undefined
    this.book.settle(queue, wanted)
    for (const { order } of wanted) if (order.name > 0) this.inSight[order.name] = order
  }
}

const nobody = (name: number): QueuedOrder => ({
  number: 0,
  name,
  open: 0,
  total: 0,
  queue: undefined,
})

/**
 * Whose lots are taken: the order's own, then size that nobody is known to have, then, since the
 * file says that somebody's went, the newest.
 */
function piecesOf(queue: PriceQueue, order: QueuedOrder | undefined, size: number): Piece[] {
  const own = order?.queue === queue ? order : undefined
  if (own !== undefined && own.open >= size) return [{ order: own, lots: size }]
  const others = queue.orders.filter((other) => other !== own)
  const turn = [
    ...(own === undefined ? [] : [own]),
    ...others.filter(({ name }) => name === 0),
    ...others.filter(({ name }) => name !== 0).reverse(),
  ]
  const pieces: Piece[] = []
  let left = size
  for (const next of turn) {
    if (left === 0) break
    const lots = Math.min(left, next.open)
    pieces.push({ order: next, lots })
    left -= lots
  }
  return pieces
}
