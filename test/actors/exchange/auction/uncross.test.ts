import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AuctionAllocation } from '../../../../actors/exchange/auction/shares.ts'
import { uncross } from '../../../../actors/exchange/auction/uncross.ts'
import { forEachOrder } from '../../../../actors/exchange/book/priority.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { Reason, Side } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { auctionsRecorder } from './auction-recorder.ts'
import { bookOf, type Interest, interest, plainOf, reference } from './interests.ts'
import type { AuctionsEvent } from './plain-auctions.ts'
import {
  acceptsPrice,
  type PlainInterest,
  plainAllocation,
  plainClearing,
  ranked,
} from './plain-clearing.ts'

const key = rootKey(5, 'auction')
const allocation = fc.constantFrom<AuctionAllocation>(
  'price-time',
  'pro-rata',
  'time-then-pro-rata',
  'price-random',
)
/** Mostly few prices, so that a queue is short; often one batch after another. */
const gathered = fc
  .array(interest, { maxLength: 24, size: 'max' })
  .chain((orders) => fc.boolean().map((isSorted) => (isSorted ? inBatches(orders) : orders)))

const inBatches = (orders: readonly Interest[]): Interest[] =>
  orders.map((order, at) => ({ ...order, batch: Math.floor(at / 5) }))

/** What an auction says, an order by its number and what is left of it. */
function brief(each: AuctionsEvent) {
  if (each.event === 'uncrossed') return each
  if (each.event !== 'crossed' && each.event !== 'expired') throw new Error(each.event)
  const { order, ...rest } = each
  return { ...rest, venueOrder: order.venueOrder, open: order.open }
}

/** What an auction did to a book that gathered `orders`. */
function hold(orders: readonly Interest[], rule: AuctionAllocation, known: number, auction = 3) {
  const book = bookOf(orders)
  const said: AuctionsEvent[] = []
  const batchAt = (at: number) => (orders[book.store.venueOrder(at) - 1] as Interest).batch
  const rules = { reference: known, allocation: rule, key, auction, batchAt }
  const done = uncross(book, rules, auctionsRecorder(said))
  const left = [Side.buy, Side.sell].flatMap((side) => {
    const there: [number, number, number][] = []
    forEachOrder(book, side, ({ venueOrder, open, shown }) => there.push([venueOrder, open, shown]))
    return there
  })
  return { book, events: said.map(brief), done, left }
}

test('who trades how much, in which order, and what stays is what plain lists say', () => {
  fc.assert(
    fc.property(gathered, allocation, reference, (orders, rule, known) => {
      const { events, done, left } = hold(orders, rule, known)
      const plain = plainOf(orders)
      const { price, size } = plainClearing(plain, known, 'reference')
      expect(done).toEqual({ price, size })

      const lots = new Map<number, number>()
      const legs: unknown[] = []
      for (const side of [Side.buy, Side.sell]) {
        const queue = plain.filter((order) => order.side === side)
        const shares = plainAllocation(queue, size, rule, key, 3)
        for (const { venueOrder, open } of ranked(queue)) {
          const share = shares.get(venueOrder) as number
          lots.set(venueOrder, share)
          if (share > 0)
            legs.push({ event: 'crossed', venueOrder, price, size: share, open: open - share })
        }
      }
      const over = size > 0 ? [{ event: 'uncrossed', price, size }] : []
      const after = [Side.buy, Side.sell].flatMap((side) =>
        ranked(plain.filter((order) => order.side === side))
          .map((order) => ({ ...order, open: order.open - (lots.get(order.venueOrder) ?? 0) }))
          .filter(({ open }) => open > 0),
      )
      const ends = after
        .filter(({ isFleeting }) => isFleeting)
        .map(({ venueOrder, open }) => ({
          event: 'expired',
          venueOrder,
          open,
          reason: Reason.auctionOver,
        }))
      expect(events).toEqual([...legs, ...over, ...ends])

      const stay = after.filter(({ isFleeting }) => !isFleeting)
      const shownOf = (order: PlainInterest): number => {
        const { display, size: whole } = orders[order.venueOrder - 1] as Interest
        if (order.isHidden) return 0
        if (display === 0) return order.open
        // What was shown is used up first; what is refreshed meanwhile stands in its place.
        const first = Math.min(display, whole)
        const gone = whole - order.open
        return gone < first ? Math.min(first - gone, order.open) : Math.min(display, order.open)
      }
      expect(left).toEqual(stay.map((order) => [order.venueOrder, order.open, shownOf(order)]))
    }),
    { numRuns: runs(2_000) },
  )
})

// What may never be, whatever the rules are.
test('as much is bought as sold, nobody pays or takes a worse price than the limit, nobody is overfilled', () => {
  fc.assert(
    fc.property(gathered, allocation, reference, (orders, rule, known) => {
      const { events, done } = hold(orders, rule, known)
      const traded = { [Side.buy]: 0, [Side.sell]: 0 }
      for (const each of events) {
        if (each.event !== 'crossed') continue
        const order = plainOf(orders)[each.venueOrder - 1] as PlainInterest
        expect(each.price).toBe(done.price)
        expect(acceptsPrice(order, each.price)).toBe(true)
        expect(each.size).toBeGreaterThan(0)
        expect(each.size + each.open).toBe(order.open)
        traded[order.side as Side] += each.size
      }
      expect(traded).toEqual({ [Side.buy]: done.size, [Side.sell]: done.size })
    }),
    { numRuns: runs(1_000) },
  )
})

test('no other price trades more, and what rests afterwards is not crossed', () => {
  fc.assert(
    fc.property(gathered, allocation, reference, (orders, rule, known) => {
      const { book, done } = hold(orders, rule, known)
      const plain = plainOf(orders)
      const isPriced = plain.some(({ price }) => price !== 0) || known !== 0
      for (let price = 1; isPriced && price <= 13; price++) {
        const willing = plain.filter((order) => acceptsPrice(order, price))
        const wanted = (side: Side) =>
          willing.reduce((sum, order) => (order.side === side ? sum + order.open : sum), 0)
        expect(Math.min(wanted(Side.buy), wanted(Side.sell))).toBeLessThanOrEqual(done.size)
      }
      const limits = { [Side.buy]: [0], [Side.sell]: [100] }
      for (const side of [Side.buy, Side.sell]) {
        forEachOrder(book, side, ({ price }) => limits[side].push(price))
      }
      expect(Math.max(...limits[Side.buy])).toBeLessThan(Math.min(...limits[Side.sell]))
    }),
    { numRuns: runs(1_000) },
  )
})

test('no order is passed over for a worse one', () => {
  fc.assert(
    fc.property(gathered, allocation, reference, (orders, rule, known) => {
      const { events } = hold(orders, rule, known)
      const plain = plainOf(orders)
      const filled = new Map(plain.map(({ venueOrder }) => [venueOrder, 0]))
      for (const each of events)
        if (each.event === 'crossed') filled.set(each.venueOrder, each.size)
      const isBetter = (a: PlainInterest, b: PlainInterest): boolean => {
        if (a.price === 0 || b.price === 0) return a.price === 0 && b.price !== 0
        if (a.price !== b.price) return a.side === Side.buy ? a.price > b.price : a.price < b.price
        return !a.isHidden && b.isHidden
      }
      for (const worse of plain.filter(
        ({ venueOrder }) => (filled.get(venueOrder) as number) > 0,
      )) {
        for (const better of plain) {
          if (better.side !== worse.side || !isBetter(better, worse)) continue
          expect(filled.get(better.venueOrder)).toBe(better.open)
        }
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('chance is drawn anew in each auction, and does not fall out with who else is there', () => {
  const sells = Array.from({ length: 12 }, () => sell(1))
  const winners = (auction: number, others: Interest[]) =>
    hold([...sells, ...others, buy(4)], 'price-random', 0, auction).events.flatMap((each) =>
      each.event === 'crossed' && each.venueOrder <= 12 ? [each.venueOrder] : [],
    )
  expect(winners(1, [])).toHaveLength(4)
  expect(winners(1, [])).not.toEqual(winners(2, []))
  const counts = new Map<number, number>()
  for (let auction = 0; auction < 3_000; auction++) {
    for (const winner of winners(auction, [])) counts.set(winner, (counts.get(winner) ?? 0) + 1)
  }
  // Each wins a third of 3,000 auctions: 1,000, of standard deviation 26.
  for (let order = 1; order <= 12; order++) {
    expect(Math.abs((counts.get(order) ?? 0) - 1_000)).toBeLessThan(4 * 26)
  }
})

const plain = { display: 0, hidden: 0, isForAuction: false, batch: 0 }
const buy = (size: number, price = 5): Interest => ({ ...plain, side: Side.buy, size, price })
const sell = (size: number, price = 5): Interest => ({ ...plain, side: Side.sell, size, price })

test('pro-rata shares are exact where the product passes 2^53', () => {
  const large = 2 ** 30 - 1
  const { events } = hold([sell(large), sell(large - 1), buy(large), buy(large - 3)], 'pro-rata', 0)
  const shares = events.flatMap((each) =>
    each.event === 'crossed' && each.venueOrder <= 2 ? [each.size] : [],
  )
  const [size, total] = [BigInt(2 * large - 3), BigInt(2 * large - 1)]
  const second = Number((BigInt(large - 1) * size) / total)
  expect(shares).toEqual([2 * large - 3 - second, second])
})

test.each<[AuctionAllocation, number[]]>([
  ['price-time', [100, 100, 0]],
  ['pro-rata', [50, 120, 30]],
  ['time-then-pro-rata', [100, 80, 20]],
])('the example of docs/mechanisms/auctions.md, by %s', (rule, expected) => {
  const orders = [
    ...[buy(200, 0), buy(500, 1_004), buy(100, 1_002)],
    ...[buy(240, 1_002), buy(60, 1_002), buy(600, 1_001)].map((each) => ({ ...each, batch: 1 })),
    ...[sell(400, 999), sell(500, 1_001), sell(700, 1_003)],
  ]
  const { events, done, left } = hold(orders, rule, 1_000)
  expect(done).toEqual({ price: 1_002, size: 900 })
  const filled = new Map(
    events.flatMap((each) => (each.event === 'crossed' ? [[each.venueOrder, each.size]] : [])),
  )
  expect([1, 2, 7, 8].map((number) => filled.get(number))).toEqual([200, 500, 400, 500])
  expect([3, 4, 5].map((number) => filled.get(number) ?? 0)).toEqual(expected)
  expect(left.reduce((sum, [, open]) => sum + open, 0)).toBe(200 + 600 + 700)
})
