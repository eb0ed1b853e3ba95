import { OrderType, Reason, SelfTrade, Side, TimeInForce } from '../../../protocols/kind.ts'
import { type ActorId, type OrderId, SIZE_MAX } from '../../../protocols/units.ts'
import { enter, reasonOfEnd, takeNumber } from './enter.ts'
import { ExpiryHeap } from './expiry.ts'
import { judgeOrder } from './judge.ts'
import { Ladder } from './ladder.ts'
import { match } from './match.ts'
import { OrderStore } from './order-store.ts'
import { OrderTable, orderHash } from './order-table.ts'
import { type BookOrder, type BookSink, OrderCursor } from './order-view.ts'
import { OwnerLists } from './owner-lists.ts'
import { forEachAt } from './priority.ts'
import { expire, find, rest, shrink, withdraw } from './resting.ts'

export { replace } from './replace.ts'

// Bound here, since the engine reads what is imported anew each time.
const { none, duplicateOrderId } = Reason
const { buy } = Side
const { allow } = SelfTrade
const { limit } = OrderType
const { day, fillOrKill } = TimeInForce

/**
 * How an incoming order is shared out among those that rest at a price. In all of them hidden
 * orders come after what is shown, and go by time.
 * - `price-time`: the oldest first. `price-visible-time` says the same, and that hidden ones wait.
 * - `pro-rata`: each by its part of what is shown there, the remainder by time. @see shareOut
 */
export type Allocation = 'price-time' | 'price-visible-time' | 'pro-rata'

/** What a book is made with; each has a default. */
export interface BookOptions {
  /** Orders it has room for at first, at least 1; it grows. Default 1,024. */
  readonly capacity?: number
  /** Default `price-time`. */
  readonly allocation?: Allocation
  /** Of pro-rata: a share under so many lots is none. 1..SIZE_MAX; default 2, as at CME. */
  readonly smallestShare?: number
  /** What becomes of self-trades where the incoming order does not say; default `allow`. */
  readonly selfTrade?: SelfTrade
}

/**
 * A limit order book of one instrument: the best price first, every trade at the maker's price.
 * It reads no clock and draws no random number: the same calls always leave the same book and say
 * the same to the sink. Plain orders, day, immediate or market and without conditions, allocate
 * only when the book outgrows its memory.
 *
 * A fill, a cancel and coming to rest take constant time, a price that appears or empties some
 * steps in a trie. The worst case of one call is its own doing: an order that trades with everybody,
 * or fill or kill that looks through every level; and, now and then, the copying of what doubles.
 * Conditions cost those that have them: a minimum looks at every order that it could take, a time
 * to expire is a place in a heap, pro-rata looks at every order of a price twice.
 *
 * Its parts are the business of the functions in this folder alone.
 */
export interface Book {
  readonly store: OrderStore
  readonly table: OrderTable
  readonly owners: OwnerLists
  /** What is shown. */
  readonly bids: Ladder
  readonly asks: Ladder
  readonly hiddenBids: Ladder
  readonly hiddenAsks: Ladder
  /** Market orders that wait for an auction, at a price of 0: one level at most. */
  readonly unpricedBids: Ladder
  readonly unpricedAsks: Ladder
  readonly expiries: ExpiryHeap
  readonly isProRata: boolean
  readonly smallestShare: number
  readonly selfTrade: SelfTrade
  readonly maker: OrderCursor
  readonly taker: OrderCursor
  /** Moved by whoever looks at orders. */
  readonly visited: OrderCursor
  /** Orders accepted so far, which is the newest order's number. */
  numbered: number
  /** Whether there ever was an iceberg: levels then hold more than they show. */
  hasIcebergs: boolean
}

/**
 * An empty book.
 * @param options a number: its capacity
 * @throws RangeError where an option is out of its range
 */
export function createBook(options: BookOptions | number = {}): Book {
  const {
    capacity = 1_024,
    allocation = 'price-time',
    smallestShare = 2,
    selfTrade = SelfTrade.allow,
  } = typeof options === 'number' ? { capacity: options } : options
  demand('capacity', capacity, 1, 2 ** 24)
  demand('smallestShare', smallestShare, 1, SIZE_MAX)
  demand('selfTrade', selfTrade, SelfTrade.venue, SelfTrade.decrementAndCancel)
  const store = new OrderStore(capacity)
  return {
    store,
    table: new OrderTable(store),
    owners: new OwnerLists(store),
    bids: new Ladder(Side.buy, store),
    asks: new Ladder(Side.sell, store),
    hiddenBids: new Ladder(Side.buy, store),
    hiddenAsks: new Ladder(Side.sell, store),
    unpricedBids: new Ladder(Side.buy, store),
    unpricedAsks: new Ladder(Side.sell, store),
    expiries: new ExpiryHeap(),
    isProRata: allocation === 'pro-rata',
    smallestShare,
    selfTrade: selfTrade === SelfTrade.venue ? SelfTrade.allow : selfTrade,
    maker: new OrderCursor(store),
    taker: new OrderCursor(store),
    visited: new OrderCursor(store),
    numbered: 0,
    hasIcebergs: false,
  }
}

function demand(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw new RangeError(`a book's ${name} must be a whole number in ${min}..${max}, not ${value}`)
}

/**
 * Takes in `order`: matches it against the other side, best price first and at a price as the book
 * allocates, and rests what is left of a day limit order or one that is good till a time. The sink
 * hears `accepted`, each fill, and `expired` if some is left that may not rest: `noLiquidity` in a
 * market order, or `immediateOrCancel`; or `fillOrKill` where it could not fill wholly at once, and
 * `minimumQuantity` where not so much of it could, and so did not trade.
 *
 * A post-only order never takes: where it would, it is refused, or slides a tick behind the best of
 * the other side, what is hidden there counted too.
 *
 * @param order price in ticks, 1..PRICE_MAX, 0 in a market order; size in lots, 1..SIZE_MAX; id
 *   1..ID_MAX, not one of the participant's live orders; what is optional may be absent or 0
 * @param now ns since the session's start, for what is good till a time
 * @param venueOrder the number, by `takeNumber`, of an order that was accepted before and waited
 *   outside the book, of which the sink hears no `accepted`; 0: it is new
 * @returns `none`, or why it is refused, in this order: `malformed`, `priceOutOfRange`,
 *   `sizeOutOfRange`, `notionalOutOfRange`; `malformed` in its conditions (see `judgeConditions`),
 *   `timeIsPast`, `noAuction` where it is for one, `duplicateOrderId`; `wouldTake`, and
 *   `notionalOutOfRange` where it would slide; then nothing changed or was said
 * @throws RangeError where `participant` is no actor's number, or after 2^32 − 1 acceptances
 */
export function submit(
  book: Book,
  participant: ActorId,
  order: BookOrder,
  sink: BookSink,
  now = 0,
  venueOrder = 0,
): Reason {
  const { orderId, side, orderType, timeInForce, price, size } = order
  const refusal = judgeOrder(orderId, side, orderType, timeInForce, price, size)
  if (refusal !== none) return refusal
  const isBuy = side === buy
  const facing = isBuy ? book.asks : book.bids
  const reach = facing.reach(price)
  const unseen = isBuy ? book.hiddenAsks : book.hiddenBids
  // What is shown comes first at its price: where it is enough, what is hidden there is not met.
  const meetsHidden = unseen.bestKey <= reach && !facing.holds(size, unseen.bestKey)
  if (meetsHidden || venueOrder !== 0 || !isPlain(book, order, timeInForce)) {
    return enter(book, participant, order, sink, now, venueOrder)
  }
  const { store, table } = book
  book.owners.admit(participant)
  const hash = orderHash(participant, orderId)
  if (table.find(hash, participant, orderId) !== 0) return duplicateOrderId

  const at = store.take(participant, orderId, takeNumber(book), side, price, size)
  book.taker.at = at
  sink.accepted(book.taker)

  let open: number = size
  if (facing.bestKey <= reach && (timeInForce !== fillOrKill || facing.holds(size, reach))) {
    open = match(book, facing, reach, at, sink)
  }
  if (open > 0 && orderType === limit && timeInForce === day) {
    rest(book, at)
    table.add(at, hash)
    return none
  }
  store.give(at)
  if (open > 0) sink.expired(book.taker, reasonOfEnd(orderType, timeInForce))
  return none
}

/** Whether the order asks for nothing but what the shortest way does. */
function isPlain(book: Book, order: BookOrder, timeInForce: TimeInForce): boolean {
  if (timeInForce > fillOrKill || (timeInForce === fillOrKill && book.hasIcebergs)) return false
  if (book.isProRata || book.selfTrade !== allow) return false
  const { display = 0, hidden = 0, postOnly = 0, selfTrade = 0, minimum = 0, expires = 0 } = order
  if (display !== 0 || hidden !== 0 || postOnly !== 0) return false
  return selfTrade === 0 && minimum === 0 && expires === 0
}

/**
 * Ends one order at its participant's wish; the sink hears `cancelled` with `requested`.
 * @returns `none`, or `unknownOrder` where the participant has no such live order
 */
export function cancel(book: Book, participant: ActorId, orderId: OrderId, sink: BookSink): Reason {
  const at = find(book, participant, orderId)
  if (at === 0) return Reason.unknownOrder
  withdraw(book, at, Reason.requested, sink)
  return none
}

/**
 * Takes `less` lots off an order, which keeps its place; an iceberg's reserve gives its lots first.
 * The sink hears `replaced`; where not so much is open, the order ends and it hears `cancelled`
 * with `requested`.
 * @param less 1..SIZE_MAX
 * @returns `none`, or why it is refused, in this order: `sizeOutOfRange`, `unknownOrder`
 */
export function reduce(
  book: Book,
  participant: ActorId,
  orderId: OrderId,
  less: number,
  sink: BookSink,
): Reason {
  if (!Number.isInteger(less) || less < 1 || less > SIZE_MAX) return Reason.sizeOutOfRange
  const at = find(book, participant, orderId)
  if (at === 0) return Reason.unknownOrder
  const { store, maker } = book
  if (less >= store.left(at)) {
    withdraw(book, at, Reason.requested, sink)
  } else {
    shrink(book, at, less)
    maker.at = at
    sink.replaced(maker, maker.price)
  }
  return none
}

/**
 * Cancels a participant's orders, the one that has rested longest first, and looks at no other's;
 * an order that lost its place, replaced or as an iceberg that showed its next lots, counts from
 * then. The sink hears `cancelled` with `reason`.
 * @param side of those to end; 0: both
 * @returns how many
 */
export function cancelAll(
  book: Book,
  participant: ActorId,
  sink: BookSink,
  side: Side | 0 = 0,
  reason: Reason = Reason.requested,
): number {
  const { store } = book
  let count = 0
  let next = 0
  for (let at = book.owners.first(participant); at !== 0; at = next) {
    next = store.nextOwn(at)
    if (side !== 0 && store.side(at) !== side) continue
    withdraw(book, at, reason, sink)
    count++
  }
  return count
}

/**
 * Ends every order: bids and then asks, in their order of priority. The sink hears `expired` with
 * `reason`.
 * @returns how many
 */
export function expireAll(book: Book, sink: BookSink, reason: Reason): number {
  const ending: number[] = []
  forEachAt(book, (at) => ending.push(at))
  for (const at of ending) expire(book, at, reason, sink)
  return ending.length
}
