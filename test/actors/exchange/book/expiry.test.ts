import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExpiryHeap } from '../../../../actors/exchange/book/expiry.ts'
import {
  cancel,
  createBook,
  expireDue,
  nextExpiry,
  submit,
} from '../../../../actors/exchange/index.ts'
import { OrderType, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { actorId, lots, nanos, orderId, ticks } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import type { BookEvent } from './plain-order.ts'
import { recorder } from './recorder.ts'

test('the heap gives times in order, equal ones by number, whatever was swept out of it', () => {
  const entry = fc.record({ time: fc.nat(5), isGone: fc.boolean() })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), fc.nat(60), (all, sweepAfter) => {
      const heap = new ExpiryHeap()
      const gone = new Set(all.flatMap(({ isGone }, at) => (isGone && at < sweepAfter ? [at] : [])))
      for (const [at, { time }] of all.entries()) {
        if (at === sweepAfter) heap.sweep((each) => !gone.has(each.at))
        heap.push({ time, venueOrder: at, at })
      }
      const isSwept = all.length > sweepAfter
      const left = all.map(({ time }, at) => ({ time, venueOrder: at, at }))
      const expected = left
        .filter(({ at }) => !isSwept || !gone.has(at))
        .toSorted((a, b) => a.time - b.time || a.venueOrder - b.venueOrder)
      for (const each of expected) {
        expect(heap.entries[0]).toEqual(each)
        heap.pop()
      }
      expect(heap.entries).toEqual([])
    }),
    { numRuns: runs(1_000) },
  )
})

test('orders that were cancelled long before their time do not fill the memory', () => {
  const events: BookEvent[] = []
  const sink = recorder(events)
  const book = createBook()
  const timed = (id: number, expires: number) => ({
    orderId: orderId(id),
    side: Side.buy,
    orderType: OrderType.limit,
    timeInForce: TimeInForce.goodTillTime,
    price: ticks(100),
    size: lots(1),
    expires: nanos(expires),
  })
  submit(book, actorId(0), timed(1, 5_000), sink)
  submit(book, actorId(0), timed(2, 9_000), sink)
  for (let id = 3; id < 3_000; id++) {
    expect(submit(book, actorId(0), timed(id, 1_000 + id), sink)).toBe(Reason.none)
    expect(cancel(book, actorId(0), orderId(id), sink)).toBe(Reason.none)
  }
  expect(book.expiries.entries.length).toBeLessThan(200)
  expect(nextExpiry(book)).toBe(5_000)
  events.length = 0
  expect(expireDue(book, nanos(4_999), sink)).toBe(0)
  expect(expireDue(book, nanos(5_000), sink)).toBe(1)
  expect(nextExpiry(book)).toBe(9_000)
  expect(events).toMatchObject([
    {
      event: 'expired',
      order: { orderId: 1, open: 1, expires: 5_000 },
      reason: Reason.goodTillTime,
    },
  ])
})
