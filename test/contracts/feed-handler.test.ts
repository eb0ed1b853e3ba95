import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createExchange } from '../../actors/exchange/exchange.ts'
import { createFeedHandler, type FeedHandler } from '../../actors/feed-handler.ts'
import { CELL_BYTES } from '../../protocols/cells.ts'
import { decode, type WireBody } from '../../protocols/codec.ts'
import { Kind, OrderType, Side, TimeInForce } from '../../protocols/kind.ts'
import type { DepthByPrice, Envelope } from '../../protocols/message.ts'
import {
  actorId,
  instrumentId,
  type Lots,
  nanos,
  type OrderId,
  type Ticks,
} from '../../protocols/units.ts'
import { createDistribution } from '../../src/kernel/distribution.ts'
import { constantLatency } from '../../src/kernel/latency.ts'
import type { Thinking } from '../../src/simulation/mind.ts'
import { createSystem } from '../../src/simulation/system.ts'
import { runs } from '../runs.ts'

const VENUE = actorId(0)
const ABM = instrumentId(0)

interface Deed {
  readonly at: number
  readonly side: Side
  readonly price: number
  readonly size: number
}

/** The book after the first `number` publications, by a child. */
function plainBook(published: readonly DepthByPrice[], number: number): string[] {
  const levels = new Map<string, string>()
  for (const { side, price, size, count } of published.slice(0, number)) {
    if (size === 0) levels.delete(`${side} ${price}`)
    else levels.set(`${side} ${price}`, `${side} ${price} ${size} ${count}`)
  }
  return [...levels.values()].sort()
}

/** A trader does its deeds at a venue; a slow reader keeps the book, with such a mind. */
function day(deeds: readonly Deed[], mind: Thinking | undefined) {
  const published: DepthByPrice[] = []
  const dropped: number[] = []
  const checks: { sound: boolean; number: number; book: string[] }[] = []
  let handler: FeedHandler | undefined
  createSystem({
    seed: 1,
    latency: constantLatency(5),
    sinks: [
      {
        append(words, cell, count) {
          const begin = words.byteOffset + cell * CELL_BYTES
          const decoded = decode(new Uint8Array(words.buffer, begin, count * CELL_BYTES))
          if (!decoded.ok) throw new Error(decoded.reason)
          const message = decoded.message as WireBody & Envelope
          if (message.kind === Kind.depthByPrice) published.push(message)
          if (message.kind === Kind.dropped) dropped.push(message.droppedKind)
        },
      },
    ],
    members: [
      {
        key: 'venue/0',
        isHub: true,
        actor: createExchange({
          instruments: [ABM],
          feeds: ['depthByPrice'],
          service: nanos(0),
          open: nanos(1),
          close: nanos(1_000_000),
          halts: [],
        }),
      },
      {
        key: 'trader/0',
        actor: (context) => ({
          receive(message) {
            if (message.kind === Kind.start) {
              deeds.forEach(({ at }, nth) => {
                context.after(at, nth)
              })
            } else if (message.kind === Kind.timer) {
              const { side, price, size } = deeds[message.tag] as Deed
              context.send(VENUE, {
                kind: Kind.newOrder,
                instrument: ABM,
                orderId: (message.tag + 1) as OrderId,
                orderType: OrderType.limit,
                timeInForce: TimeInForce.day,
                side,
                price: price as Ticks,
                size: size as Lots,
              })
            }
          },
        }),
      },
      {
        key: 'reader/0',
        ...(mind === undefined ? {} : { mind }),
        actor: (context) => {
          const own = createFeedHandler(context, {
            venue: VENUE,
            instrument: ABM,
            retry: 500,
            tag: 1,
          })
          handler = own
          return {
            receive(message) {
              if (message.kind === Kind.start) own.start()
              if (!own.hear(message)) return
              const book = [...own.levels()].map(
                ({ side, price, size, count }) => `${side} ${price} ${size} ${count}`,
              )
              checks.push({ sound: own.isSound(), number: own.number(), book: book.sort() })
            },
          }
        },
      },
    ],
  }).runBefore(500_000)
  return { published, dropped, checks, handler: handler as FeedHandler }
}

const deeds = fc.array(
  fc.record({
    at: fc.integer({ min: 10, max: 3_000 }),
    side: fc.constantFrom(Side.buy, Side.sell),
    price: fc.integer({ min: 98, max: 103 }),
    size: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 60, size: 'max' },
)
/** One quiet order at the end, of which the reader hears when it has caught up. */
const LAST: Deed = { at: 100_000, side: Side.buy, price: 50, size: 1 }

const minds = fc.option(
  fc.record({
    time: fc
      .integer({ min: 1, max: 120 })
      .map((value) => createDistribution({ type: 'constant', value })),
    mailbox: fc.integer({ min: 0, max: 30 }),
    full: fc.constantFrom('drop-newest', 'drop-oldest', 'drop-data'),
  }),
  { nil: undefined },
) as fc.Arbitrary<Thinking | undefined>

describe('a reader that keeps a book from a feed', () => {
  test('whatever its mailbox drops, has the venue’s book whenever it says so, and in the end if only data are dropped', () => {
    let gaps = 0
    fc.assert(
      fc.property(deeds, minds, (given, mind) => {
        const { published, dropped, checks, handler } = day([...given, LAST], mind)
        for (const { sound, number, book } of checks) {
          if (sound) expect(book).toEqual(plainBook(published, number))
        }
        // A mailbox that may drop the answer itself may leave the reader waiting for it: it then
        // says that its book is not sound.
        if (mind === undefined || mind.full === 'drop-data') {
          expect(handler.isSound()).toBe(true)
          expect(handler.number()).toBe(published.length)
        }
        if (mind === undefined) expect([handler.gaps(), dropped.length]).toEqual([0, 0])
        if (mind?.full === 'drop-data') {
          expect(dropped.every((kind) => kind === Kind.depthByPrice)).toBe(true)
        }
        gaps += handler.gaps()
      }),
      { numRuns: runs(200) },
    )
    expect(gaps).toBeGreaterThan(20)
  })

  test('finds a gap, asks for the book, and goes on', () => {
    const at = [10, 11, 12, 13, 14, 400].map((time, nth) => ({
      at: time,
      side: Side.buy,
      price: 90 + nth,
      size: 1,
    }))
    const time = createDistribution({ type: 'constant', value: 60 })
    const { handler, dropped } = day(at, { time, mailbox: 1, full: 'drop-data' })
    expect(dropped.length).toBeGreaterThan(0)
    expect([handler.isSound(), handler.gaps(), handler.number()]).toEqual([true, 1, 6])
    expect([...handler.levels()].map(({ price }) => price).sort()).toEqual([90, 91, 92, 93, 94, 95])
  })
})
