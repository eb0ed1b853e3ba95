import fc from 'fast-check'
import type { OrderView } from '../../../../actors/exchange/book/order-view.ts'
import { createDarkPool } from '../../../../actors/exchange/dark-pool/dark-pool.ts'
import type { Mechanism, MechanismSink } from '../../../../actors/exchange/mechanism.ts'
import {
  OrderType,
  Phase,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import type { NewOrder } from '../../../../protocols/message.ts'
import {
  type ActorId,
  ID_MAX,
  type Lots,
  type Nanos,
  type OrderId,
  PRICE_MAX,
  SIZE_MAX,
  type Ticks,
} from '../../../../protocols/units.ts'
import type { PlainDarkPool } from './plain-dark-pool.ts'
import type { PlainOptions, PlainOrder, PlainRequest, PoolEvent } from './plain-pool-order.ts'

/** One thing that happens to a pool, `wait` ns after the one before it. */
export type PoolStep = { readonly wait: number } & (
  | { readonly do: 'submit'; readonly participant: number; readonly request: PlainRequest }
  | {
      readonly do: 'cancel'
      readonly participant: number
      readonly orderId: number
      readonly less: number
    }
  | {
      readonly do: 'replace'
      readonly participant: number
      readonly orderId: number
      readonly price: number
      readonly size: number
    }
  | { readonly do: 'cancelAll'; readonly participant: number; readonly side: number }
  | { readonly do: 'refer'; readonly bid: number; readonly ask: number }
  | { readonly do: 'enter'; readonly phase: number }
  | { readonly do: 'advance' }
)

/** Does `step` to the pool. @returns its answer; 0 where it gives none */
export function perform(pool: Mechanism, step: PoolStep, at: number): number {
  const now = at as Nanos
  switch (step.do) {
    case 'submit':
      return pool.submit(step.participant as ActorId, step.request as NewOrder, now)
    case 'cancel':
      return pool.cancel(step.participant as ActorId, step.orderId as OrderId, step.less, now)
    case 'replace': {
      const [own, price, size] = [step.orderId as OrderId, step.price as Ticks, step.size as Lots]
      return pool.replace(step.participant as ActorId, own, price, size, now)
    }
    case 'cancelAll': {
      const { participant, side } = step
      return pool.cancelAll(participant as ActorId, side as Side | 0, Reason.requested, now)
    }
    case 'refer':
      pool.refer(step.bid, step.ask, now)
      return 0
    case 'enter':
      pool.enter(step.phase as Phase, now)
      return 0
    case 'advance':
      pool.advance(now)
      return 0
  }
}

/** Does `step` to the plain pool. @returns its answer; 0 where it gives none */
export function performPlainly(plain: PlainDarkPool, step: PoolStep, now: number): number {
  switch (step.do) {
    case 'submit':
      return plain.submit(step.participant, step.request, now)
    case 'cancel':
      return plain.cancel(step.participant, step.orderId, step.less, now)
    case 'replace':
      return plain.replace(step.participant, step.orderId, step.price, step.size, now)
    case 'cancelAll':
      return plain.cancelAll(step.participant, step.side, Reason.requested, now)
    case 'refer':
      plain.refer(step.bid, step.ask, now)
      return 0
    case 'enter':
      plain.enter(step.phase, now)
      return 0
    case 'advance':
      plain.advance(now)
      return 0
  }
}

const copy = (order: OrderView): PlainOrder => ({
  participant: order.participant,
  orderId: order.orderId,
  venueOrder: order.venueOrder,
  side: order.side,
  price: order.price,
  size: order.size,
  open: order.open,
  filled: order.filled,
})

const never = (what: string) => (): never => {
  throw new Error(`a pool never says ${what}`)
}

/** A sink that writes down all that a pool may say. */
export function poolRecorder(events: PoolEvent[]): MechanismSink {
  return {
    accepted: (order) => events.push({ event: 'accepted', order: copy(order) }),
    fill: (maker, taker, price, size) =>
      events.push({ event: 'fill', maker: copy(maker), taker: copy(taker), price, size }),
    replaced: (order, previousPrice) =>
      events.push({ event: 'replaced', order: copy(order), previousPrice }),
    cancelled: (order, reason) => events.push({ event: 'cancelled', order: copy(order), reason }),
    expired: (order, reason) => events.push({ event: 'expired', order: copy(order), reason }),
    triggered: never('triggered'),
    repriced: never('repriced'),
    crossed: never('crossed'),
    uncrossed: never('uncrossed'),
    indicative: never('indicative'),
  }
}

const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })
/** A pool that trades so, and what it says. */
export function livePool(options: PlainOptions): { pool: Mechanism; events: PoolEvent[] } {
  const events: PoolEvent[] = []
  const { selfTrade, ...others } = options
  const own = { ...others, selfTrade: selfTrade as SelfTrade }
  return { pool: createDarkPool(own, poolRecorder(events)), events }
}

const oneOf = (kinds: Record<string, number>) => fc.constantFrom(...Object.values(kinds))
const rarely = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

// Few of each, so that orders meet.
const participant = fc.constantFrom(1, 2, 3, 70)
const orderId = fc.constantFrom(1, 2, 3, 4, 5, ID_MAX)
const price = fc.integer({ min: 99, max: 104 })
const size = fc.integer({ min: 1, max: 12 })
const wrong = fc.constantFrom(-1, 1.5, Number.NaN, 2 ** 31, 2 ** 32 + 1, 9, 0)

const limitOf = (side: Side, price: fc.Arbitrary<number>) =>
  fc.record({
    orderId,
    side: fc.constant(side),
    orderType: fc.constant(OrderType.limit),
    timeInForce: fc.oneof(
      { weight: 6, arbitrary: fc.constant<TimeInForce>(TimeInForce.day) },
      { weight: 4, arbitrary: oneOf(TimeInForce) },
    ),
    price,
    size,
    selfTrade: fc.oneof(
      { weight: 2, arbitrary: fc.constant(SelfTrade.venue) },
      { weight: 3, arbitrary: oneOf(SelfTrade) },
    ),
    minimum: rarely(0, fc.integer({ min: 1, max: 12 })),
  })

const limit = fc.oneof(
  weighted(3, limitOf(Side.buy, fc.integer({ min: 101, max: 104 }))),
  weighted(3, limitOf(Side.sell, fc.integer({ min: 99, max: 102 }))),
  weighted(1, limitOf(Side.buy, price)),
  weighted(1, limitOf(Side.sell, price)),
)

/** Most orders have a time to expire where they live till one, and only there. */
const timed = (order: fc.Arbitrary<PlainRequest>): fc.Arbitrary<PlainRequest> =>
  fc.tuple(order, fc.integer({ min: 0, max: 200 })).map(([request, expires]) => ({
    ...request,
    expires: request.timeInForce === TimeInForce.goodTillTime ? expires : 0,
  }))

const odd = fc.record(
  {
    orderId: rarely(1, wrong),
    side: rarely<number>(Side.buy, wrong),
    orderType: rarely<number>(OrderType.limit, fc.oneof(wrong, oneOf(OrderType))),
    timeInForce: rarely<number>(TimeInForce.day, fc.oneof(wrong, oneOf(TimeInForce))),
    price: rarely(101, fc.oneof(wrong, fc.constantFrom(0, PRICE_MAX, PRICE_MAX + 1))),
    size: rarely(5, fc.oneof(wrong, fc.constantFrom(0, SIZE_MAX, SIZE_MAX + 1, 8192, 8193))),
    selfTrade: rarely(0, wrong),
    minimum: rarely(0, wrong),
    expires: rarely(0, wrong),
    display: rarely(0, fc.constant(3)),
    hidden: fc.constantFrom(0, 1, 1, 2),
    postOnly: rarely(0, fc.constant(1)),
    stop: rarely(0, fc.constant(100)),
    peg: rarely(0, fc.constant(2)),
    offset: rarely(0, fc.constant(-1)),
  },
  { requiredKeys: ['orderId', 'side', 'orderType', 'timeInForce', 'price', 'size'] },
)

const request: fc.Arbitrary<PlainRequest> = fc.oneof(
  { weight: 8, arbitrary: timed(limit) },
  {
    weight: 2,
    arbitrary: timed(limit).map((order) => ({ ...order, orderType: OrderType.market, price: 0 })),
  },
  { weight: 1, arbitrary: odd },
)

const wait = fc.oneof(weighted(2, fc.constant(0)), weighted(3, fc.integer({ min: 1, max: 12 })))

/** One thing that happens: a pool hears of orders most, then of its reference. */
const step: fc.Arbitrary<PoolStep> = fc.oneof(
  weighted(14, fc.record({ wait, do: fc.constant('submit' as const), participant, request })),
  weighted(
    3,
    fc.record({
      wait,
      do: fc.constant('cancel' as const),
      participant,
      orderId,
      less: fc.oneof(weighted(2, fc.constant(0)), weighted(3, size), weighted(1, wrong)),
    }),
  ),
  weighted(
    3,
    fc.record({
      wait,
      do: fc.constant('replace' as const),
      participant,
      orderId,
      price: fc.oneof(weighted(9, price), weighted(1, wrong)),
      size: fc.oneof(weighted(9, size), weighted(1, wrong)),
    }),
  ),
  weighted(
    1,
    fc.record({
      wait,
      do: fc.constant('cancelAll' as const),
      participant,
      side: fc.constantFrom(0, Side.buy, Side.sell),
    }),
  ),
  weighted(
    5,
    fc.record({
      wait,
      do: fc.constant('refer' as const),
      bid: fc.constantFrom(0, 99, 100, 101, 101, 102),
      ask: fc.constantFrom(0, 101, 102, 102, 103, 104),
    }),
  ),
  weighted(
    1,
    fc.record({
      wait,
      do: fc.constant('enter' as const),
      phase: fc.constantFrom(
        ...[Phase.continuous, Phase.continuous, Phase.continuous, Phase.continuous],
        ...[Phase.continuous, Phase.halted, Phase.preOpen, Phase.closingAuction, Phase.closed],
      ),
    }),
  ),
  weighted(1, fc.record({ wait, do: fc.constant('advance' as const) })),
)

/** A day that begins with a reference, as most do. */
export const poolDay: fc.Arbitrary<PoolStep[]> = fc
  .array(step, { maxLength: 60, size: 'max' })
  .map((steps) => [{ wait: 1, do: 'refer', bid: 100, ask: 103 }, ...steps])

/** The ways in which a pool may trade. */
export const poolOptions: fc.Arbitrary<PlainOptions> = fc.record({
  minimum: fc.constantFrom(0, 0, 1, 4),
  interval: fc.constantFrom(0, 0, 7, 10),
  balance: fc.constantFrom(0, 0, 1, 2),
  priority: fc.constantFrom('time' as const, 'size-time' as const),
  tradesLocked: fc.boolean(),
  tradesCrossed: fc.boolean(),
  selfTrade: fc.constantFrom(...Object.values(SelfTrade)),
})
