import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feesParameters } from '../../../actors/exchange/fees.ts'
import { breakerParameters, guardsParameters } from '../../../actors/exchange/guards/parameters.ts'
import { decodeVenue, encodeVenue, type SavedVenue } from '../../../actors/exchange/snapshot.ts'
import { speedBumpParameters } from '../../../actors/exchange/speed-bump.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import type { Outgoing } from '../../../protocols/message.ts'
import { runs } from '../../runs.ts'
import { createStage } from './guards/stage.ts'
import { randomScript, randomVenue } from './random-day.ts'
import { say, type Timed, type VenueTerms } from './scripted-market.ts'

/** Another venue, whose quotes a dark pool refers to. */
const LIT = 9
const DEALER = 2

const mechanism = fc.constantFrom(
  undefined,
  { type: 'continuous', reference: 100 },
  { type: 'call-auction', every: 60, reference: 100 },
  { type: 'batch-auction', interval: 25 },
  { type: 'batch-auction', interval: 40, allocation: 'price-random' },
  { type: 'dark-pool', interval: 0 },
  { type: 'dark-pool', interval: 30, minimum: 2, priority: 'size-time' },
  { type: 'request-for-quote', dealers: [{ participant: DEALER }], hold: 15 },
)
const bump = fc.constantFrom(
  undefined,
  { type: 'symmetric', delay: 7 },
  { type: 'asymmetric', delay: 12 },
  { type: 'random', min: 1, max: 20 },
)
const guards = {
  ...{ lot: 1, maxSize: 50, staticCollar: 0.1, dynamicCollar: 0.05, positionLimit: 20 },
  throttle: { messages: 4, window: 30 },
}
const bands = { share: 0.02, window: 50, hold: 10, limitState: 15, pause: 20 }
const breaker = { reference: 100, bands, levels: [{ fall: 0.03, halt: 30 }], quiet: 0, auction: 12 }
const maybe = (value: object) => fc.constantFrom(undefined, undefined, value)

/** Any venue there is: each mechanism, with and without what may stand around it. */
const anyVenue = fc
  .record({ plan: randomVenue, mechanism, bump, guards: maybe(guards), breaker: maybe(breaker) })
  .map(({ plan, mechanism, bump, guards, breaker }): VenueTerms => {
    const lit = { venue: LIT, instrument: 0 }
    return {
      ...plan,
      mechanism: mechanism as never,
      references: mechanism?.type === 'dark-pool' ? ([lit, lit] as never) : undefined,
      speedBump: bump && speedBumpParameters.parse(bump),
      guards: guards && guardsParameters.parse(guards),
      breaker: breaker && breakerParameters.parse(breaker),
      fees: feesParameters.parse({ taker: { perLot: 0.3 }, maker: { perTrade: -1 } }),
    }
  })

const quoteRequests = fc.record({
  at: fc.integer({ min: 100, max: 400 }),
  say: fc.oneof(
    fc.record({
      kind: fc.constant(Kind.quoteRequest),
      instrument: fc.constantFrom(0, 1),
      orderId: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: 1, max: 6 }),
    }),
    fc.record({
      kind: fc.constantFrom(Kind.dealerQuote, Kind.quoteTake),
      instrument: fc.constantFrom(0, 1),
      orderId: fc.integer({ min: 1, max: 4 }),
      side: fc.constantFrom(Side.buy, Side.sell),
      price: fc.integer({ min: 98, max: 103 }),
      size: fc.integer({ min: 1, max: 6 }),
      number: fc.integer({ min: 1, max: 6 }),
      venueOrder: fc.integer({ min: 1, max: 8 }),
    }),
    fc.record({
      kind: fc.constant(Kind.quote),
      instrument: fc.constant(0),
      number: fc.constant(1),
      bid: fc.integer({ min: 98, max: 100 }),
      bidSize: fc.constant(1),
      ask: fc.integer({ min: 101, max: 103 }),
      askSize: fc.constant(1),
    }),
  ),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<Timed>

interface Asked extends Timed {
  readonly who: number
}

const isQuote = ({ kind }: Outgoing): boolean => (kind as number) === Kind.quote

/** A day's requests of three participants and of the lit venue, by time. */
const requests = fc
  .record({
    scripts: fc.array(randomScript, { minLength: 2, maxLength: 3, size: 'max' }),
    quotes: fc.array(quoteRequests, { maxLength: 16, size: 'max' }),
  })
  .map(({ scripts, quotes }): Asked[] =>
    [
      ...scripts.flatMap((script, nth) => script.map((each) => ({ ...each, who: nth + 1 }))),
      ...quotes.map((each, nth) => ({ ...each, who: isQuote(each.say) ? LIT : 1 + (nth % 2) })),
    ].sort((a, b) => a.at - b.at),
  )

type Stage = ReturnType<typeof createStage>

/** What happens from `nth` on: the requests at their times, and then the rest of the day. */
function play(stage: Stage, asked: readonly Asked[], nth: number, end: number): void {
  for (const { at, who, say } of asked.slice(nth, end)) {
    stage.run(at)
    stage.ask(who, say)
  }
  if (end === asked.length) stage.run(2_000)
}

const throughBytes = (saved: SavedVenue): SavedVenue => {
  const read = decodeVenue(encodeVenue(saved))
  if (!('saved' in read)) throw new Error(read.fault)
  return read.saved
}

test('a venue that was saved and taken up again goes on as if nothing had been', () => {
  let waiting = 0
  fc.assert(
    fc.property(anyVenue, requests, fc.nat(), (terms, asked, cut) => {
      const nth = cut % (asked.length + 1)
      const whole = createStage(terms)
      play(whole, asked, 0, nth)
      const saved = whole.save()
      const before = whole.said.length
      if (saved.timers.length > 3) waiting++
      const again = createStage(terms, throughBytes(saved), new Map(whole.sequences))
      expect(again.said).toEqual([])
      expect(again.save()).toEqual(saved)
      play(whole, asked, nth, asked.length)
      play(again, asked, nth, asked.length)
      expect(again.said).toEqual(whole.said.slice(before))
      expect(again.accounts.save()).toEqual(whole.accounts.save())
      expect(again.save()).toEqual(whole.save())
    }),
    { numRuns: runs(1_000) },
  )
  expect(waiting).toBeGreaterThan(100)
})

test('a venue keeps its orders, trades and phase over a restart', () => {
  const stage = createStage({})
  stage.run(100)
  stage.ask(1, say.sell(1, 101, 5))
  stage.ask(2, say.buy(1, 101, 2))
  const again = createStage({}, throughBytes(stage.save()))
  const [fill] = again.ask(2, say.buy(2, 101, 3))
  expect(again.ask(1, say.cancel(1))[0]).toMatchObject({ kind: Kind.refused })
  expect(fill).toMatchObject({ kind: Kind.accepted })
  expect(again.accounts.positionOf(1, 0)).toBe(-5)
})

test('bytes that are no whole snapshot are refused with a reason, and never throw', () => {
  const bytes = encodeVenue(createStage({}).save())
  const faultOf = (other: Uint8Array) => {
    const read = decodeVenue(other)
    return 'fault' in read ? read.fault : 'none'
  }
  const changed = (at: number) => bytes.map((byte, nth) => (nth === at ? byte ^ 1 : byte))
  expect(faultOf(bytes)).toBe('none')
  expect(faultOf(bytes.subarray(0, 10))).toBe('cut-off')
  expect(faultOf(bytes.subarray(0, -1))).toBe('cut-off')
  expect(faultOf(changed(0))).toBe('no-snapshot')
  expect(faultOf(changed(4))).toBe('other-version')
  expect(faultOf(changed(40))).toBe('damaged')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat({ max: bytes.length - 1 }), (any, at) => {
      expect(faultOf(any)).not.toBe('none')
      expect(faultOf(bytes.subarray(0, at))).not.toBe('none')
      expect(faultOf(changed(at))).not.toBe('none')
    }),
  )
})
