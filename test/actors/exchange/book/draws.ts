import fc from 'fast-check'
import { OrderType, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { ID_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import type { PlainRequest } from './plain-order.ts'
import type { Step } from './steps.ts'

/** One of the numbers of a table of kinds. */
export const oneOf = (kinds: Record<string, number>): fc.Arbitrary<number> =>
  fc.constantFrom(...Object.values(kinds))

// Few of each, so that orders collide: collisions are where books break.
const participant = fc.constantFrom(0, 1, 70)
const orderId = fc.constantFrom(1, 2, 3, 4, 5, 2 ** 31, ID_MAX)
const size = fc.integer({ min: 1, max: 9 })

/** Prices where six orders find each other. */
export const nearPrice: fc.Arbitrary<number> = fc.integer({ min: 100, max: 105 })

/** Prices all over the range, and the ones where a node of the trie ends and the next begins. */
export const widePrice: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: PRICE_MAX }),
  fc.constantFrom(1, 31, 32, 33, 1023, 1024, 2 ** 15, 2 ** 20 - 1, 2 ** 20, 2 ** 25, PRICE_MAX),
)

const wrong = fc.constantFrom(0, -1, 1.5, Number.NaN, 2 ** 31, 2 ** 32 + 1, 4)

/** Lives that a plain order may have, and seldom one that it may not. */
const { day: forDay, immediateOrCancel, fillOrKill } = TimeInForce
const plainLife = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(forDay, immediateOrCancel, fillOrKill) },
  { weight: 1, arbitrary: oneOf(TimeInForce) },
)

const orderOf = (price: fc.Arbitrary<number>): fc.Arbitrary<PlainRequest> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        orderId,
        side: oneOf(Side),
        orderType: fc.constant(OrderType.limit),
        timeInForce: fc.oneof(
          { weight: 4, arbitrary: fc.constant(TimeInForce.day) },
          { weight: 1, arbitrary: plainLife },
        ),
        price,
        size,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        orderId,
        side: oneOf(Side),
        orderType: fc.constant(OrderType.market),
        timeInForce: plainLife,
        price: fc.constant(0),
        size: fc.integer({ min: 1, max: 20 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        orderId: fc.oneof(orderId, wrong),
        side: fc.oneof(oneOf(Side), wrong),
        orderType: fc.oneof(oneOf(OrderType), wrong),
        timeInForce: fc.oneof(oneOf(TimeInForce), wrong),
        price: fc.oneof(price, wrong, fc.constantFrom(0, PRICE_MAX, PRICE_MAX + 1)),
        size: fc.oneof(size, wrong, fc.constantFrom(0, SIZE_MAX, SIZE_MAX + 1, 8192, 8193)),
      }),
    },
  )

const stepOf = (price: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('submit' as const),
        participant,
        request: orderOf(price),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('cancel' as const),
        participant,
        orderId: fc.oneof({ weight: 9, arbitrary: orderId }, { weight: 1, arbitrary: wrong }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('replace' as const),
        participant,
        orderId,
        price: fc.oneof({ weight: 9, arbitrary: price }, { weight: 1, arbitrary: wrong }),
        size: fc.oneof({ weight: 9, arbitrary: size }, { weight: 1, arbitrary: wrong }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('cancelAll' as const), participant }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'expireAll' as const }) },
  )

/** A day of a busy book: its prices are near each other, all over, or at a few far places. */
export const day: fc.Arbitrary<Step[]> = fc
  .constantFrom(nearPrice, nearPrice, widePrice)
  .chain((price) => fc.array(stepOf(price), { maxLength: 60, size: 'max' }))
