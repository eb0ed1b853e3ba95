import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGateway } from '../../../actors/exchange/gateway.ts'
import { Cells } from '../../../protocols/cells.ts'
import { encode, type WireBody } from '../../../protocols/codec.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Body, Message } from '../../../protocols/message.ts'
import { keepMessage, MessageReader } from '../../../protocols/reader.ts'
import { writeBody, writeEnvelope } from '../../../protocols/writer.ts'
import { messageOf } from '../../protocols/arbitrary-message.ts'
import { runs } from '../../runs.ts'
import { bodyOf, copyOf, say } from './scripted-market.ts'

/** A request as a reader shows it, on cells that the next request overwrites. */
function createWire() {
  const cells = new Cells(2)
  const reader = new MessageReader()
  return (nth: number, body: Body = say.buy(nth, 100 + nth, 1)): Message => {
    writeBody(cells, 0, body)
    writeEnvelope(cells, 0, 1, 0, nth, nth, nth)
    return reader.at(cells, 0)
  }
}

/** A gateway with room for all, and one time for every request. */
const gatewayOf = (
  span: number,
  serve: (request: Message) => void,
  completeAfter: (delay: number) => void,
) => {
  const refuse = (): void => {
    throw new Error('there is room for all')
  }
  const room = Number.POSITIVE_INFINITY
  return createGateway({ spanOf: () => span, room, serve, refuse, completeAfter })
}

/** Arrivals at these times, and when each was served: by a queue that a child could keep. */
function plainQueue(arrivals: readonly number[], service: number): number[] {
  let free = 0
  return arrivals.map((at) => {
    free = Math.max(free, at) + service
    return free
  })
}

/** The same on the gateway, whose completions are timers; ties go to the arrival, or not. */
function onGateway(arrivals: readonly number[], service: number, arrivalFirst: boolean) {
  const wire = createWire()
  const served: { orderId: number; at: number }[] = []
  let now = 0
  let timer = Number.POSITIVE_INFINITY
  let most = 0
  const gateway = gatewayOf(
    service,
    (request) => served.push({ orderId: Number(copyOf(request).orderId), at: now }),
    (delay) => {
      expect(timer, 'one completion at a time').toBe(Number.POSITIVE_INFINITY)
      timer = now + delay
    },
  )
  const completeBefore = (time: number): void => {
    while (timer < time || (timer === time && !arrivalFirst)) {
      if (timer === Number.POSITIVE_INFINITY) return
      now = timer
      timer = Number.POSITIVE_INFINITY
      gateway.complete()
    }
  }
  arrivals.forEach((at, nth) => {
    completeBefore(at)
    now = at
    gateway.arrive(wire(nth + 1))
    most = Math.max(most, gateway.waiting())
  })
  completeBefore(Number.POSITIVE_INFINITY)
  return { served, waiting: gateway.waiting(), most }
}

const arrivals = fc
  .array(fc.integer({ min: 0, max: 300 }), { maxLength: 120, size: 'max' })
  .map((times) => times.sort((a, b) => a - b))

test('requests are served in the order of arrival, each a service time after it could begin', () => {
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (times, service, first) => {
        const { served, waiting } = onGateway(times, service, first)
        const ends = plainQueue(times, service)
        expect(served).toEqual(ends.map((at, nth) => ({ orderId: nth + 1, at })))
        expect(waiting).toBe(0)
      },
    ),
    { numRuns: runs(1_000) },
  )
})

test('without a service time a request is served as it arrives, and nothing waits', () => {
  const { served, most } = onGateway([5, 5, 9], 0, true)
  expect(served).toEqual([
    { orderId: 1, at: 5 },
    { orderId: 2, at: 5 },
    { orderId: 3, at: 9 },
  ])
  expect(most).toBe(0)
})

test('a burst of a thousand waits as a whole, every field as it arrived', () => {
  const wire = createWire()
  const bodies: unknown[] = []
  const gateway = gatewayOf(
    1,
    (request) => bodies.push(bodyOf(copyOf(request))),
    () => {},
  )
  for (let nth = 1; nth <= 50; nth++) gateway.arrive(wire(nth))
  for (let nth = 1; nth <= 30; nth++) gateway.complete()
  for (let nth = 51; nth <= 1_000; nth++) gateway.arrive(wire(nth))
  expect(gateway.waiting()).toBe(970)
  for (let nth = 31; nth <= 1_000; nth++) gateway.complete()
  expect(gateway.waiting()).toBe(0)
  expect(bodies).toHaveLength(1_000)
  expect(bodies[999]).toMatchObject({ kind: Kind.newOrder, orderId: 1_000, price: 1_100, size: 1 })
  expect(bodies.map((body) => (body as { orderId: number }).orderId)).toEqual(
    Array.from({ length: 1_000 }, (_, nth) => nth + 1),
  )
})

const REQUESTS = [
  ...[Kind.newOrder, Kind.cancelOrder, Kind.replaceOrder, Kind.massCancel, Kind.disconnect],
  ...[Kind.quoteRequest, Kind.dealerQuote, Kind.quoteTake, Kind.lastLookAnswer, Kind.custom],
] as const

test('requests of one cell and of two wait beside each other, each with every byte of its own', () => {
  const request = fc.oneof(...REQUESTS.map(messageOf))
  // True: the next request arrives; false: the one at the head is served. More arrive than leave.
  const turns = fc.array(fc.constantFrom(true, true, true, false), { maxLength: 400, size: 'max' })
  const requests = fc.array(request, { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(requests, turns, fc.boolean(), (said, steps, isPlain) => {
      const wire = createWire()
      const served: Uint8Array[] = []
      const expected: Uint8Array[] = []
      const gateway = gatewayOf(
        1,
        (message) => {
          const kept = new Cells(2)
          keepMessage(message, kept, 0)
          served.push(kept.bytes.slice(0, (((kept.words[0] as number) >>> 8) & 255) * 64))
        },
        () => {},
      )
      let arrived = 0
      for (const arrives of steps) {
        if (arrives) {
          const body = said[arrived % said.length] as Message & WireBody
          arrived++
          const envelope = {
            sender: 1,
            recipient: 0,
            sequence: arrived,
            sent: arrived,
            arrives: arrived,
          }
          const message = { ...body, ...envelope } as Message & WireBody
          expected.push(encode(message))
          gateway.arrive(isPlain ? message : wire(arrived, body))
        } else if (gateway.waiting() > 0) gateway.complete()
      }
      while (gateway.waiting() > 0) gateway.complete()
      expect(served).toEqual(expected)
    }),
    { numRuns: runs(1_000) },
  )
})

test('each request takes its own time, and one that finds no room is turned away', () => {
  const arrivals = fc.array(fc.record({ gap: fc.nat(12), span: fc.nat(9) }), { maxLength: 60 })
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 4 }), (wanted, room) => {
      const wire = createWire()
      const done: [number, number | 'refused'][] = []
      let now = 0
      let timer = Number.POSITIVE_INFINITY
      const orderOf = (request: Message): number => Number(copyOf(request).orderId)
      const gateway = createGateway({
        spanOf: (_request, nth) => wanted[nth - 1]?.span as number,
        room,
        serve: (request) => done.push([orderOf(request), now]),
        refuse: (request) => done.push([orderOf(request), 'refused']),
        completeAfter: (delay) => {
          timer = now + delay
        },
      })
      const completeUpTo = (time: number): void => {
        while (timer <= time) {
          now = timer
          timer = Number.POSITIVE_INFINITY
          gateway.complete()
        }
      }
      // A child's queue: when each in service is done; those that are done have left.
      const expected: typeof done = []
      const ends: number[] = []
      let at = 0
      wanted.forEach(({ gap, span }, nth) => {
        at += gap
        completeUpTo(at)
        now = at
        const inside = ends.filter((end) => end > at)
        if (inside.length >= room) expected.push([nth + 1, 'refused'])
        else {
          const end = Math.max(at, inside.at(-1) ?? 0) + span
          ends.push(end)
          expected.push([nth + 1, end])
        }
        gateway.arrive(wire(nth + 1))
      })
      completeUpTo(1_000_000)
      const byOrder = (a: (typeof done)[number], b: (typeof done)[number]) => a[0] - b[0]
      expect(done.sort(byOrder)).toEqual(expected)
    }),
    { numRuns: runs(1_000) },
  )
})
