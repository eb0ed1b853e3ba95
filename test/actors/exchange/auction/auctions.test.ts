import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createPeriodicAuction,
  type PeriodicAuction,
  type PeriodicOptions,
} from '../../../../actors/exchange/auction/periodic-auction.ts'
import { forEachOrder } from '../../../../actors/exchange/book/priority.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { Side } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import type { PlainOrder } from '../book/plain-order.ts'
import { copyOf } from '../book/recorder.ts'
import { auctionsRecorder } from './auction-recorder.ts'
import { aimed, auctionDay, perform, performPlainly } from './auction-steps.ts'
import { type AuctionsEvent, PlainAuctions } from './plain-auctions.ts'

function ordersOf({ book }: PeriodicAuction): PlainOrder[] {
  const orders: PlainOrder[] = []
  if (book === undefined) return orders
  for (const side of [Side.buy, Side.sell]) {
    forEachOrder(book, side, (order) => orders.push(copyOf(order)))
  }
  return orders
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected)
}

const key = rootKey(11, 'batch')
const rules: fc.Arbitrary<PeriodicOptions> = fc.record({
  interval: fc.constantFrom(1, 7, 10),
  allocation: fc.constantFrom('price-time', 'pro-rata', 'time-then-pro-rata', 'price-random'),
  key: fc.constant(key),
  tie: fc.constantFrom('reference', 'middle'),
  reference: fc.constantFrom(0, 4),
  isSealed: fc.boolean(),
})

test('auctions agree with plain lists on every answer, report, order and hash, saved and restored too', () => {
  fc.assert(
    fc.property(rules, auctionDay, fc.nat(32), (options, steps, cut) => {
      const events: AuctionsEvent[] = []
      const sink = auctionsRecorder(events)
      let auctions = createPeriodicAuction(options, sink)
      const plain = new PlainAuctions(options)
      let now = 0
      for (const [nth, drawn] of steps.entries()) {
        const step = aimed(drawn, plain.orders)
        if (nth === cut) {
          const saved = JSON.parse(JSON.stringify(auctions.save()))
          auctions = createPeriodicAuction(options, sink)
          // What it was is gone.
          for (const other of steps.slice(0, 6)) perform(auctions, other, now)
          auctions.restore(saved)
        }
        now += step.after
        events.length = 0
        plain.listen()
        expectEqual(perform(auctions, step, now), performPlainly(plain, step, now))
        expectEqual(events, plain.events)
        expectEqual(ordersOf(auctions), plain.orders)
        expectEqual(
          [String(auctions.wake), auctions.isSealed, auctions.hash()],
          [String(plain.wake), plain.isSealed, plain.hash],
        )
      }
    }),
    { numRuns: runs(1_000) },
  )
})
