import fc from 'fast-check'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import {
  Kind,
  OrderType,
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
import type { PlainOrder } from '../book/plain-order.ts'
import type { AuctionRequest, PlainAuctions } from './plain-auctions.ts'

/** One thing that happens to a market of auctions, `after` ns after the one before. */
export type AuctionStep = { readonly after: number } & (
  | { readonly do: 'submit'; readonly participant: number; readonly request: AuctionRequest }
  | {
      readonly do: 'cancel'
      readonly participant: number
      readonly orderId: number
      readonly less: number
      readonly isAimed: boolean
    }
  | {
      readonly do: 'replace'
      readonly participant: number
      readonly orderId: number
      readonly price: number
      readonly size: number
      readonly isAimed: boolean
    }
  | { readonly do: 'cancelAll'; readonly participant: number; readonly side: number }
  | { readonly do: 'enter'; readonly phase: Phase }
  | { readonly do: 'advance' }
)

/** Does the step. @returns what was answered, if anything */
export function perform(mechanism: Mechanism, step: AuctionStep, time: number): unknown {
  const now = time as Nanos
  switch (step.do) {
    case 'submit': {
      const order = { kind: Kind.newOrder, instrument: 0, ...step.request } as unknown as NewOrder
      return mechanism.submit(step.participant as ActorId, order, now)
    }
    case 'cancel':
      return mechanism.cancel(step.participant as ActorId, step.orderId as OrderId, step.less, now)
    case 'replace': {
      const { participant, orderId, price, size } = step
      const [own, at, total] = [orderId as OrderId, price as Ticks, size as Lots]
      return mechanism.replace(participant as ActorId, own, at, total, now)
    }
    case 'cancelAll': {
      const { participant, side } = step
      return mechanism.cancelAll(participant as ActorId, side as Side | 0, Reason.disconnected, now)
    }
    case 'enter':
      return mechanism.enter(step.phase, now)
    case 'advance':
      return mechanism.advance(now)
  }
}

/** The step, where it is aimed, at one of the orders that live. */
export function aimed(step: AuctionStep, live: readonly PlainOrder[]): AuctionStep {
  if ((step.do !== 'cancel' && step.do !== 'replace') || !step.isAimed) return step
  const target = live[step.orderId % Math.max(live.length, 1)]
  if (target === undefined) return step
  const { participant, orderId, price, size } = target
  if (step.do === 'cancel') return { ...step, participant, orderId }
  // Often its own price, and a size that is near to its own.
  const isSame = step.price % 2 === 0
  return {
    ...step,
    ...{ participant, orderId, price: isSame ? price : step.price },
    size: isSame ? Math.max(size + step.size - 4, 1) : step.size,
  }
}

/** Does the step to the plain twin. @returns what was answered, if anything */
export function performPlainly(plain: PlainAuctions, step: AuctionStep, now: number): unknown {
  switch (step.do) {
    case 'submit':
      return plain.submit(step.participant, step.request, now)
    case 'cancel':
      return plain.cancel(step.participant, step.orderId, step.less, now)
    case 'replace':
      return plain.replace(step.participant, step.orderId, step.price, step.size, now)
    case 'cancelAll':
      return plain.cancelAll(step.participant, step.side, Reason.disconnected, now)
    case 'enter':
      return plain.enter(step.phase, now)
    case 'advance':
      return plain.advance(now)
  }
}

const oneOf = <Value extends number>(kinds: Record<string, Value>) =>
  fc.constantFrom(...Object.values(kinds))
const rarely = <Value>(usual: Value, other: fc.Arbitrary<Value>, weight = 6) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

// Few of each, so that orders are equal in all but one respect.
const participant = fc.constantFrom(0, 70)
const orderId = fc.integer({ min: 1, max: 9 })
const price = fc.integer({ min: 1, max: 5 })
const size = fc.integer({ min: 1, max: 6 })
const wrong = fc.constantFrom(0, -1, 1.5, PRICE_MAX + 1)

const conditions = fc.record({
  timeInForce: rarely<number>(TimeInForce.day, oneOf(TimeInForce), 3),
  display: rarely(0, fc.integer({ min: 1, max: 3 }), 3),
  hidden: rarely(0, fc.constant(1), 5),
  postOnly: rarely<number>(PostOnly.none, oneOf(PostOnly)),
  selfTrade: rarely<number>(SelfTrade.venue, oneOf(SelfTrade)),
  minimum: rarely(0, fc.constant(1), 60),
  stop: rarely(0, price, 60),
  peg: rarely(0, fc.constant(1), 60),
  offset: rarely(0, fc.constant(-1), 60),
})

/** `lasts`: for how long an order is good that is good till a time. */
const request = fc
  .record({
    orderId,
    side: oneOf(Side),
    isMarket: rarely(false, fc.constant(true), 4),
    price: rarely(-1, wrong, 30).chain((is) => (is === -1 ? price : fc.constant(is))),
    size: rarely(-1, fc.constantFrom(0, SIZE_MAX + 1), 30).chain((is) =>
      is === -1 ? size : fc.constant(is),
    ),
    lasts: fc.integer({ min: 0, max: 40 }),
    conditions,
  })
  .map(({ isMarket, lasts, conditions: { hidden, ...rest }, ...order }) => ({
    ...order,
    ...rest,
    hidden: rest.display === 0 ? hidden : 0,
    orderType: isMarket ? OrderType.market : OrderType.limit,
    price: isMarket ? 0 : order.price,
    expires: rest.timeInForce === TimeInForce.goodTillTime ? lasts : 0,
  }))

const phase = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Phase>(Phase.continuous) },
  { weight: 4, arbitrary: oneOf(Phase) },
)

const after = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(9, 10, 11, 25) },
)

const step: fc.Arbitrary<AuctionStep> = fc.oneof(
  {
    weight: 18,
    arbitrary: fc.record({ do: fc.constant('submit' as const), after, participant, request }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      ...{ after, participant, orderId },
      less: rarely(0, fc.constantFrom(1, 2, 3, -1, 0.5), 1),
      isAimed: rarely(true, fc.constant(false), 4),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('replace' as const),
      ...{ after, participant, orderId },
      price: fc.oneof({ weight: 6, arbitrary: price }, { weight: 1, arbitrary: wrong }),
      size,
      isAimed: rarely(true, fc.constant(false), 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cancelAll' as const),
      ...{ after, participant },
      side: fc.constantFrom(0, Side.buy, Side.sell),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('enter' as const), after, phase }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), after }) },
)

/**
 * A day of auctions: mostly trading from its beginning, now and then another phase; at its end the
 * close. What is good till a time is so until `expires` after its time of entry.
 */
export const auctionDay: fc.Arbitrary<AuctionStep[]> = fc
  .tuple(rarely<Phase>(Phase.continuous, phase, 3), fc.array(step, { maxLength: 32, size: 'max' }))
  .map(([phase, steps]) => {
    let now = 0
    const dated = steps.map((each) => {
      now += each.after
      if (each.do !== 'submit' || !each.request.expires) return each
      return { ...each, request: { ...each.request, expires: now + each.request.expires } }
    })
    return [
      { do: 'enter' as const, after: 0, phase },
      ...dated,
      { do: 'advance' as const, after: 10 },
      { do: 'enter' as const, after: 5, phase: Phase.closed },
    ]
  })
