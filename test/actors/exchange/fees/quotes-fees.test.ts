import { expect, test } from 'vitest'
import { feesParameters } from '../../../../actors/exchange/fees.ts'
import {
  breakerParameters,
  guardsParameters,
} from '../../../../actors/exchange/guards/parameters.ts'
import { Kind, Phase, Reason, Side } from '../../../../protocols/kind.ts'
import type { Outgoing } from '../../../../protocols/message.ts'
import { createStage } from '../guards/stage.ts'

const REQUESTER = 1
const DEALER = 2

/** A venue for quotes on request with one dealer, that is open. */
function openVenue(rules: object) {
  const mechanism = { type: 'request-for-quote', dealers: [{ participant: DEALER }] } as never
  const stage = createStage({ mechanism, ...rules })
  stage.run(100)
  const ask = (who: number, body: object) => stage.ask(who, body as unknown as Outgoing)
  return {
    ...stage,
    request: (orderId: number, size: number) =>
      ask(REQUESTER, { kind: Kind.quoteRequest, instrument: 0, orderId, size }),
    quote: (orderId: number, price: number, size: number, number: number) =>
      ask(DEALER, {
        ...{ kind: Kind.dealerQuote, instrument: 0, orderId, side: Side.sell, price, size, number },
      }),
    take: (orderId: number, size: number, venueOrder: number) =>
      ask(REQUESTER, { kind: Kind.quoteTake, instrument: 0, orderId, size, venueOrder }),
  }
}

const numberOf = (said: readonly { readonly kind: number }[], kind: number, field: string) =>
  (said.find((each) => each.kind === kind) as unknown as Record<string, number>)[field] as number

/** The requester asks and buys `size` at `price`; gives what is said of the trade. */
function trade(venue: ReturnType<typeof openVenue>, orderId: number, price: number, size: number) {
  const invited = numberOf(venue.request(orderId, size), Kind.quoteInvite, 'number')
  const offered = numberOf(
    venue.quote(orderId, price, size, invited),
    Kind.quoteOffered,
    'venueOrder',
  )
  return venue.take(orderId, size, offered)
}

test('who made a quote pays as maker, who took it as taker, to the account of the venue', () => {
  const fees = feesParameters.parse({ maker: { perTrade: -2 }, taker: { perLot: 0.3 } })
  const venue = openVenue({ fees })
  trade(venue, 1, 100, 10)
  expect([0, REQUESTER, DEALER].map((who) => venue.accounts.cashOf(who))).toEqual([
    ...[3 - 2, -1_000 - 3, 1_000 + 2],
  ])
  expect(venue.accounts.totals().cash).toBe(0)
})

test('a trade by a quote that falls too far halts the venue', () => {
  const breaker = breakerParameters.parse({ levels: [{ fall: 0.1, halt: 50 }], quiet: 0 })
  const venue = openVenue({ breaker })
  trade(venue, 1, 100, 1)
  expect(trade(venue, 2, 90, 1).at(-1)).toMatchObject({ kind: Kind.session, phase: Phase.halted })
  expect(venue.request(3, 1).at(-1)).toMatchObject({ reason: Reason.halted })
  venue.run(150)
  expect(venue.request(3, 1)[0]?.kind).not.toBe(Kind.rejected)
})

test('a quote is judged by the guards as an order is, and a request for quotes by its size', () => {
  const guards = guardsParameters.parse({
    ...{ tickSizes: [{ from: 1, multiple: 5 }], lot: 2, maxSize: 20, staticCollar: 0.1 },
    reference: 100,
  })
  const venue = openVenue({ guards })
  const reasonsOf = (said: readonly object[]) =>
    said.map((each) => (each as { reason?: number }).reason)
  expect(reasonsOf(venue.request(1, 3))).toEqual([Reason.offLot])
  expect(reasonsOf(venue.request(1, 22))).toEqual([Reason.tooLarge])
  const invited = numberOf(venue.request(1, 20), Kind.quoteInvite, 'number')
  expect(reasonsOf(venue.quote(1, 101, 4, invited))).toEqual([Reason.offTick])
  expect(reasonsOf(venue.quote(1, 115, 4, invited))).toEqual([Reason.outsideCollar])
  const offered = numberOf(venue.quote(1, 110, 4, invited), Kind.quoteOffered, 'venueOrder')
  expect(reasonsOf(venue.take(1, 3, offered))).toEqual([Reason.offLot])
  expect(venue.take(1, 4, offered).some(({ kind }) => kind === Kind.trade)).toBe(true)
})
