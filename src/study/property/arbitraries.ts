import fc from 'fast-check'
import { OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { ScenarioFile } from '../../simulation/scenario/schema.ts'

/** An order as a participant wishes it, with the fields that a book or a venue is told. */
export interface OrderWish {
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  /** Ticks; 0 in a market order. */
  readonly price: number
  /** Lots, at least 1. */
  readonly size: number
}

/** Which orders are made. */
export interface OrderLimits {
  /** Prices in ticks, inclusive; by default 95 to 105: few, so that orders meet. */
  readonly from?: number
  readonly to?: number
  /** Lots at most; by default 10. */
  readonly size?: number
}

/** Limit and market orders. They shrink to a buy of one lot at the lowest price that rests. */
export function orders({
  from = 95,
  to = 105,
  size = 10,
}: OrderLimits = {}): fc.Arbitrary<OrderWish> {
  return fc
    .record({
      side: fc.constantFrom<Side>(Side.buy, Side.sell),
      orderType: fc.constantFrom<OrderType>(OrderType.limit, OrderType.limit, OrderType.market),
      timeInForce: fc.constantFrom<TimeInForce>(TimeInForce.day, TimeInForce.immediateOrCancel),
      price: fc.integer({ min: from, max: to }),
      size: fc.integer({ min: 1, max: size }),
    })
    .map((wish) =>
      wish.orderType === OrderType.market
        ? { ...wish, price: 0, timeInForce: TimeInForce.immediateOrCancel }
        : wish,
    )
}

/** One step of a flow: somebody submits an order, or cancels one of its own. */
export type FlowStep = {
  /** ns after the step before, at least 1. */
  readonly after: number
  /** 0 and up. */
  readonly participant: number
  /** The participant's own number of the order, from 1. */
  readonly orderId: number
} & ({ readonly do: 'submit'; readonly order: OrderWish } | { readonly do: 'cancel' })

/** Which flows are made. */
export interface FlowLimits extends OrderLimits {
  /** Steps at most; by default 50. */
  readonly steps?: number
  /** By default 3. */
  readonly participants?: number
}

/**
 * Orders and cancels of a few participants, each of which numbers its orders from 1 on and cancels some
 * that it sent, alive or not. Steps can be left out wherever they stand: shrinking keeps the numbering.
 */
export function orderFlows(limits: FlowLimits = {}): fc.Arbitrary<readonly FlowStep[]> {
  const { steps = 50, participants = 3 } = limits
  const step = fc.record({
    after: fc.integer({ min: 1, max: 1_000_000 }),
    participant: fc.nat(participants - 1),
    order: fc.option(orders(limits), { freq: 4 }),
    which: fc.nat(100),
  })
  return fc.array(step, { maxLength: steps }).map((all) => {
    const sent = Array.from({ length: participants }, () => 0)
    return all.flatMap(({ after, participant, order, which }): FlowStep[] => {
      const last = sent[participant] as number
      if (order === null) {
        if (last === 0) return []
        return [{ do: 'cancel', after, participant, orderId: 1 + (which % last) }]
      }
      sent[participant] = last + 1
      return [{ do: 'submit', after, participant, orderId: last + 1, order }]
    })
  })
}

type SessionFile = NonNullable<ScenarioFile['session']>

/**
 * Days from 09:30:00, of one minute to `minutes`, with auctions at open and close or without, and with
 * up to two halts. They shrink to one minute without any of these.
 */
export function sessions(minutes = 10): fc.Arbitrary<SessionFile> {
  return fc
    .record({
      minutes: fc.integer({ min: 1, max: Math.min(29, minutes) }),
      opening: fc.boolean(),
      closing: fc.boolean(),
      halts: fc.integer({ min: 0, max: 2 }),
      auction: fc.boolean(),
    })
    .map((day) => ({
      start: '09:30:00',
      open: day.opening ? '09:30:10' : '09:30:00',
      close: `09:${30 + day.minutes}:00`,
      ...(day.opening ? { openingAuction: { from: '09:30:01' } } : {}),
      ...(day.closing ? { closingAuction: { for: '10 s' } } : {}),
      halts: ['09:30:20', '09:30:40'].slice(0, day.halts).map((at) => ({
        ...{ at, for: '5 s' },
        ...(day.auction ? { auction: '5 s' } : {}),
      })),
    }))
}

type LatencyFile = NonNullable<ScenarioFile['latency']>

/** Models of latency: constant, uniform, by distance, or links with jitter. They shrink to a constant. */
export function latencies(): fc.Arbitrary<LatencyFile> {
  const micros = fc.integer({ min: 1, max: 100_000 })
  return fc.oneof(
    micros.map((delay) => ({ type: 'constant' as const, delay: `${delay} us` })),
    fc.tuple(micros, micros).map(([one, other]) => ({
      ...{ type: 'uniform' as const, min: `${Math.min(one, other)} us` },
      max: `${Math.max(one, other) + 1} us`,
    })),
    fc.integer({ min: 1_000, max: 4_000_000 }).map((extent) => ({
      ...{ type: 'distance' as const, extent },
    })),
    fc.tuple(micros, micros).map(([base, mean]) => ({
      type: 'links' as const,
      direct: {
        base: `${base} us`,
        jitter: { type: 'exponential' as const, mean: `${mean} us` },
      },
    })),
  )
}
