import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requesterParameters } from '../../../actors/requester/parameters.ts'
import { createRequester } from '../../../actors/requester/requester.ts'
import { Kind, Reason, Side } from '../../../protocols/kind.ts'
import type { Body, QuoteRequest, QuoteTake } from '../../../protocols/message.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const parameters = requesterParameters.parse({
  ...{ wakeMean: '1 s', patience: '10 ms', life: '100 ms' },
  size: { type: 'uniform', min: 30, max: 30 },
})

/** A requester whose request, number 1, has just gone out. */
function asking(seed = 1) {
  const life = createFakeLife(createRequester(parameters, MARKET), { seed })
  life.enter('trading')
  while (life.said.length === 0) life.run(life.timers()[0]?.at ?? 0, 1)
  const request = life.said[0]?.message as QuoteRequest
  const hear = (body: object): void =>
    life.hear({ instrument: 0, orderId: request.orderId, ...body } as Partial<Body>)
  return {
    life,
    request,
    offer: (venueOrder: number, price: number, size = 30) =>
      hear({ kind: Kind.quoteOffered, venueOrder, price, size }),
    ends: (venueOrder: number, kind: number = Kind.quoteEnded) =>
      hear({ kind, venueOrder, reason: Reason.lastLook }),
    filled: () => hear({ kind: Kind.fill, size: 30, side: request.onlySide }),
    waits: () => life.run(life.now() + parameters.patience),
    taken: () =>
      life.said.flatMap(({ message }) =>
        message.kind === Kind.quoteTake ? [(message as QuoteTake).venueOrder] : [],
      ),
    requests: () => life.said.filter(({ message }) => message.kind === Kind.quoteRequest).length,
  }
}

test('it asks from the open on, at random times, for either side', () => {
  const sides = new Set<unknown>()
  for (let seed = 0; seed < 20; seed++) {
    const { life, request } = asking(seed)
    expect(life.now()).toBeGreaterThan(30 * MINUTE)
    expect(request).toMatchObject({ orderId: 1, size: 30, expires: life.now() + 100_000_000 })
    sides.add(request.onlySide)
  }
  expect(sides).toEqual(new Set([Side.buy, Side.sell]))
})

describe('of what it is offered it takes', () => {
  test('nothing until its patience is over, and then the best price, of equals the larger', () => {
    const offers = fc.array(
      fc.record({ price: fc.integer({ min: 98, max: 102 }), size: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(fc.nat(99), offers, (seed, offers) => {
        const { request, offer, waits, taken, life } = asking(seed)
        for (const [nth, { price, size }] of offers.entries()) offer(nth + 2, price, size)
        expect(taken()).toEqual([])
        waits()
        const sign = request.onlySide === Side.buy ? 1 : -1
        const ranked = offers
          .map(({ price, size }, nth) => ({ worth: [sign * price, -size, nth], nth }))
          .sort((a, b) => a.worth.map((w, at) => w - (b.worth[at] as number)).find((d) => d) ?? 0)
        const best = ranked[0]?.nth ?? 0
        expect(taken()).toEqual([best + 2])
        expect(life.said.at(-1)?.message).toMatchObject({ size: offers[best]?.size })
      }),
    )
  })

  test('the next best where it was denied or came too late, and one at a time', () => {
    const { offer, waits, taken, ends } = asking()
    for (const venueOrder of [2, 3, 4]) offer(venueOrder, 100)
    waits()
    ends(4)
    expect(taken()).toEqual([2])
    ends(2)
    expect(taken()).toEqual([2, 3])
    ends(3, Kind.refused)
    offer(5, 300)
    expect(taken()).toEqual([2, 3, 5])
  })

  test('the first that comes, where none had come in time', () => {
    const { offer, waits, taken } = asking()
    waits()
    offer(2, 100)
    expect(taken()).toEqual([2])
  })
})

test('it has one request at a time, and asks again when that is over', () => {
  const { life, requests, filled, ends, offer } = asking()
  life.run(life.now() + 20 * SECOND)
  expect(requests()).toBe(1)
  filled()
  life.run(life.now() + 20 * SECOND)
  expect(requests()).toBe(2)
  // Its number is 2: what is said of number 1 is old.
  ends(1)
  offer(2, 100)
  life.run(life.now() + 20 * SECOND)
  expect(requests()).toBe(2)
})

test('the end of its request is the end that names none of its offers', () => {
  const { life, requests, ends, offer, waits, taken } = asking()
  offer(2, 100)
  ends(1)
  waits()
  expect(taken()).toEqual([])
  life.run(life.now() + 20 * SECOND)
  expect(requests()).toBe(2)
})

test('a halted requester sleeps on, and asks when trading goes on', () => {
  const { life, requests, ends } = asking()
  ends(1)
  life.enter('halted')
  life.run(life.now() + 60 * SECOND)
  expect(requests()).toBe(1)
  life.enter('trading')
  life.run(life.now() + 20 * SECOND)
  expect(requests()).toBe(2)
})

test('patience that outlasts the request is refused', () => {
  expect(requesterParameters.safeParse({ patience: '2 s', life: '1 s' }).success).toBe(false)
})
