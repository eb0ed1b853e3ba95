import {
  type BookOrder,
  type BookSink,
  bestAsk,
  bestBid,
  cancel,
  createBook,
  submit,
} from '../actors/exchange/index.ts'
import { draw32, rootKey } from '../protocols/hash.ts'
import { OrderType, Side, TimeInForce } from '../protocols/kind.ts'
import type { ActorId, Lots, OrderId, Ticks } from '../protocols/units.ts'

/** Words of one operation: its `BookOrder` and participant; a cancel has side 0. */
export const OPERATION_WORDS = 8

/** Operations to do to an empty book: the first `before` of them fill it. */
export interface BookTrace {
  readonly words: Int32Array
  readonly before: number
  /** Orders that rest at the end. */
  readonly live: number
}

/** One operation of a trace, moved along it. */
export class TraceReader implements BookOrder {
  at = 0
  private readonly words: Int32Array

  constructor(words: Int32Array) {
    this.words = words
  }

  get orderId(): OrderId {
    return this.words[this.at] as OrderId
  }
  get side(): Side {
    return this.words[this.at + 1] as Side
  }
  get orderType(): OrderType {
    return this.words[this.at + 2] as OrderType
  }
  get timeInForce(): TimeInForce {
    return this.words[this.at + 3] as TimeInForce
  }
  get price(): Ticks {
    return this.words[this.at + 4] as Ticks
  }
  get size(): Lots {
    return this.words[this.at + 5] as Lots
  }
  get participant(): ActorId {
    return this.words[this.at + 6] as ActorId
  }
}

const PARTICIPANTS = 100
const MID = 100_000
/** Distances from the touch that limits have: 0..24 ticks, near ones more often. */
const DEPTH = 25

/** What a trace is made of: shares of limits and cancels, the rest trades; and how far it reaches. */
export interface BookMix {
  readonly name: string
  readonly note: string
  readonly limits: number
  readonly cancels: number
  /** Ticks beyond the touch that a limit which trades reaches. */
  readonly reach: number
}

/** A busy book: most orders come and go, a tenth of the operations trades. */
export const BUSY: BookMix = {
  name: 'book',
  note: '60 % limits near the touch, 30 % cancels, 10 % orders that trade',
  limits: 0.6,
  cancels: 0.3,
  reach: 2,
}

/** Sweeps: a quarter of the operations trades, each through several orders and prices. */
export const SWEEPS: BookMix = {
  name: 'book, sweeps',
  note: '70 % limits near the touch, 5 % cancels, 25 % orders that trade, up to 10 ticks deep',
  limits: 0.7,
  cancels: 0.05,
  reach: 10,
}

/**
 * The operations of a book with about `live` orders: limit orders near the touch, cancels of any
 * live order, and orders that trade, half of them market orders and half limits through the touch,
 * of so many resting orders' size on average that the book keeps its depth. Made by counter-based
 * draws and a book of its own, so that no cancel is stale.
 */
export function bookTrace(live: number, operations: number, mix: BookMix = BUSY): BookTrace {
  const { lo, hi } = rootKey(42, `${mix.name} trace/${live}`)
  const total = live + operations
  const words = new Int32Array(total * OPERATION_WORDS)
  const reader = new TraceReader(words)
  const uniform = (which: number) => draw32(lo, hi, reader.at, which) / 2 ** 32
  const book = createBook(2 * live)
  const { numbers, sink } = liveOrders(total)

  let submitted = 0
  const limit = (side: Side): number => {
    const distance = 1 + Math.floor(DEPTH * uniform(3) * uniform(4))
    if (side === Side.buy) return (bestAsk(book) || MID + 1) - distance
    return (bestBid(book) || MID) + distance
  }
  const through = (side: Side): number => (side === Side.buy ? bestAsk(book) : bestBid(book))

  for (let step = 0; step < total; step++) {
    const at = step * OPERATION_WORDS
    reader.at = at
    const kind = step < live ? 0 : uniform(0)
    if (kind >= mix.limits && kind < mix.limits + mix.cancels && numbers.length > 0) {
      const number = numbers[Math.floor(uniform(1) * numbers.length)] as number
      words.set([idOf(number), 0, 0, 0, 0, 0, number % PARTICIPANTS], at)
      cancel(book, reader.participant, reader.orderId, sink)
      continue
    }
    // Participants take turns, and each numbers its own orders from 1.
    const id = idOf(++submitted)
    const own = submitted % PARTICIPANTS
    const side = uniform(1) < 0.5 ? Side.buy : Side.sell
    const size = 1 + Math.floor(100 * uniform(2))
    const touch = through(side)
    if (kind < mix.limits + mix.cancels || touch === 0) {
      const price = limit(side)
      words.set([id, side, OrderType.limit, TimeInForce.day, price, size, own], at)
    } else {
      const large = Math.ceil(3 * size * (numbers.length / live) ** 4)
      const isMarket = uniform(5) < 0.5
      const type = isMarket ? OrderType.market : OrderType.limit
      const price = isMarket ? 0 : touch + (side === Side.buy ? mix.reach : -mix.reach)
      const life = TimeInForce.immediateOrCancel
      words.set([id, side, type, life, price, large, own], at)
    }
    submit(book, reader.participant, reader, sink)
  }
  return { words, before: live, live: numbers.length }
}

/** The number of the order that an operation submits or cancels, as the book numbers it. */
export const numberOf = ({ orderId, participant }: TraceReader): number =>
  (orderId - 1) * PARTICIPANTS + participant

const idOf = (number: number): number => Math.floor(number / PARTICIPANTS) + 1

/** The numbers of the orders that live, for drawing one of them, and the sink that keeps them so. */
function liveOrders(total: number): { numbers: number[]; sink: BookSink } {
  const numbers: number[] = []
  const places = new Int32Array(total + 1)
  const end = (number: number): void => {
    const place = places[number] as number
    const last = numbers.pop() as number
    if (last === number) return
    numbers[place] = last
    places[last] = place
  }
  const sink: BookSink = {
    accepted: ({ venueOrder }) => {
      places[venueOrder] = numbers.length
      numbers.push(venueOrder)
    },
    fill: (maker, taker) => {
      if (maker.open === 0) end(maker.venueOrder)
      if (taker.open === 0) end(taker.venueOrder)
    },
    replaced: () => {},
    cancelled: ({ venueOrder }) => end(venueOrder),
    expired: ({ venueOrder }) => end(venueOrder),
  }
  return { numbers, sink }
}
