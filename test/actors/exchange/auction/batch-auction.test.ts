import { expect, test } from 'vitest'
import { createBatchAuction } from '../../../../actors/exchange/auction/batch-auction.ts'
import { createCallAuction } from '../../../../actors/exchange/auction/call-auction.ts'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { Kind, OrderType, Phase, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import type { NewOrder } from '../../../../protocols/message.ts'
import {
  actorId,
  instrumentId,
  type Lots,
  lots,
  MINUTE,
  nanos,
  orderId,
  type Ticks,
} from '../../../../protocols/units.ts'
import { auctionsRecorder } from './auction-recorder.ts'
import type { AuctionsEvent } from './plain-auctions.ts'

const BATCH = 100_000_000
const me = actorId(1)

/** A batch auction, or what `create` makes, in trading since 0; and all that it says. */
function open<Made extends Mechanism>(create: (sink: ReturnType<typeof auctionsRecorder>) => Made) {
  const events: AuctionsEvent[] = []
  const auction = create(auctionsRecorder(events))
  auction.enter(Phase.continuous, nanos(0))
  return { auction, events }
}

const openBatch = () => open((sink) => createBatchAuction({ interval: BATCH }, sink))

let ids = 0
/** A new order of an id of its own. */
function order(side: Side, size: number, price: number, more: Partial<NewOrder> = {}): NewOrder {
  return {
    kind: Kind.newOrder,
    instrument: instrumentId(0),
    orderId: orderId(++ids),
    side,
    orderType: price === 0 ? OrderType.market : OrderType.limit,
    timeInForce: TimeInForce.day,
    price: price as Ticks,
    size: lots(size),
    ...more,
  }
}

/** Who traded how much, by the venue's numbers. */
const legs = (events: readonly AuctionsEvent[]) =>
  events.flatMap((each) =>
    each.event === 'crossed' ? [[each.order.venueOrder, each.size, each.price]] : [],
  )

test('a batch is sealed: nothing trades or is told before its end, and then the book is shown', () => {
  const { auction, events } = openBatch()
  expect(auction.wake).toBe(Infinity)
  auction.submit(me, order(Side.sell, 5, 100), nanos(30))
  auction.submit(me, order(Side.buy, 3, 104), nanos(60))
  expect([auction.isSealed, auction.wake]).toEqual([true, BATCH])
  expect(events.map(({ event }) => event)).toEqual(['accepted', 'accepted'])
  auction.advance(nanos(BATCH))
  expect(legs(events)).toEqual([
    [2, 3, 100],
    [1, 3, 100],
  ])
  expect([auction.isSealed, auction.wake]).toEqual([false, Infinity])
})

test('what comes at the very end of a batch is in the next, and quiet batches are passed over', () => {
  const { auction, events } = openBatch()
  auction.submit(me, order(Side.sell, 5, 100), nanos(BATCH - 1))
  auction.submit(me, order(Side.buy, 5, 100), nanos(BATCH))
  expect(legs(events)).toEqual([])
  expect(auction.wake).toBe(2 * BATCH)
  auction.advance(nanos(2 * BATCH))
  expect(legs(events)).toHaveLength(2)
  auction.submit(me, order(Side.buy, 5, 100), nanos(7 * BATCH + 1))
  expect(auction.wake).toBe(8 * BATCH)
})

test('older batches come first, and inside one batch sizes count and not who was first', () => {
  const { auction, events } = openBatch()
  auction.submit(me, order(Side.sell, 4, 100), nanos(1))
  auction.advance(nanos(BATCH))
  auction.submit(me, order(Side.sell, 1, 100), nanos(BATCH + 1))
  auction.submit(me, order(Side.sell, 6, 100), nanos(BATCH + 2))
  auction.submit(me, order(Side.sell, 3, 100), nanos(BATCH + 3))
  auction.submit(me, order(Side.buy, 9, 100), nanos(BATCH + 4))
  auction.advance(nanos(2 * BATCH))
  // Five lots over 1, 6 and 3: 0.5, 3 and 1.5, and the lot that rounding leaves by time.
  expect(legs(events)).toEqual([
    [5, 9, 100],
    [1, 4, 100],
    [2, 1, 100],
    [3, 3, 100],
    [4, 1, 100],
  ])
})

test('a smaller size stays in its batch, a larger one or another price comes again', () => {
  const { auction, events } = openBatch()
  const smaller = order(Side.sell, 4, 100)
  const larger = order(Side.sell, 4, 100)
  const moved = order(Side.sell, 4, 101)
  for (const each of [smaller, larger, moved]) auction.submit(me, each, nanos(1))
  auction.advance(nanos(BATCH))
  auction.replace(me, smaller.orderId, 100 as Ticks, 3 as Lots, nanos(BATCH + 1))
  expect(auction.isSealed).toBe(false)
  auction.replace(me, larger.orderId, 100 as Ticks, 6 as Lots, nanos(BATCH + 2))
  auction.replace(me, moved.orderId, 100 as Ticks, 3 as Lots, nanos(BATCH + 3))
  auction.submit(me, order(Side.buy, 6, 100), nanos(BATCH + 4))
  auction.advance(nanos(2 * BATCH))
  expect(legs(events)).toEqual([
    [4, 6, 100],
    [1, 3, 100],
    [2, 2, 100],
    [3, 1, 100],
  ])
})

test('an order that is immediate or cancel, or has no price, is in its batch alone', () => {
  const { auction, events } = openBatch()
  const { immediateOrCancel, fillOrKill } = TimeInForce
  auction.submit(me, order(Side.buy, 5, 100, { timeInForce: immediateOrCancel }), nanos(1))
  auction.submit(me, order(Side.buy, 5, 0), nanos(2))
  auction.advance(nanos(BATCH))
  expect(events.slice(2)).toMatchObject([
    { event: 'expired', order: { venueOrder: 1 }, reason: Reason.auctionOver },
    { event: 'expired', order: { venueOrder: 2 }, reason: Reason.auctionOver },
  ])
  const atOnce = order(Side.buy, 5, 100, { timeInForce: fillOrKill })
  expect(auction.submit(me, atOnce, nanos(BATCH))).toBe(Reason.unsupported)
})

test('in a price-random batch chance decides, by its key', () => {
  const winnersWith = (seed: number) => {
    const key = rootKey(seed, 'batch')
    const options = { interval: BATCH, allocation: 'price-random', key } as const
    const { auction, events } = open((sink) => createBatchAuction(options, sink))
    for (let n = 0; n < 10; n++) auction.submit(me, order(Side.sell, 1, 100), nanos(1))
    auction.submit(me, order(Side.buy, 3, 100), nanos(2))
    auction.advance(nanos(BATCH))
    return legs(events).flatMap(([number]) => (number === 11 ? [] : [number]))
  }
  expect(winnersWith(1)).toHaveLength(3)
  expect(winnersWith(1)).toEqual(winnersWith(1))
  expect(new Set([1, 2, 3, 4].map((seed) => winnersWith(seed).join())).size).toBeGreaterThan(1)
})

test('a halt interrupts a batch, and the close between two batches holds none', () => {
  const { auction, events } = openBatch()
  auction.submit(me, order(Side.sell, 5, 100), nanos(1))
  auction.submit(me, order(Side.buy, 5, 100), nanos(2))
  auction.enter(Phase.halted, nanos(50))
  expect(auction.wake).toBe(Infinity)
  expect(auction.submit(me, order(Side.buy, 5, 100), nanos(60))).toBe(Reason.halted)
  auction.enter(Phase.continuous, nanos(70))
  expect(auction.wake).toBe(70 + BATCH)
  auction.enter(Phase.closed, nanos(80))
  expect(legs(events)).toEqual([])
  expect(events.slice(2)).toMatchObject([
    { event: 'expired', order: { venueOrder: 2 }, reason: Reason.sessionEnd },
    { event: 'expired', order: { venueOrder: 1 }, reason: Reason.sessionEnd },
  ])
})

test('a call auction tells what it would do while it builds, whenever that changes', () => {
  const create = (sink: ReturnType<typeof auctionsRecorder>) =>
    createCallAuction({ every: 5 * MINUTE }, sink)
  const { auction, events } = open(create)
  auction.submit(me, order(Side.buy, 10, 102), nanos(1))
  auction.submit(me, order(Side.sell, 6, 100), nanos(2))
  auction.submit(me, order(Side.buy, 1, 90), nanos(3))
  auction.submit(me, order(Side.sell, 4, 101), nanos(4))
  auction.advance(nanos(5 * MINUTE))
  const told = events.flatMap((each) => (each.event === 'indicative' ? [each.told] : []))
  expect(told).toEqual([
    { price: 102, size: 6, surplus: 4, side: Side.buy },
    { price: 102, size: 10, surplus: 0, side: 0 },
    { price: 0, size: 0, surplus: 0, side: 0 },
  ])
  expect(events.find(({ event }) => event === 'uncrossed')).toMatchObject({ price: 102, size: 10 })
})

test('an interval that is no time is refused by its name', () => {
  for (const interval of [0, -5, 1.5, Number.NaN]) {
    const create = () => createBatchAuction({ interval }, auctionsRecorder([]))
    expect(create).toThrow(`an auction's interval must be a whole number from 1, not ${interval}`)
  }
  const create = () => createCallAuction({ every: 1, reference: -1 }, auctionsRecorder([]))
  expect(create).toThrow("an auction's reference must be a whole number from 0, not -1")
})
