import fc from 'fast-check'
import { Kind, OrderType, PostOnly, SelfTrade, Side, TimeInForce } from '../../../protocols/kind.ts'
import type { Outgoing } from '../../../protocols/message.ts'
import { EVERY_INSTRUMENT, ID_MAX, PRICE_MAX, SIZE_MAX } from '../../../protocols/units.ts'
import {
  constantLatency,
  distanceLatency,
  type Latency,
  uniformLatency,
} from '../../../src/kernel/latency.ts'
import type { Day, Timed, VenueTerms } from './scripted-market.ts'

// Few ids, few prices, few nanoseconds: collisions are where venues break.
const orderId = fc.integer({ min: 1, max: 4 })
const price = fc.integer({ min: 98, max: 103 })
const size = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(SIZE_MAX, SIZE_MAX - 1) },
)
const instrument = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 0, 1) },
  { weight: 1, arbitrary: fc.constantFrom(2, 2 ** 16 - 2) },
)
const oneOf = (table: Record<string, number>) => fc.constantFrom(...Object.values(table))
const rare = (other: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: other })

const limit = {
  kind: fc.constant(Kind.newOrder),
  instrument,
  orderId,
  side: oneOf(Side),
  orderType: fc.constant(OrderType.limit),
  timeInForce: fc.constant<number>(TimeInForce.day),
  price,
  size,
}
const order = fc.record({
  ...limit,
  timeInForce: fc.oneof(
    { weight: 5, arbitrary: fc.constant(TimeInForce.day) },
    { weight: 1, arbitrary: oneOf(TimeInForce) },
  ),
})
const market = { orderType: fc.constant(OrderType.market), price: fc.constant(0) }
const marketOrder = fc.record({ ...limit, ...market, timeInForce: oneOf(TimeInForce) })
// No iceberg here is large: each refresh is a fill, and half a billion of them take their time.
/** Orders with conditions, by what a participant may do on meeting an order of its own. */
const richOrder = (selfTrade: fc.Arbitrary<number>) =>
  fc.record({
    ...limit,
    size: fc.integer({ min: 1, max: 6 }),
    timeInForce: fc.constantFrom(TimeInForce.day, TimeInForce.day, TimeInForce.immediateOrCancel),
    display: rare(fc.integer({ min: 1, max: 3 })),
    hidden: rare(fc.constant(1)),
    postOnly: rare(oneOf(PostOnly)),
    minimum: rare(fc.integer({ min: 1, max: 4 })),
    selfTrade,
  })
const iceberg = fc.record({
  ...limit,
  size: fc.integer({ min: 4, max: 12 }),
  display: fc.integer({ min: 1, max: 3 }),
})
const timedOrder = fc.record({
  ...limit,
  timeInForce: fc.constant(TimeInForce.goodTillTime),
  expires: fc.integer({ min: 100, max: 450 }),
  stop: rare(price),
})
const stopOrder = fc.oneof(
  fc.record({ ...limit, stop: price }),
  fc.record({ ...limit, ...market, stop: price }),
)
const peggedOrder = fc.record({
  ...limit,
  price: rare(price),
  peg: fc.constantFrom(1, 2, 3),
  offset: rare(fc.integer({ min: -2, max: 2 })),
})
/** What fits the bytes of an order, but not its ranges. */
const nonsense = fc.record({
  kind: fc.constant(Kind.newOrder),
  instrument,
  orderId: fc.constantFrom(0, 1, 2, ID_MAX),
  side: fc.constantFrom(0, 1, 2, 3, 255),
  orderType: fc.constantFrom(0, 1, 2, 3, 255),
  timeInForce: fc.constantFrom(0, 1, 2, 3, 4, 5, 255),
  // Not so far off that an auction has too many prices to try.
  price: fc.constantFrom(0, 1, 100, 300, PRICE_MAX + 1, ID_MAX),
  size: fc.constantFrom(0, 1, 5, 8_192, 8_193, SIZE_MAX, SIZE_MAX + 1, ID_MAX),
  stop: rare(fc.constantFrom(1, PRICE_MAX, ID_MAX)),
  display: rare(fc.constantFrom(SIZE_MAX, ID_MAX)),
})
const cancel = fc.record({
  kind: fc.constant(Kind.cancelOrder),
  instrument,
  orderId,
  less: rare(fc.constantFrom(1, 2, SIZE_MAX, ID_MAX)),
})
const replace = fc.record({
  kind: fc.constant(Kind.replaceOrder),
  instrument,
  orderId,
  price: fc.oneof({ weight: 9, arbitrary: price }, { weight: 1, arbitrary: fc.constant(0) }),
  size: fc.oneof({ weight: 9, arbitrary: size }, { weight: 1, arbitrary: fc.constant(0) }),
})
const massCancel = fc.record({
  kind: fc.constant(Kind.massCancel),
  instrument: fc.oneof(instrument, fc.constant(EVERY_INSTRUMENT)),
  onlySide: fc.constantFrom(0, 0, 1, 2, 3),
})
const disconnect = fc.record({ kind: fc.constant(Kind.disconnect) })
const custom = fc.record({
  kind: fc.constant(Kind.custom),
  subject: fc.integer({ min: 0, max: 255 }),
  a: fc.constant(1),
  b: fc.constant(-2.5),
  c: fc.constant(0),
})

/** What traders ask for, where these are the ways in which they may avoid their own orders. */
const requestOf = (selfTrade: fc.Arbitrary<number>) =>
  fc.oneof(
    { weight: 12, arbitrary: order },
    { weight: 3, arbitrary: marketOrder },
    { weight: 4, arbitrary: richOrder(selfTrade) },
    { weight: 3, arbitrary: iceberg },
    { weight: 2, arbitrary: timedOrder },
    { weight: 4, arbitrary: stopOrder },
    { weight: 3, arbitrary: peggedOrder },
    { weight: 2, arbitrary: nonsense },
    { weight: 5, arbitrary: cancel },
    { weight: 5, arbitrary: replace },
    { weight: 1, arbitrary: massCancel },
    { weight: 1, arbitrary: disconnect },
    { weight: 1, arbitrary: custom },
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Outgoing>

/** Around a session from 100 to 400 ns, most of them inside it. */
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 100, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }) },
)
const scriptOf = (selfTrade: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      at: time,
      say: requestOf(selfTrade),
    }) as fc.Arbitrary<unknown> as fc.Arbitrary<Timed>,
    { maxLength: 16, size: 'max' },
  )

/** Halts that touch at most, in the session; some end in an auction, or are one. */
const halts = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 100, max: 400 }), { maxLength: 4 }),
    fc.constantFrom(0, 0, 0.5, 1),
  )
  .map(([bounds, share]) => {
    const sorted = bounds.sort((a, b) => a - b)
    return sorted.flatMap((at, nth) => {
      const until = sorted[nth + 1]
      if (nth % 2 === 1 || until === undefined) return []
      const auction = Math.floor((until - at) * share)
      return [{ at, for: until - at - auction, auction }]
    })
  })

const venue = fc.record({
  open: fc.constant(100),
  close: fc.constant(400),
  openingAuction: fc.constantFrom(undefined, undefined, { from: 50 }, { from: 1 }),
  closingAuction: fc.constantFrom(undefined, undefined, { for: 50 }, { for: 1 }),
  mechanism: fc.constantFrom(undefined, { type: 'continuous', reference: 101 }),
  cancelOnDisconnect: fc.constantFrom(undefined, true, false),
  instruments: fc.constant(2),
  service: fc.constantFrom(0, 0, 1, 3, 20),
  imbalance: fc.constantFrom(undefined, 0.2, 0.6, 1),
  halts,
}) as fc.Arbitrary<unknown> as fc.Arbitrary<VenueTerms>

/** Links of one delay, of jittered ones, and of distances. */
export const anyLatency: fc.Arbitrary<Latency> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map(constantLatency),
  fc
    .tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 15 }))
    .map(([min, spread]) => uniformLatency(min, min + spread)),
  fc
    .nat(1_000)
    .map((seed) =>
      distanceLatency(6, seed, ['venue/0', ...[0, 1, 2, 3].map((n) => `trader/${n}`)]),
    ),
)

const dayOf = (selfTrade: fc.Arbitrary<number>): fc.Arbitrary<Day> =>
  fc.record({
    seed: fc.nat(1_000_000),
    venue,
    scripts: fc.array(scriptOf(selfTrade), { minLength: 1, maxLength: 4, size: 'max' }),
    latency: anyLatency,
  })

/** What traders ask for, and when. */
export const randomScript = scriptOf(rare(oneOf(SelfTrade)))

/** The plan of a venue of two instruments, its service and its halts. */
export const randomVenue: fc.Arbitrary<VenueTerms> = venue

/** A busy day of up to four traders at a venue of two instruments. */
export const randomDay: fc.Arbitrary<Day> = dayOf(rare(oneOf(SelfTrade)))

/** The same where nobody avoids own orders, so that every report of an order is somebody's doing. */
export const candidDay: fc.Arbitrary<Day> = dayOf(fc.constant(0))
