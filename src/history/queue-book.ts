import { Side } from '../../protocols/kind.ts'
import type { FlowSink } from './flow-sink.ts'
import { foreseeFill, type Piece, settleQueue } from './queue-order.ts'

/** An order as the record shows it. */
export interface QueuedOrder {
  /** Its number at the venue; it gets a new one where it has to be entered anew. */
  number: number
  /** Whose it is, in the terms of whoever keeps the book; 0: nobody knows. */
  name: number
  /** Lots left of it. */
  open: number
  /** Its total at the venue, filled lots included. */
  total: number
  /** Where it stands; `undefined` once it is gone. */
  queue: PriceQueue | undefined
}

/** The orders at one price, oldest first. */
export interface PriceQueue {
  readonly side: Side
  readonly price: number
  size: number
  orders: QueuedOrder[]
}

/**
 * A book by order and by place in the queue, as a record tells of it, that says to a sink what a
 * venue must be asked for to have the same book. It does not match: an order that crosses rests.
 *
 * Plain sorted lists: a change costs the levels and the orders behind it. What changes is near the
 * front.
 */
export class QueueBook {
  private readonly sink: FlowSink
  private readonly bids: PriceQueue[] = []
  private readonly asks: PriceQueue[] = []
  private numbered = 0

  constructor(sink: FlowSink) {
    this.sink = sink
  }

  /** A side's prices, best first. */
  queues(side: Side): readonly PriceQueue[] {
    return side === Side.buy ? this.bids : this.asks
  }

  /** The orders at one price, where there are any. */
  at(side: Side, price: number): PriceQueue | undefined {
    const queues = this.queues(side)
    const queue = queues[placeOf(queues, side, price)]
    return queue?.price === price ? queue : undefined
  }

  /** The queue at one price; where there is none, an empty one, which the caller fills. */
  queueAt(side: Side, price: number): PriceQueue {
    return this.at(side, price) ?? this.open(side, price)
  }

  /** A new order, last in its queue. */
  add(name: number, side: Side, price: number, size: number): QueuedOrder {
    const queue = this.queueAt(side, price)
    const order = { number: 0, name, open: size, total: 0, queue }
    queue.orders.push(order)
    queue.size += size
    this.enter(order)
    return order
  }

  /** Takes `lots` of a resting order away, 1 to all of it. */
  reduce(order: QueuedOrder, lots: number): void {
    const queue = queueOf(order)
    if (lots === order.open) {
      this.sink.cancel(order.number, queue.side)
      this.drop(order)
      return
    }
    this.lessen(order, lots)
    order.total -= lots
    this.sink.reduce(order.number, queue.side, queue.price, order.total)
  }

  /**
   * Somebody aggressed, and by the record took `pieces` of the queue at the touch. The sink is told
   * of the aggressor, and of what it takes of whom by price-time priority; where the record has it
   * otherwise, the orders that then stand wrong are entered anew.
   */
  execute(queue: PriceQueue, pieces: readonly Piece[]): void {
    const { side, price } = queue
    const size = pieces.reduce((sum, { lots }) => sum + lots, 0)
    const aggressor = side === Side.buy ? Side.sell : Side.buy
    const target = (pieces[0] as Piece).order.number
    this.sink.aggress(++this.numbered, aggressor, price, size, target)
    const foreseen = foreseeFill(queue, size)
    for (const { order, lots } of foreseen) this.sink.taken(order.number, lots)
    const asForeseen = pieces.length === foreseen.length
    if (asForeseen && pieces.every(({ order, lots }, at) => isPiece(foreseen[at], order, lots))) {
      for (const { order, lots } of pieces) {
        if (lots === order.open) this.drop(order)
        else this.lessen(order, lots)
      }
      return
    }
    const left = (open: readonly Piece[]): Piece[] => leftAfter(queue, open)
    this.settle(queue, left(pieces), left(foreseen))
  }

  /**
   * Makes the queue be `wanted`, by as few requests as keep places: an order that is to be smaller
   * is reduced, one that is in the way cancelled; from the first that cannot be had so, the rest is
   * entered anew.
   *
   * @param standing what the venue has at this price; by default the queue as it is
   */
  settle(queue: PriceQueue, wanted: readonly Piece[], standing?: readonly Piece[]): void {
    const { sink } = this
    const { side, price } = queue
    const have = standing ?? queue.orders.map((order) => ({ order, lots: order.open }))
    for (const order of queue.orders) {
      order.queue = undefined
      order.open = 0
    }
    queue.orders = wanted.map(({ order }) => order)
    queue.size = wanted.reduce((sum, { lots }) => sum + lots, 0)
    for (const { order, lots } of wanted) {
      order.queue = queue
      order.open = lots
    }
    settleQueue(have, wanted, {
      cancel: ({ order }) => sink.cancel(order.number, side),
      reduce: ({ order }, lots) => {
        order.total -= lots
        sink.reduce(order.number, side, price, order.total)
      },
      enter: ({ order }) => this.enter(order),
    })
    if (queue.orders.length === 0) this.close(queue)
  }

  private enter(order: QueuedOrder): void {
    const { side, price } = queueOf(order)
    order.number = ++this.numbered
    order.total = order.open
    this.sink.submit(order.number, side, price, order.open)
  }

  private lessen(order: QueuedOrder, lots: number): void {
    order.open -= lots
    queueOf(order).size -= lots
  }

  private drop(order: QueuedOrder): void {
    const queue = queueOf(order)
    queue.size -= order.open
    queue.orders.splice(queue.orders.indexOf(order), 1)
    order.queue = undefined
    order.open = 0
    if (queue.orders.length === 0) this.close(queue)
  }

  private open(side: Side, price: number): PriceQueue {
    const queues = side === Side.buy ? this.bids : this.asks
    const queue = { side, price, size: 0, orders: [] }
    queues.splice(placeOf(queues, side, price), 0, queue)
    return queue
  }

  private close({ side, price }: PriceQueue): void {
    const queues = side === Side.buy ? this.bids : this.asks
    queues.splice(placeOf(queues, side, price), 1)
  }
}

const isPiece = (piece: Piece | undefined, order: QueuedOrder, lots: number): boolean =>
  piece?.order === order && piece.lots === lots

/** The queue less what was taken of it. */
function leftAfter(queue: PriceQueue, taken: readonly Piece[]): Piece[] {
  return queue.orders.flatMap((order) => {
    const lots = taken.find((piece) => piece.order === order)?.lots ?? 0
    return lots === order.open ? [] : [{ order, lots: order.open - lots }]
  })
}

function queueOf({ queue, number }: QueuedOrder): PriceQueue {
  if (queue === undefined) throw new RangeError(`order ${number} does not rest`)
  return queue
}

/** Where `price` stands among the queues, best first, or would. */
function placeOf(queues: readonly PriceQueue[], side: Side, price: number): number {
  let from = 0
  let to = queues.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const { price: other } = queues[middle] as PriceQueue
    const isBetter = side === Side.buy ? other > price : other < price
    if (isBetter) from = middle + 1
    else to = middle
  }
  return from
}
