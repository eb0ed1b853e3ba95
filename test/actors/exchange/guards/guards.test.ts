import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccounts } from '../../../../actors/exchange/accounts.ts'
import type { OrderView } from '../../../../actors/exchange/book/order-view.ts'
import { createExposure } from '../../../../actors/exchange/guards/exposure.ts'
import { createGuards } from '../../../../actors/exchange/guards/guards.ts'
import {
  type GuardsParameters,
  guardsParameters,
} from '../../../../actors/exchange/guards/parameters.ts'
import { Kind, Reason, Side } from '../../../../protocols/kind.ts'
import type { OrderEntry } from '../../../../protocols/message.ts'
import { runs } from '../../../runs.ts'
import { say } from '../scripted-market.ts'
import { type PlainOrder, type PlainRequest, type PlainTerms, PlainVenue } from './plain-venue.ts'
import { createStage } from './stage.ts'

const INSTRUMENTS = 2
/** Somebody who trades with everybody, unguarded. */
const STREET = 9

/** Guards, accounts and exposure as a venue has them, which a restored copy may take the place of. */
function createGuardedVenue(parameters: GuardsParameters) {
  const make = () => ({
    guards: createGuards(parameters, INSTRUMENTS),
    exposure: createExposure(INSTRUMENTS),
  })
  const accounts = createAccounts(INSTRUMENTS)
  let { guards, exposure } = make()

  const viewOf = (order: PlainOrder, price: number): OrderView => {
    const { who: participant, orderId, side, size, filled } = order
    const open = size - filled
    return { participant, orderId, venueOrder: 1, side, price, size, open, filled } as OrderView
  }
  return {
    judge(request: PlainRequest, now: number): number {
      const { who, ...fields } = request
      const standing = { ...accounts, ...exposure }
      return guards.judge(who, fields as unknown as OrderEntry, now, standing)
    },
    /** The mechanism took the order in, or changed it; it rests at `price`, whatever its limit. */
    accepted(order: PlainOrder, price: number): void {
      exposure.asked(order.who, order.orderId, order.limit)
      exposure.accepted(order.instrument, viewOf(order, price))
      exposure.asked(0, 0, 0)
    },
    replaced(order: PlainOrder, price: number, isAsked: boolean): void {
      if (isAsked) exposure.asked(order.who, order.orderId, order.limit)
      exposure.replaced(order.instrument, viewOf(order, price))
      exposure.asked(0, 0, 0)
    },
    filled(order: PlainOrder, price: number, size: number): void {
      const isBuy = order.side === Side.buy
      const [buyer, seller] = isBuy ? [order.who, STREET] : [STREET, order.who]
      accounts.trade(order.instrument, buyer, seller, price, size)
      exposure.filled(order.instrument, viewOf(order, price))
      guards.traded(order.instrument, price)
    },
    ended(order: PlainOrder): void {
      exposure.ended(order.instrument, viewOf(order, order.limit))
    },
    crossed(instrument: number, price: number): void {
      guards.crossed(instrument, price)
    },
    /** Goes on from what it saved, as text. */
    reborn(): void {
      const saved = JSON.parse(JSON.stringify([guards.save(), exposure.save()]))
      ;({ guards, exposure } = make())
      guards.restore(saved[0])
      exposure.restore(saved[1])
    },
    positionOf: accounts.positionOf,
    cashOf: accounts.cashOf,
    lotsOf: (who: number, instrument: number, side: Side) => exposure.lotsOf(who, instrument, side),
    costOf: (who: number) => exposure.costOf(who),
    find: ({ who, instrument, orderId }: PlainOrder) => exposure.find(who, instrument, orderId),
  }
}

/** Mostly absent: with every guard at once the last of them are seldom reached. */
const perhaps = <Value>(value: fc.Arbitrary<Value>, present = 1) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: present, arbitrary: value })

const terms: fc.Arbitrary<PlainTerms> = fc.record({
  tickSizes: perhaps(
    fc.constantFrom(
      [{ from: 1, multiple: 2 }],
      [
        { from: 8, multiple: 2 },
        { from: 16, multiple: 5 },
      ],
    ),
  ),
  lot: perhaps(fc.constantFrom(2, 3)),
  reference: perhaps(fc.constantFrom(10, 15)),
  staticCollar: perhaps(fc.constantFrom(0.25, 0.6)),
  dynamicCollar: perhaps(fc.constantFrom(0.1, 0.34)),
  maxSize: perhaps(fc.constantFrom(4, 9)),
  maxNotional: perhaps(fc.constantFrom(60, 150)),
  throttle: perhaps(
    fc.record({
      messages: fc.constantFrom(1, 3, 12),
      window: fc.constantFrom(5, 20),
      cancels: fc.constantFrom('exempt', 'counted'),
    }),
  ),
  positionLimit: perhaps(fc.constantFrom(8, 20), 2),
  creditLimit: perhaps(fc.constantFrom(0, 120, 300), 4),
})

const who = fc.constantFrom(1, 2, 70)
const orderId = fc.integer({ min: 1, max: 4 })
const instrument = fc.constantFrom(0, 1)
const price = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 5, max: 22 }) },
  { weight: 1, arbitrary: fc.constant(0) },
)
const seldom = (value: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: value })
const few = fc.integer({ min: 1, max: 12 })

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('asks' as const),
      wait: fc.constantFrom(0, 1, 4, 30),
      rests: fc.integer({ min: -3, max: 3 }),
      request: fc.record({
        kind: fc.constantFrom(
          ...[Kind.newOrder, Kind.newOrder, Kind.newOrder, Kind.replaceOrder, Kind.replaceOrder],
          ...[Kind.cancelOrder, Kind.massCancel],
          ...[Kind.dealerQuote, Kind.quoteRequest, Kind.quoteTake],
        ),
        who,
        instrument,
        orderId,
        side: fc.constantFrom(Side.buy, Side.sell),
        price,
        size: few,
        stop: seldom(fc.integer({ min: 5, max: 22 })),
        display: seldom(few),
        minimum: seldom(few),
        less: seldom(few),
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('trades' as const),
      nth: fc.nat({ max: 30 }),
      size: few,
      better: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('crosses' as const),
      instrument,
      price: fc.integer({ min: 8, max: 18 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restores' as const) }) },
)

/** Does to both what a granted request does; the order may rest where its limit is not. */
function grant(
  request: PlainRequest,
  rests: number,
  plain: PlainVenue,
  venue: ReturnType<typeof createGuardedVenue>,
): void {
  const { kind, who, instrument, orderId, side, price, size, less } = request
  if (kind >= Kind.quoteRequest) return
  const known = plain.find(who, instrument, orderId)
  const at = price === 0 ? 0 : price + rests
  if (kind === Kind.newOrder && known === undefined) {
    const order = { who, instrument, orderId, side, limit: price, size, filled: 0 }
    plain.orders.push(order)
    venue.accepted(order, at)
  } else if (kind === Kind.massCancel) {
    for (const order of plain.orders.filter((each) => each.who === who)) {
      venue.ended(order)
      plain.end(order)
    }
  } else if (known === undefined) {
    return
  } else if (
    kind === Kind.replaceOrder &&
    size > known.filled &&
    (price > 0 || known.limit === 0)
  ) {
    known.limit = price
    known.size = size
    venue.replaced(known, at, true)
  } else if (kind === Kind.cancelOrder && less > 0 && known.size - known.filled > less) {
    known.size -= less
    venue.replaced(known, at, false)
  } else if (kind !== Kind.newOrder) {
    venue.ended(known)
    plain.end(known)
  }
}

const OWNERS = [1, 2, 70].flatMap((who) => [0, 1].map((instrument) => [who, instrument] as const))

interface Holdings {
  positionOf(who: number, instrument: number): number
  cashOf(who: number): number
  lotsOf(who: number, instrument: number, side: Side): number
  costOf(who: number): number
}

const plainly = (plain: PlainVenue): Holdings => ({
  positionOf: (who, instrument) => plain.positionOf(who, instrument),
  cashOf: (who) => plain.cashOf(who),
  lotsOf: (who, instrument, side) => plain.openLots(who, instrument, side),
  costOf: (who) => plain.openCost(who),
})

/** What each participant has and may come to have. */
const holdings = ({ positionOf, cashOf, lotsOf, costOf }: Holdings): number[] =>
  OWNERS.flatMap(([who, instrument]) => [
    positionOf(who, instrument),
    cashOf(who) + 0,
    lotsOf(who, instrument, Side.buy),
    lotsOf(who, instrument, Side.sell),
    costOf(who),
  ])

test('guards refuse what a plain list refuses, for the same reason, and no limit is ever passed', () => {
  const seen = new Set<number>()
  fc.assert(
    fc.property(terms, fc.array(step, { maxLength: 60, size: 'max' }), (limits, steps) => {
      const plain = new PlainVenue(limits)
      const venue = createGuardedVenue(limits as GuardsParameters)
      let now = 0
      for (const each of steps) {
        if (each.does === 'asks') {
          now += each.wait
          const reason = plain.judge(each.request, now)
          seen.add(reason)
          expect(venue.judge(each.request, now)).toBe(reason)
          if (reason === Reason.none) grant(each.request, each.rests, plain, venue)
        } else if (each.does === 'trades') {
          const order = plain.orders[each.nth % Math.max(1, plain.orders.length)]
          if (order === undefined) continue
          const size = Math.min(each.size, order.size - order.filled)
          const isBuy = order.side === Side.buy
          const limit = order.limit || 10
          const at = Math.max(1, isBuy ? limit - each.better : limit + each.better)
          order.filled += size
          plain.traded(order, at, size)
          plain.printed(order.instrument, at, false)
          venue.filled(order, at, size)
          if (order.filled === order.size) plain.end(order)
        } else if (each.does === 'crosses') {
          plain.printed(each.instrument, each.price, true)
          venue.crossed(each.instrument, each.price)
        } else venue.reborn()
        expect(holdings(venue)).toEqual(holdings(plainly(plain)))
        expect(plain.orders.map(venue.find)).toEqual(
          plain.orders.map(({ side, limit, size, filled }) => ({
            ...{ side, limit, size, open: size - filled },
          })),
        )
        for (const [who, instrument] of OWNERS) {
          const held = Math.abs(plain.positionOf(who, instrument))
          if (held > (limits.positionLimit ?? Infinity)) throw new Error(`${who} holds ${held}`)
          const cash = plain.cashOf(who)
          if (cash < -(limits.creditLimit ?? Infinity)) throw new Error(`${who} has ${cash}`)
        }
      }
    }),
    { numRuns: runs(1000) },
  )
  const { throttled, offTick, offLot, tooLarge, tooMuchNotional, outsideCollar } = Reason
  const all = [throttled, offTick, offLot, tooLarge, tooMuchNotional, outsideCollar]
  expect([...seen].sort((a, b) => a - b)).toEqual([
    Reason.none,
    ...[...all, Reason.positionLimit, Reason.creditLimit].sort((a, b) => a - b),
  ])
})

test('a replace takes the place of what its order cost, and is not judged beside it', () => {
  const guards = guardsParameters.parse({ creditLimit: 120 })
  const venue = createStage({ guards })
  venue.run(100)
  venue.ask(1, say.buy(1, 10, 10))
  expect(venue.ask(1, say.replace(1, 11, 10))).toContainEqual(
    expect.objectContaining({ kind: Kind.replaced, price: 11 }),
  )
  expect(venue.ask(1, say.replace(1, 13, 10))).toContainEqual(
    expect.objectContaining({ kind: Kind.refused, reason: Reason.creditLimit }),
  )
})

test('a replace that leaves nothing open costs nothing: the book has its own word for it', () => {
  const venue = createStage({ guards: guardsParameters.parse({ creditLimit: 120 }) })
  venue.run(100)
  venue.ask(1, say.buy(1, 10, 3))
  venue.ask(2, say.sell(1, 10, 2))
  expect(venue.ask(1, say.replace(1, 0, 3))).toContainEqual(
    expect.objectContaining({ kind: Kind.refused, reason: Reason.creditLimit }),
  )
  expect(venue.ask(1, say.replace(1, 0, 2))).toContainEqual(
    expect.objectContaining({ kind: Kind.refused, reason: Reason.priceOutOfRange }),
  )
})

test('what a scenario leaves out is not guarded', () => {
  const guards = createGuards(guardsParameters.parse({}), 1)
  const request = {
    ...{ kind: Kind.newOrder, instrument: 0, orderId: 1, side: Side.buy, price: 999_999 },
    ...{ size: 2 ** 30 - 1 },
  }
  const accounts = createAccounts(1)
  const standing = { ...accounts, ...createExposure(1) }
  for (let nth = 0; nth < 1_000; nth++) {
    expect(guards.judge(1, request as never, 0, standing)).toBe(Reason.none)
  }
})

test('mistakes in guards are named by field', () => {
  const paths = (written: object) =>
    (guardsParameters.safeParse(written).error?.issues ?? []).map(({ path }) => path.join('.'))
  expect(
    paths({
      tickSizes: [
        { from: 5, multiple: 1 },
        { from: 5, multiple: 2 },
      ],
    }),
  ).toEqual(['tickSizes'])
  expect(paths({ staticCollar: 1.5, throttle: { messages: 0, window: '0 s' } })).toEqual([
    ...['staticCollar', 'throttle.messages', 'throttle.window'],
  ])
  expect(paths({ creditLimit: -1, maxNotional: 0.5, lots: 3 })).toEqual([
    ...['maxNotional', 'creditLimit', ''],
  ])
})
