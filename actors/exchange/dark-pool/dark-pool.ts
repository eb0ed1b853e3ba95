import { Phase, Reason, SelfTrade, type Side, TimeInForce } from '../../../protocols/kind.ts'
import type { NewOrder } from '../../../protocols/message.ts'
import {
  type ActorId,
  ID_MAX,
  type Lots,
  type Nanos,
  type OrderId,
  SIZE_MAX,
  type Ticks,
} from '../../../protocols/units.ts'
import type { Mechanism, MechanismSink } from '../mechanism.ts'
import { type Crossing, type CrossingRules, createCrossing } from './crossing.ts'
import { judgePoolOrder, judgePoolTerms, type PoolTerms } from './judge-pool-order.ts'
import { createPoolOrder, type PoolOrder } from './pool-order.ts'
import { PoolState, type SavedPool } from './pool-state.ts'

/** How a dark pool trades. */
export interface DarkPoolOptions {
  /** The least lots of any fill, 0..SIZE_MAX; 0, the default, and 1: any. */
  readonly minimum?: number | undefined
  /**
   * ns between crossings, which then are at the whole multiples of it since the session's start;
   * 0, the default: the pool crosses with each order and each change of the middle.
   */
  readonly interval?: number | undefined
  /**
   * Of a pool that crosses from time to time: the most that the lots on the heavier side that allow
   * the middle may be of those on the lighter, a whole number of times, 1 or more; where they are
   * more, the crossing is held, and all wait for the next. 0, the default: any number.
   */
  readonly balance?: number | undefined
  /** Who trades first: who has waited longest (the default), or the largest and then the longest. */
  readonly priority?: 'time' | 'size-time' | undefined
  /** Whether it trades where the reference's bid is its ask. Left out, it does not. */
  readonly tradesLocked?: boolean | undefined
  /** Whether it trades where the reference's bid is above its ask. Left out, it does not. */
  readonly tradesCrossed?: boolean | undefined
  /** What orders do that say `SelfTrade.venue`. Left out, they trade with their own. */
  readonly selfTrade?: SelfTrade | undefined
}

/**
 * A dark pool: orders wait unseen, and trade at the middle of the best quote of another market, the
 * reference, as `refer` last told it. `docs/mechanisms/dark-pool.md` states its rules.
 *
 * An order trades only where its limit allows the middle; a market order allows any, and a `day`
 * one waits for it. A middle of half a tick is rounded in favour of the order that has waited
 * longer, the maker of the trade. No fill is smaller than either order's `minimum`, or the pool's,
 * but where less than that is left of the order itself. Without a reference nothing trades.
 *
 * What is due at a time or before it is done ahead of anything that is asked at that time, whether
 * or not `advance` was called; so how often the host calls it makes no difference to what trades.
 *
 * An order that comes is held against the other side's, once a fill. Worst case, where the middle
 * moves: each order of one side against each of the other, where minimum sizes keep many apart.
 *
 * @param options each in its range: the pool does not check them
 * @param sink hears `accepted`, `fill`, `replaced`, `cancelled` and `expired`, as of a book
 * @throws RangeError from `submit`, after 2^32 − 1 acceptances
 */
export function createDarkPool(options: DarkPoolOptions, sink: MechanismSink): Mechanism {
  return new DarkPool(options, sink)
}

class DarkPool implements Mechanism {
  readonly book = undefined
  private state = new PoolState()
  private crossing: Crossing
  private readonly options: PoolTerms &
    CrossingRules & { readonly selfTrade: PoolOrder['selfTrade'] }
  private readonly sink: MechanismSink

  constructor(options: DarkPoolOptions, sink: MechanismSink) {
    this.sink = sink
    this.options = {
      minimum: options.minimum ?? 0,
      interval: options.interval ?? 0,
      priority: options.priority ?? 'time',
      balance: options.interval ? (options.balance ?? 0) : 0,
      tradesLocked: options.tradesLocked ?? false,
      tradesCrossed: options.tradesCrossed ?? false,
      selfTrade: options.selfTrade || SelfTrade.allow,
    }
    this.crossing = createCrossing(this.state, this.options, sink)
  }

  submit(participant: ActorId, request: NewOrder, now: number): Reason {
    this.advance(now)
    const { state, sink } = this
    if (state.phase === Phase.closed) return Reason.closed
    const refusal = judgePoolOrder(request, this.options, now)
    if (refusal !== Reason.none) return refusal
    if (state.find(participant, request.orderId) !== undefined) return Reason.duplicateOrderId
    if (state.numbered === ID_MAX) throw new RangeError('a pool numbers 2^32 − 1 orders at most')

    const order = this.take(participant, request)
    sink.accepted(order)
    const crossing = this.crossing
    const { timeInForce } = order
    if (timeInForce === TimeInForce.fillOrKill && !crossing.fillsWholly(order)) {
      sink.expired(order, Reason.fillOrKill)
      return Reason.none
    }
    state.add(order)
    if (this.isPeriodic) {
      this.schedule(now)
      return Reason.none
    }
    crossing.meet(order)
    if (timeInForce === TimeInForce.immediateOrCancel && state.waits(order)) this.expire(order)
    return Reason.none
  }

  cancel(participant: ActorId, orderId: OrderId, less: number, now: number): Reason {
    this.advance(now)
    if (!Number.isInteger(less) || less < 0 || less > SIZE_MAX) return Reason.sizeOutOfRange
    const order = this.state.find(participant, orderId)
    if (order === undefined) return Reason.unknownOrder
    if (less === 0 || less >= order.open) this.withdraw(order, Reason.requested)
    else this.resize(order, order.size - less)
    this.schedule(now)
    return Reason.none
  }

  replace(participant: ActorId, orderId: OrderId, price: Ticks, size: Lots, now: number): Reason {
    this.advance(now)
    const refusal = judgePoolTerms(price, size)
    if (refusal !== Reason.none) return refusal
    const { state } = this
    const order = state.find(participant, orderId)
    if (order === undefined) return Reason.unknownOrder
    if (size <= order.filled) this.withdraw(order, Reason.replacedBelowFilled)
    else if (price === order.price && size < order.size) this.resize(order, size)
    else {
      const previous = order.price
      state.remove(order)
      order.price = price
      order.size = size
      order.open = (size - order.filled) as Lots
      state.add(order)
      this.sink.replaced(order, previous)
      if (!this.isPeriodic) this.crossing.meet(order)
    }
    this.schedule(now)
    return Reason.none
  }

  cancelAll(participant: ActorId, side: Side | 0, reason: Reason, now: number): number {
    this.advance(now)
    const owned = this.state.ownedBy(participant)
    const ending = owned.filter((order) => side === 0 || order.side === side)
    for (const order of ending) this.withdraw(order, reason)
    this.schedule(now)
    return ending.length
  }

  enter(phase: Phase, now: number): void {
    this.advance(now)
    const { state } = this
    state.phase = phase
    if (phase === Phase.closed) {
      for (const order of state.all()) this.expire(order, Reason.sessionEnd)
    }
    if (!this.isPeriodic) this.crossing.crossAll()
    this.schedule(now)
  }

  get wake(): number {
    const { due, expiry } = this.state
    return due === 0 ? expiry : Math.min(due, expiry)
  }

  advance(now: number): void {
    const { state } = this
    while (state.due !== 0 && state.due <= now) {
      this.expireUpTo(state.due)
      this.crossing.crossAll()
      const ending = state.all().filter(isForOneCrossing)
      for (const order of ending) this.expire(order)
      // At a later crossing that was missed nobody new can trade: nobody came and no middle changed.
      // But a side that was too heavy may be so no more once some of its orders have ended.
      const { interval, balance } = this.options
      const next = ending.length > 0 ? state.due + interval : state.expiry
      state.due = balance === 0 ? 0 : Math.ceil(next / interval) * interval
      if (state.due > now) state.due = 0
    }
    this.expireUpTo(now)
    this.schedule(now)
  }

  refer(bid: number, ask: number, now: number): void {
    this.advance(now)
    const { reference } = this.state
    const isSame = bid === reference.bid && ask === reference.ask
    reference.bid = bid
    reference.ask = ask
    if (!isSame && !this.isPeriodic) this.crossing.crossAll()
  }

  save(): SavedPool {
    return this.state.save()
  }

  restore(saved: unknown): void {
    this.state = new PoolState()
    this.state.restore(saved as SavedPool)
    this.crossing = createCrossing(this.state, this.options, this.sink)
  }

  hash(): number {
    return this.state.hash()
  }

  private get isPeriodic(): boolean {
    return this.options.interval > 0
  }

  private take(participant: ActorId, request: NewOrder): PoolOrder {
    const { orderId, side, timeInForce, price, size, selfTrade, minimum, expires } = request
    const { options } = this
    const terms = {
      participant,
      orderId,
      venueOrder: ++this.state.numbered,
      side,
      timeInForce,
      selfTrade: selfTrade || options.selfTrade,
      minimum: Math.max(minimum ?? 0, options.minimum),
      expires: expires ?? (0 as Nanos),
      price,
      size,
      open: size,
      filled: 0 as Lots,
    }
    return createPoolOrder(terms, 0)
  }

  /** Gives an order a smaller total, in its place. What is left may then be enough for somebody. */
  private resize(order: PoolOrder, size: number): void {
    order.size = size as Lots
    order.open = (size - order.filled) as Lots
    this.sink.replaced(order, order.price)
    if (!this.isPeriodic) this.crossing.meet(order)
  }

  private withdraw(order: PoolOrder, reason: Reason): void {
    this.state.remove(order)
    this.sink.cancelled(order, reason)
  }

  private expire(order: PoolOrder, reason: Reason = reasonOfEnd(order)): void {
    this.state.remove(order)
    this.sink.expired(order, reason)
  }

  private expireUpTo(time: number): void {
    const { state } = this
    for (let order = state.firstMortal; order !== undefined; order = state.firstMortal) {
      if (order.expires > time) return
      this.expire(order)
    }
  }

  /** Says when the next crossing is: while somebody waits for one. */
  private schedule(now: number): void {
    const { state } = this
    const { interval } = this.options
    const waits = interval > 0 && state.phase === Phase.continuous && state.count > 0
    if (!waits) state.due = 0
    else if (state.due === 0) state.due = now - (now % interval) + interval
  }
}

const isForOneCrossing = ({ timeInForce }: PoolOrder): boolean =>
  timeInForce === TimeInForce.immediateOrCancel || timeInForce === TimeInForce.auction

function reasonOfEnd({ timeInForce, price }: PoolOrder): Reason {
  if (timeInForce === TimeInForce.goodTillTime) return Reason.goodTillTime
  if (timeInForce === TimeInForce.auction) return Reason.auctionOver
  return price === 0 ? Reason.noLiquidity : Reason.immediateOrCancel
}
