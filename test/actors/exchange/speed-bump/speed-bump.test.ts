import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createBumpedGateway,
  createSpeedBump,
  type SpeedBumpParameters,
  speedBumpParameters,
  wouldTake,
} from '../../../../actors/exchange/speed-bump.ts'
import { Cells } from '../../../../protocols/cells.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { Kind, OrderType, Peg, PostOnly, Side } from '../../../../protocols/kind.ts'
import type { Message } from '../../../../protocols/message.ts'
import { MessageReader } from '../../../../protocols/reader.ts'
import { writeBody, writeEnvelope } from '../../../../protocols/writer.ts'
import { runs } from '../../../runs.ts'
import { say } from '../scripted-market.ts'
import { type PlainArrival, type PlainPassage, plainPassages } from './plain-bump.ts'

const KEY = rootKey(7, 'speed bump')

/** The nth request of a participant as a reader shows it, on cells that the next overwrites. */
function createWire() {
  const cells = new Cells(2)
  const reader = new MessageReader()
  return (nth: number, who: number, at: number): Message => {
    const more = nth % 3 === 0 ? { expires: 1_000 + nth } : {}
    writeBody(cells, 0, say.buy(nth, 100 + nth, 1, more))
    writeEnvelope(cells, 0, who, 0, nth, at, at)
    return reader.at(cells, 0)
  }
}

const fieldsOf = (message: Message) =>
  message as unknown as { orderId: number; price: number; expires?: number }

/** Plays arrivals with a gateway whose releases are timers, and which may be saved and restored. */
function onGateway(
  arrivals: readonly PlainArrival[],
  releasedFirst: boolean,
  restoredAt: number,
): PlainPassage[] {
  const wire = createWire()
  const passed: PlainPassage[] = []
  let timers: number[] = []
  let now = 0
  const pass = (message: Message): void => {
    const { orderId: nth, price, expires } = fieldsOf(message)
    const isWhole = price === 100 + nth && (expires ?? 0) === (nth % 3 === 0 ? 1_000 + nth : 0)
    if (!isWhole) throw new Error(`request ${nth} passed with ${price} and ${expires}`)
    passed.push({ nth: nth - 1, at: now })
  }
  const make = () =>
    createBumpedGateway(
      ({ sequence }) => (arrivals[sequence - 1] as PlainArrival).delay,
      pass,
      (delay) => {
        timers.push(now + delay)
      },
    )
  let gateway = make()
  const releaseUntil = (time: number): void => {
    for (;;) {
      timers.sort((a, b) => a - b)
      const next = timers[0]
      if (next === undefined || next > time || (next === time && !releasedFirst)) return
      timers.shift()
      now = next
      gateway.release()
    }
  }
  arrivals.forEach(({ who, at }, nth) => {
    releaseUntil(at)
    now = at
    if (nth === restoredAt) {
      const saved = JSON.parse(JSON.stringify(gateway.save()))
      gateway = make()
      timers = []
      gateway.restore(saved, now)
    }
    gateway.arrive(wire(nth + 1, who, at), at)
  })
  releaseUntil(Number.POSITIVE_INFINITY)
  expect([gateway.held, timers.length]).toEqual([0, 0])
  return passed
}

/** Times that do not go back, from waits. */
const arrivalsWith = (delay: fc.Arbitrary<number>) =>
  fc
    .array(fc.record({ who: fc.constantFrom(1, 2, 5), wait: fc.nat(4), delay }), {
      maxLength: 60,
      size: 'max',
    })
    .map((rows) => {
      let at = 0
      return rows.map(({ who, wait, delay }) => {
        at += wait
        return { who, at, delay }
      })
    })

test('a bump holds each request for its delay, and nobody overtakes himself', () => {
  fc.assert(
    fc.property(
      arrivalsWith(fc.constantFrom(0, 0, 1, 3, 9, 20)),
      fc.boolean(),
      fc.nat(90),
      (arrivals, releasedFirst, restoredAt) => {
        const passed = onGateway(arrivals, releasedFirst, restoredAt)
        expect(passed).toEqual(plainPassages(arrivals, releasedFirst))
        for (const who of [1, 2, 5]) {
          const own = passed.map(({ nth }) => nth).filter((nth) => arrivals[nth]?.who === who)
          expect(own).toEqual([...own].sort((a, b) => a - b))
        }
      },
    ),
    { numRuns: runs(1000) },
  )
})

test('behind a symmetric bump everyone passes in the order of arrival, the delay later', () => {
  const { delayOf } = createSpeedBump({ type: 'symmetric', delay: 7 } as SpeedBumpParameters, KEY)
  const delay = fc.nat().map((nth) => delayOf(1, nth, nth % 2 === 0))
  fc.assert(
    fc.property(arrivalsWith(delay), fc.nat(90), (arrivals, restoredAt) => {
      expect(onGateway(arrivals, true, restoredAt)).toEqual(
        arrivals.map(({ at }, nth) => ({ nth, at: at + 7 })),
      )
    }),
    { numRuns: runs(1_000) },
  )
})

test('an asymmetric bump holds who would take, and nobody else', () => {
  const bump = createSpeedBump({ type: 'asymmetric', delay: 5 } as SpeedBumpParameters, KEY)
  expect(bump.asksWhoTakes).toBe(true)
  expect([bump.delayOf(1, 1, true), bump.delayOf(1, 1, false)]).toEqual([5, 0])
})

test('a random delay is uniform over its range, and hangs on participant and sequence alone', () => {
  const terms = { type: 'random', min: 1_000, max: 1_009, holds: 'takers' } as SpeedBumpParameters
  const { delayOf } = createSpeedBump(terms, KEY)
  const counts = new Array<number>(10).fill(0)
  const draws: number[] = []
  for (let who = 0; who < 20; who++) {
    for (let sequence = 1; sequence <= 500; sequence++) {
      const delay = delayOf(who, sequence, true)
      counts[delay - 1_000] = (counts[delay - 1_000] ?? Number.NaN) + 1
      draws.push(delay)
    }
  }
  // 10,000 draws, 1,000 a value: the standard deviation is 30, and 5 of them are 150.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  // Neighbours in sequence, and in number, are as equal as chance makes them: 1,000 of 10,000.
  const pairs = (step: number) => draws.filter((draw, at) => draw === draws[at + step]).length
  for (const step of [1, 500]) expect(Math.abs(pairs(step) - 1_000)).toBeLessThan(180)
  expect(delayOf(3, 77, false)).toBe(0)
  expect(createSpeedBump(terms, KEY).delayOf(3, 77, true)).toBe(draws[3 * 500 + 76])
  const other = createSpeedBump(terms, rootKey(8, 'speed bump'))
  const same = draws.filter(
    (draw, at) => draw === other.delayOf(Math.floor(at / 500), (at % 500) + 1, true),
  )
  expect(Math.abs(same.length - 1_000)).toBeLessThan(180)
})

const request = fc.record({
  kind: fc.constantFrom(Kind.newOrder, Kind.replaceOrder, Kind.cancelOrder, Kind.quoteTake),
  side: fc.constantFrom(Side.buy, Side.sell),
  orderType: fc.constantFrom(OrderType.limit, OrderType.limit, OrderType.market),
  price: fc.integer({ min: 1, max: 6 }),
  postOnly: fc.constantFrom(PostOnly.none, PostOnly.none, PostOnly.reject, PostOnly.slide),
  stop: fc.constantFrom(0, 0, 3),
  peg: fc.constantFrom(Peg.none, Peg.none, Peg.far),
})
const price = fc.integer({ min: 1, max: 6 })

test('who would take is who finds a counterpart at his limit or better in the book that is shown', () => {
  fc.assert(
    fc.property(request, fc.array(price), fc.array(price), (said, bids, asks) => {
      const isMarket = said.kind === Kind.newOrder && said.orderType === OrderType.market
      const facing = said.side === Side.buy ? asks : bids
      const finds = facing.some((at) =>
        said.side === Side.buy ? isMarket || at <= said.price : isMarket || at >= said.price,
      )
      const waits = said.postOnly !== PostOnly.none || said.stop !== 0 || said.peg !== Peg.none
      const takes =
        said.kind === Kind.quoteTake ||
        (said.kind === Kind.replaceOrder && finds) ||
        (said.kind === Kind.newOrder && finds && !waits)
      const bid = Math.max(0, ...bids)
      const ask = asks.length === 0 ? 0 : Math.min(...asks)
      const message = { ...said, price: isMarket ? 0 : said.price } as unknown as Message
      expect(wouldTake(message, bid, ask, said.side)).toBe(takes)
      const isReplace = said.kind === Kind.replaceOrder
      expect(wouldTake(message, bid, ask, 0)).toBe(isReplace ? false : takes)
    }),
    { numRuns: runs(1000) },
  )
})

test('mistakes in a speed bump are named by field', () => {
  const paths = (written: object) =>
    (speedBumpParameters.safeParse(written).error?.issues ?? []).map(({ path }) => path.join('.'))
  expect(paths({ type: 'random', min: '3 ms', max: '1 ms' })).toEqual(['min'])
  expect(paths({ type: 'symmetric' })).toEqual(['delay'])
  expect(paths({ type: 'sideways' })).toEqual(['type'])
})
