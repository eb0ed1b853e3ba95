import fc from 'fast-check'
import {
  OrderType,
  PostOnly,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import { ID_MAX, NANOS_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { oneOf } from './draws.ts'
import type { PlainRules } from './plain-book.ts'
import type { PlainRequest } from './plain-order.ts'
import type { Step } from './steps.ts'

const participant = fc.constantFrom(0, 1, 70)
const orderId = fc.constantFrom(1, 2, 3, 4, 5, ID_MAX)
const size = fc.integer({ min: 1, max: 9 })
const price = fc.integer({ min: 100, max: 104 })
/** The ends of the range, where nothing is one tick further. */
const endPrice = fc.constantFrom(1, 2, PRICE_MAX - 1, PRICE_MAX)
const wrong = fc.constantFrom(-1, 1.5, Number.NaN, 2 ** 31, 2 ** 32 + 1, 6, SIZE_MAX + 1)

const weighted = <Value>(...pairs: [number, fc.Arbitrary<Value>][]): fc.Arbitrary<Value> =>
  fc.oneof(...pairs.map(([weight, arbitrary]) => ({ weight, arbitrary })))
const mostly = <Value>(value: Value, weight: number, other: fc.Arbitrary<Value>) =>
  weighted([weight, fc.constant(value)], [1, other])

/** How an order shows itself: all of it, some of it, or not at all. */
const appearance = weighted<{ display?: number; hidden?: number }>(
  [4, fc.constant({})],
  [3, fc.record({ display: fc.integer({ min: 1, max: 4 }) })],
  [2, fc.constant({ hidden: 1 })],
)

const life = weighted<{ timeInForce: number; expires?: number }>(
  [6, fc.constant({ timeInForce: TimeInForce.day })],
  [2, fc.constant({ timeInForce: TimeInForce.immediateOrCancel })],
  [2, fc.constant({ timeInForce: TimeInForce.fillOrKill })],
  [1, fc.constant({ timeInForce: TimeInForce.auction })],
  [
    4,
    fc.record({
      timeInForce: fc.constant(TimeInForce.goodTillTime),
      expires: weighted([12, fc.nat(40)], [1, fc.constantFrom(2 ** 33, NANOS_MAX)]),
    }),
  ],
)

const beside = fc.record({
  postOnly: mostly<number>(PostOnly.none, 5, oneOf(PostOnly)),
  selfTrade: mostly<number>(SelfTrade.venue, 1, oneOf(SelfTrade)),
  minimum: mostly(0, 4, fc.integer({ min: 1, max: 6 })),
})

const sound: fc.Arbitrary<PlainRequest> = fc
  .tuple(
    fc.record({
      orderId,
      side: oneOf(Side),
      orderType: mostly<number>(OrderType.limit, 9, fc.constant(OrderType.market)),
      price: weighted([15, price], [1, endPrice]),
      size: weighted([5, size], [2, fc.integer({ min: 1, max: 30 })]),
    }),
    appearance,
    life,
    beside,
  )
  .map(([order, ...others]) => {
    const request = Object.assign({}, order, ...others) as PlainRequest
    return request.orderType === OrderType.market ? { ...request, price: 0 } : request
  })

const faulty: fc.Arbitrary<PlainRequest> = fc
  .tuple(
    sound,
    fc.constantFrom('display', 'hidden', 'postOnly', 'selfTrade', 'minimum', 'expires'),
    weighted([3, wrong], [1, fc.constant(NANOS_MAX + 1)], [1, fc.constantFrom(1, 2)]),
  )
  .map(([request, field, value]) => ({ ...request, [field]: value }))

const request = weighted([15, sound], [1, faulty])

const isNumbered = mostly(false, 4, fc.constant(true))

const target = { participant, orderId }
const doing = <Name extends Step['do']>(name: Name) => ({ do: fc.constant(name) })

const continuousSteps: [number, fc.Arbitrary<Step>][] = [
  [14, fc.record({ ...doing('submit'), participant, request })],
  [2, fc.record({ ...doing('cancel'), ...target })],
  [2, fc.record({ ...doing('reduce'), ...target, lots: weighted([9, size], [1, wrong]) })],
  [4, fc.record({ ...doing('replace'), ...target, price, size: weighted([9, size], [1, wrong]) })],
  [2, fc.record({ ...doing('expireDue') })],
  [
    1,
    fc.record({
      ...doing('cancelAll'),
      participant,
      side: fc.constantFrom(0, Side.buy, Side.sell),
      reason: fc.constantFrom(Reason.requested, Reason.disconnected),
    }),
  ],
]

const auctionSteps: [number, fc.Arbitrary<Step>][] = [
  [2, fc.record({ ...doing('submit'), participant, request, isNumbered })],
  [5, fc.record({ ...doing('collect'), participant, request, isNumbered })],
  [3, fc.record({ ...doing('takeFrom'), ...target, lots: fc.integer({ min: 1, max: 12 }) })],
  [
    1,
    fc.record({
      ...doing('replaceCollected'),
      ...target,
      price: weighted([3, price], [1, fc.constant(0)]),
      size: weighted([9, size], [1, wrong]),
    }),
  ],
  [1, fc.record({ ...doing('endAuction') })],
  [1, fc.record({ ...doing('expireAll') })],
]

const dayOf = (steps: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
  fc.array(steps, { maxLength: 40, size: 'max' })

/** A day of continuous trading in every kind of order. */
export const richDay: fc.Arbitrary<Step[]> = dayOf(weighted(...continuousSteps))

/** A day in which orders also gather for auctions and fill in them, at any moment. */
export const auctionDay: fc.Arbitrary<Step[]> = dayOf(weighted(...continuousSteps, ...auctionSteps))

/** Orders of a few participants that wait at two prices of one side. */
const crowd = fc.array(
  fc
    .tuple(
      fc.record({ participant: fc.constantFrom(0, 1, 70), price: fc.constantFrom(100, 101), size }),
      appearance,
    )
    .map(([{ participant, price, size }, shows]) => ({ participant, price, size, shows })),
  { minLength: 3, maxLength: 12, size: 'max' },
)

/** Orders that come and meet them, each one all or nothing, or with a minimum, or content. */
const comers = fc.array(
  fc.record({
    participant: fc.constantFrom(0, 70),
    price: fc.constantFrom(100, 101, 101, 0),
    size: fc.integer({ min: 1, max: 40 }),
    timeInForce: fc.constantFrom(
      TimeInForce.day,
      TimeInForce.fillOrKill,
      TimeInForce.immediateOrCancel,
    ),
    minimum: mostly(0, 1, fc.integer({ min: 1, max: 12 })),
    selfTrade: oneOf(SelfTrade),
  }),
  { minLength: 1, maxLength: 4 },
)

/** A few orders that meet a crowd: at one price others' and own, seen and unseen, in every order. */
export const meeting: fc.Arbitrary<Step[]> = fc
  .tuple(crowd, comers, oneOf(Side))
  .map(([waiting, coming, side]) => [
    ...waiting.map(({ participant, price, size, shows }, nth): Step => {
      const terms = { orderType: OrderType.limit, timeInForce: TimeInForce.day, price, size }
      const request = { orderId: nth + 1, side, ...terms, ...shows }
      return { do: 'submit', participant, request }
    }),
    ...coming.map(({ participant, price, minimum, ...terms }, nth): Step => {
      const orderType = price === 0 ? OrderType.market : OrderType.limit
      // Mirrored, so that the worse price is the farther one on either side.
      const limit = price === 0 || side === Side.sell ? price : 201 - price
      const least = Math.min(minimum, terms.size)
      const order = {
        orderId: 101 + nth,
        side: side === Side.buy ? Side.sell : Side.buy,
        orderType,
      }
      return {
        do: 'submit',
        participant,
        request: { ...order, ...terms, price: limit, minimum: least },
      }
    }),
  ])

/** What a book is made with. */
export const rules: fc.Arbitrary<PlainRules> = fc.record({
  allocation: fc.constantFrom('price-time', 'price-visible-time', 'pro-rata'),
  smallestShare: fc.integer({ min: 1, max: 4 }),
  selfTrade: oneOf(SelfTrade),
})
