import fc from 'fast-check'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import {
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import type { NewOrder } from '../../../../protocols/message.ts'
import type { ActorId, Lots, Nanos, OrderId, Ticks } from '../../../../protocols/units.ts'
import { PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { oneOf } from '../book/draws.ts'
import { AUCTIONS, type PlainContinuous, type PlainWish } from './plain-continuous.ts'

/** One thing that happens to a mechanism, `after` ns behind what happened before. */
export type Step = { readonly after: number } & (
  | { readonly do: 'submit'; readonly participant: number; readonly wish: PlainWish }
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
  | { readonly do: 'cancelAll'; readonly participant: number; readonly side: Side | 0 }
  | { readonly do: 'enter'; readonly phase: Phase }
  | { readonly do: 'advance' }
)

/** Does `step` to the mechanism at `now`. @returns what it returned, if anything */
export function perform(mechanism: Mechanism, step: Step, now: number): number | undefined {
  const at = now as Nanos
  switch (step.do) {
    case 'submit':
      return mechanism.submit(step.participant as ActorId, step.wish as unknown as NewOrder, at)
    case 'cancel': {
      const { participant, orderId, less } = step
      return mechanism.cancel(participant as ActorId, orderId as OrderId, less, at)
    }
    case 'replace': {
      const { participant, orderId, price, size } = step
      const [own, limit, total] = [orderId as OrderId, price as Ticks, size as Lots]
      return mechanism.replace(participant as ActorId, own, limit, total, at)
    }
    case 'cancelAll': {
      const { participant, side } = step
      return mechanism.cancelAll(participant as ActorId, side, Reason.disconnected, at)
    }
    case 'enter':
      mechanism.enter(step.phase, at)
      return undefined
    case 'advance':
      mechanism.advance(at)
      return undefined
  }
}

/** Does `step` to the plain mechanism at `now`. @returns what it returned, if anything */
export function performPlainly(
  plain: PlainContinuous,
  step: Step,
  now: number,
): number | undefined {
  switch (step.do) {
    case 'submit':
      return plain.submit(step.participant, step.wish, now)
    case 'cancel':
      return plain.cancel(step.participant, step.orderId, step.less, now)
    case 'replace':
      return plain.replace(step.participant, step.orderId, step.price, step.size, now)
    case 'cancelAll':
      return plain.cancelAll(step.participant, step.side, Reason.disconnected, now)
    case 'enter':
      plain.enter(step.phase, now)
      return undefined
    case 'advance':
      plain.advance(now)
      return undefined
  }
}

// Few of each, so that orders collide: collisions are where venues break.
const participant = fc.constantFrom(1, 2, 3)
const orderId = fc.integer({ min: 1, max: 9 })
const price = fc.integer({ min: 98, max: 104 })
const size = fc.integer({ min: 1, max: 6 })
const rare = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

const identity = { orderId, side: oneOf(Side) }
const limit = { ...identity, orderType: fc.constant<number>(OrderType.limit), price, size }
const market = {
  ...identity,
  orderType: fc.constant<number>(OrderType.market),
  price: fc.constant(0),
  size: fc.integer({ min: 1, max: 10 }),
}
const day = fc.constant<number>(TimeInForce.day)
const life = rare<number>(TimeInForce.day, oneOf(TimeInForce))
const timed = {
  timeInForce: fc.constant<number>(TimeInForce.goodTillTime),
  expires: fc.integer({ min: 1, max: 150 }),
}
const beside = {
  display: rare(0, fc.integer({ min: 1, max: 3 })),
  hidden: rare(0, fc.constant(1)),
  selfTrade: rare<number>(0, oneOf(SelfTrade)),
}

const plainOrder = fc.record({ ...limit, timeInForce: life })
/** Mostly on its own side of the market, so that there is something to trade with and to follow. */
const restingOrder = fc
  .record({ ...limit, timeInForce: day, away: fc.integer({ min: 0, max: 4 }) })
  .map(({ away, ...order }) => ({
    ...order,
    price: order.side === Side.buy ? 101 - away : 100 + away,
  }))
const richOrder = fc.record({
  ...limit,
  ...beside,
  timeInForce: life,
  postOnly: rare<number>(0, oneOf(PostOnly)),
  minimum: rare(0, size),
})
const marketOrder = fc.record({ ...market, timeInForce: life })
const timedOrder = fc.record({ ...limit, ...timed, ...beside })

const stop = price
const stopOrder = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...market, timeInForce: day, stop }) },
  { weight: 3, arbitrary: fc.record({ ...limit, timeInForce: day, stop }) },
  { weight: 1, arbitrary: fc.record({ ...limit, ...timed, ...beside, stop }) },
  {
    weight: 1,
    arbitrary: fc.record({ ...limit, ...beside, timeInForce: life, minimum: rare(0, size), stop }),
  },
)

const pegged = {
  peg: fc.constantFrom<number>(Peg.near, Peg.mid, Peg.far),
  offset: rare(0, fc.integer({ min: -3, max: 3 })),
}
const peggedOrder = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ ...limit, price: rare(0, price), timeInForce: day, ...pegged }),
  },
  { weight: 1, arbitrary: fc.record({ ...limit, ...timed, ...beside, ...pegged }) },
)

/** What is refused, and what is at the ends of its range. */
const oddOrder = (farPrice: number) =>
  fc.record({
    ...limit,
    timeInForce: life,
    price: fc.constantFrom(0, 1, 2, 100, farPrice - 1, farPrice, PRICE_MAX + 1),
    size: fc.constantFrom(0, 1, 8_192, 90_000_000, SIZE_MAX, SIZE_MAX + 1),
    stop: rare(0, fc.constantFrom(1, 100, PRICE_MAX, PRICE_MAX + 1, 1.5)),
    peg: fc.constantFrom(0, 1, 2, 3, 3, 4),
    offset: fc.constantFrom(0, 0, -200, 200, -farPrice, farPrice, 0.5),
    postOnly: rare<number>(0, fc.constantFrom(1, 2, 3)),
  })

const wish = ({ stops, pegs, farPrice }: Mix): fc.Arbitrary<PlainWish> =>
  fc.oneof(
    { weight: 4, arbitrary: plainOrder },
    { weight: 6, arbitrary: restingOrder },
    { weight: 2, arbitrary: marketOrder },
    { weight: 3, arbitrary: richOrder },
    { weight: 2, arbitrary: timedOrder },
    { weight: stops ?? 0, arbitrary: stopOrder },
    { weight: pegs ?? 0, arbitrary: peggedOrder },
    { weight: 1, arbitrary: oddOrder(farPrice ?? PRICE_MAX) },
  ) as fc.Arbitrary<PlainWish>

const after = fc.constantFrom(0, 0, 1, 1, 5)
/** Any phase may follow on any: a mechanism does not know the session's statechart. */
const phase = fc.oneof(
  { weight: 6, arbitrary: fc.constant(Phase.continuous) },
  { weight: 6, arbitrary: fc.constantFrom(...AUCTIONS) },
  { weight: 3, arbitrary: fc.constant(Phase.halted) },
  { weight: 1, arbitrary: fc.constantFrom(Phase.closed, Phase.preOpen) },
)

/** What there is to see of each. */
export interface Mix {
  /** How often a new order is a stop, where all that are neither stops nor pegged are 18. */
  readonly stops?: number
  /** How often it is pegged. */
  readonly pegs?: number
  /** How often the session turns, where all else is 28. */
  readonly phases?: number
  /** The highest price that a limit has; PRICE_MAX where nothing is said. */
  readonly farPrice?: number
}

/** What may happen to a mechanism. */
export function anyStep(mix: Mix): fc.Arbitrary<Step> {
  const { phases } = mix
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        after,
        do: fc.constant('submit' as const),
        participant,
        wish: wish(mix),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        after,
        do: fc.constant('cancel' as const),
        participant,
        orderId,
        less: rare(0, fc.constantFrom(1, 2, -1, 1.5, SIZE_MAX)),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        after,
        do: fc.constant('replace' as const),
        participant,
        orderId,
        price: fc.oneof({ weight: 6, arbitrary: price }, { weight: 1, arbitrary: fc.constant(0) }),
        size: fc.oneof({ weight: 9, arbitrary: size }, { weight: 1, arbitrary: fc.constant(0) }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        after,
        do: fc.constant('cancelAll' as const),
        participant,
        side: fc.constantFrom(0, Side.buy, Side.sell),
      }),
    },
    {
      weight: phases ?? 0,
      arbitrary: fc.record({ after, do: fc.constant('enter' as const), phase }),
    },
    { weight: 1, arbitrary: fc.record({ after, do: fc.constant('advance' as const) }) },
  ) as fc.Arbitrary<Step>
}

const quote = (orderId: number, side: Side, price: number): Step => {
  const terms = { orderId, side, price, size: 4 }
  const wish = { ...terms, orderType: OrderType.limit, timeInForce: TimeInForce.day }
  return { after: 0, do: 'submit', participant: 4, wish }
}

/** A day that begins with continuous trading and some quotes of somebody who does nothing else. */
export const tradingDay = (mix: Mix, most = 40): fc.Arbitrary<Step[]> =>
  fc
    .array(anyStep(mix), { maxLength: most, size: 'max' })
    .map((steps) => [
      { after: 0, do: 'enter', phase: Phase.continuous },
      quote(1, Side.buy, 99),
      quote(2, Side.sell, 103),
      quote(3, Side.buy, 98),
      ...steps,
    ])
