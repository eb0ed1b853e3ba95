import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feesParameters } from '../../../../actors/exchange/fees.ts'
import type { GuardsParameters } from '../../../../actors/exchange/guards/parameters.ts'
import { Kind, OrderType, Peg, Phase, Reason, Role, Side } from '../../../../protocols/kind.ts'
import type { Outgoing } from '../../../../protocols/message.ts'
import { EVERY_INSTRUMENT } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { plainCharge } from '../fees/plain-fees.ts'
import { type PlainOrder, type PlainRequest, type PlainTerms, PlainVenue } from './plain-venue.ts'
import { createStage, type Saying } from './stage.ts'

const perhaps = <Value>(value: fc.Arbitrary<Value>, present = 1) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: present, arbitrary: value })

const guards: fc.Arbitrary<PlainTerms> = fc.record({
  tickSizes: perhaps(fc.constant([{ from: 16, multiple: 2 }])),
  lot: perhaps(fc.constant(2)),
  reference: perhaps(fc.constant(12)),
  staticCollar: perhaps(fc.constant(0.3)),
  dynamicCollar: perhaps(fc.constant(0.15)),
  maxSize: perhaps(fc.constant(8)),
  maxNotional: perhaps(fc.constant(110)),
  throttle: perhaps(
    fc.record({
      messages: fc.constantFrom(2, 6),
      window: fc.constant(25),
      cancels: fc.constantFrom('exempt', 'counted'),
    }),
  ),
  positionLimit: perhaps(fc.constantFrom(9, 20), 3),
  creditLimit: perhaps(fc.constantFrom(60, 200), 3),
})

const leg = fc.record({
  perTrade: fc.constantFrom(0, 2, -1),
  perLot: fc.constantFrom(0, 0.3, -0.25),
  basisPoints: fc.constantFrom(0, 40),
})
const fees = fc.record({ maker: leg, taker: leg, auction: leg })
type Rates = typeof fees extends fc.Arbitrary<infer Value> ? Value : never

const OWNERS = [1, 2, 70]
const few = fc.integer({ min: 1, max: 10 })
const seldom = (value: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: value })
const price = fc.integer({ min: 9, max: 17 })

const request = fc.record({
  kind: fc.constantFrom(
    ...[Kind.newOrder, Kind.newOrder, Kind.newOrder, Kind.newOrder, Kind.replaceOrder],
    ...[Kind.replaceOrder, Kind.cancelOrder, Kind.massCancel],
  ),
  who: fc.constantFrom(...OWNERS),
  instrument: fc.constantFrom(0, 0, 1),
  orderId: fc.integer({ min: 1, max: 5 }),
  side: fc.constantFrom(Side.buy, Side.sell),
  isMarket: fc.constantFrom(false, false, false, false, true),
  timeInForce: fc.constantFrom(1, 1, 1, 2),
  price,
  size: few,
  stop: seldom(price),
  display: seldom(few),
  minimum: seldom(few),
  peg: seldom(fc.constantFrom(Peg.near, Peg.mid, Peg.far)),
  isLimited: fc.boolean(),
  less: seldom(few),
  selfTrade: fc.constantFrom(0, 0, 2, 3, 4, 5),
  isEverywhere: fc.boolean(),
})
type Wish = typeof request extends fc.Arbitrary<infer Value> ? Value : never

/** What is asked for, and the same for the twin: a price of 0 is no limit. */
function written(wish: Wish): { body: Outgoing; plain: PlainRequest } {
  const { kind, who, isMarket, isLimited, isEverywhere, timeInForce, ...terms } = wish
  const isNew = kind === Kind.newOrder
  const isPegged = isNew && wish.peg !== 0 && !isMarket
  const price = isNew && (isMarket || (isPegged && !isLimited)) ? 0 : wish.price
  const stop = isPegged ? 0 : wish.stop
  const instrument = kind === Kind.massCancel && isEverywhere ? EVERY_INSTRUMENT : wish.instrument
  const body = {
    ...{ ...terms, kind, instrument, price, stop },
    timeInForce: isPegged ? 1 : timeInForce,
    peg: isPegged ? wish.peg : 0,
    orderType: isMarket ? OrderType.market : OrderType.limit,
  }
  const plain = { ...terms, kind, who, instrument, price, stop }
  return { body: body as unknown as Outgoing, plain }
}

const GUARDS: ReadonlySet<number> = new Set([
  ...[Reason.throttled, Reason.offTick, Reason.offLot, Reason.tooLarge, Reason.tooMuchNotional],
  ...[Reason.outsideCollar, Reason.positionLimit, Reason.creditLimit],
])
const REFUSALS: readonly number[] = [Kind.rejected, Kind.refused]
const ENDS: readonly number[] = [Kind.cancelled, Kind.expired]
const FILLS: readonly number[] = [Kind.fill, Kind.partialFill]

/** The twin of a venue with guards and fees: it learns from reports what became of requests. */
class PlainFloor {
  readonly venue: PlainVenue
  phase = 0
  /** What the venue took in all, what each paid less rebates, and rebates alone. */
  earned = 0
  readonly fees = new Map<number, number>()
  readonly rebates = new Map<number, number>()
  private readonly rates: Rates

  constructor(terms: PlainTerms, rates: Rates) {
    this.venue = new PlainVenue(terms)
    this.rates = rates
  }

  hears(report: Saying, asked: PlainRequest | undefined): void {
    const { kind, to, instrument = 0, orderId = 0, price = 0, size = 0 } = report
    const order = this.venue.find(to, instrument, orderId)
    const isAsked = asked?.who === to && asked.orderId === orderId
    if (kind === Kind.session) this.phase = report.phase as number
    if (kind === Kind.trade) this.venue.printed(instrument, price, false)
    if (kind === Kind.cross) this.venue.printed(instrument, price, true)
    if (kind === Kind.accepted) {
      const { side, price: limit } = asked as PlainRequest
      this.venue.orders.push({ who: to, instrument, orderId, side, limit, size, filled: 0 })
    }
    if (kind === Kind.replaced && order !== undefined) {
      order.size = size
      if (isAsked && asked.kind === Kind.replaceOrder) order.limit = asked.price
    }
    if (FILLS.includes(kind) && order !== undefined) this.fills(order, report)
    if (ENDS.includes(kind) && order !== undefined) this.venue.end(order)
  }

  private fills(order: PlainOrder, { kind, to, role, price = 0, size = 0 }: Saying): void {
    this.venue.traded(order, price, size)
    order.filled += size
    const { maker, taker, auction } = this.rates
    const rates = role === Role.maker ? maker : role === Role.taker ? taker : auction
    const charge = Number(plainCharge(rates, price, size).charged)
    this.venue.charged(to, charge)
    this.earned += charge
    this.fees.set(to, (this.fees.get(to) ?? 0) + charge)
    if (charge < 0) this.rebates.set(to, (this.rebates.get(to) ?? 0) - charge)
    if (kind === Kind.fill) this.venue.end(order)
  }

  /** What the venue has against a request before its mechanism sees it. */
  judge(request: PlainRequest, now: number): number {
    const isTrading = this.phase !== Phase.preOpen && this.phase !== Phase.closed
    if (request.kind === Kind.newOrder || request.kind === Kind.replaceOrder) {
      if (!isTrading) return this.phase === Phase.closed ? Reason.closed : Reason.notOpen
    }
    return this.venue.judge(request, now)
  }
}

const steps = fc.array(fc.record({ wait: fc.constantFrom(0, 3, 8, 30), request }), {
  maxLength: 45,
  size: 'max',
})

test('a venue refuses what its guards refuse, charges to the unit, and no limit is ever passed', () => {
  const seen = new Set<number>()
  fc.assert(
    fc.property(guards, fees, steps, (terms, rates, wishes) => {
      const stage = createStage({
        instruments: 2,
        openingAuction: { from: 40 },
        halts: [{ at: 300, for: 0, auction: 60 }],
        closingAuction: { for: 50 },
        guards: terms as GuardsParameters,
        fees: feesParameters.parse(rates),
      })
      const plain = new PlainFloor(terms, rates)
      let read = 0
      const hear = (asked?: PlainRequest): void => {
        for (; read < stage.said.length; read++) plain.hears(stage.said[read] as Saying, asked)
      }
      for (const { wait, request } of wishes) {
        stage.run(stage.now() + wait)
        hear()
        const { body, plain: asked } = written(request)
        const expected = plain.judge(asked, stage.now())
        const answer = stage.ask(request.who, body)
        const refused = answer.find(({ kind }) => REFUSALS.includes(kind))?.reason ?? Reason.none
        if (expected !== Reason.none) expect([refused, answer.length]).toEqual([expected, 1])
        else expect(GUARDS.has(refused)).toBe(false)
        seen.add(expected)
        hear(asked)
        demandSound(stage, plain, terms)
      }
      stage.run(2_000)
      hear()
      demandSound(stage, plain, terms)
      expect(plain.venue.orders).toEqual([])
    }),
    { numRuns: runs(1000) },
  )
  for (const reason of GUARDS) expect(seen).toContain(reason)
})

/**
 * Cash and positions are those of the reports, sum to 0 with the venue's own, and are within limits:
 * of credit with whatever fees came on top, and not more than with the rebates that made room.
 */
function demandSound(
  { accounts }: ReturnType<typeof createStage>,
  { venue, earned, fees, rebates }: PlainFloor,
  { positionLimit = Infinity, creditLimit = Infinity }: PlainTerms,
): void {
  const cash = OWNERS.map((who) => venue.cashOf(who))
  const owned = [0, ...OWNERS].map((who) => accounts.cashOf(who) + 0)
  expect([owned, accounts.totals()]).toEqual([
    [earned, ...cash.map((amount) => amount + 0)],
    { cash: 0, positions: [0, 0] },
  ])
  for (const who of OWNERS) {
    const positions = [0, 1].map((instrument) => Math.abs(accounts.positionOf(who, instrument)))
    if (Math.max(...positions) > positionLimit) throw new Error(`${who} holds ${positions}`)
    const traded = accounts.cashOf(who) + (fees.get(who) ?? 0)
    if (traded < -creditLimit - (rebates.get(who) ?? 0)) throw new Error(`${who} has ${traded}`)
  }
}
