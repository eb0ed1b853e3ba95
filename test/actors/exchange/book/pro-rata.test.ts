import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareOf } from '../../../../actors/exchange/book/pro-rata.ts'
import { createBook, submit } from '../../../../actors/exchange/index.ts'
import { OrderType, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { actorId, lots, orderId, SIZE_MAX, ticks } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { only } from './history.ts'
import type { BookEvent } from './plain-order.ts'
import { recorder } from './recorder.ts'

test('a share is exact to the lot, however large the three numbers are', () => {
  const large = fc.oneof(
    fc.integer({ min: 1, max: SIZE_MAX }),
    fc.integer({ min: SIZE_MAX - 5, max: SIZE_MAX }),
    fc.integer({ min: 2 ** 22, max: 2 ** 23 }),
  )
  fc.assert(
    fc.property(large, large, large, fc.integer({ min: -1, max: 1 }), (part, more, size, off) => {
      // Totals of which the product is a multiple, or one lot beside it, are where rounding shows.
      const total = Math.max(part, Math.min(part + more, size) + off)
      const exact = Number((BigInt(part) * BigInt(size)) / BigInt(total))
      expect(shareOf(part, total, size)).toBe(exact)
    }),
    { numRuns: runs(1_000) },
  )
})

test('pro-rata shares by size, drops shares under two lots, and gives what is left to the oldest', () => {
  const events: BookEvent[] = []
  const sink = recorder(events)
  const book = createBook({ allocation: 'pro-rata' })
  const order = (id: number, side: Side, size: number) => ({
    orderId: orderId(id),
    side,
    orderType: OrderType.limit,
    timeInForce: TimeInForce.day,
    price: ticks(100),
    size: lots(size),
  })
  for (const [id, size] of [10, 50, 5, 35].entries()) {
    submit(book, actorId(0), order(id + 1, Side.sell, size), sink)
  }
  submit(book, actorId(1), order(1, Side.buy, 33), sink)
  // Parts of 33 in 100: 3.3, 16.5, 1.65 and 11.55. 3 + 16 + 0 + 11 leave 3, which go to the oldest.
  const fills = only(events, 'fill').map(({ maker, size }) => [maker.orderId, size])
  expect(fills).toEqual([
    [1, 6],
    [2, 16],
    [4, 11],
  ])
})
