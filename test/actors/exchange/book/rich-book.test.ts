import fc from 'fast-check'
import { expect, test } from 'vitest'
import { find, takeFrom } from '../../../../actors/exchange/book/resting.ts'
import {
  type Book,
  type BookOptions,
  type BookOrder,
  type BookSink,
  bookHash,
  createBook,
  restoreBook,
  saveBook,
  submit,
} from '../../../../actors/exchange/index.ts'
import { OrderType, PostOnly, SelfTrade, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { actorId } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { only } from './history.ts'
import { PlainBook, type PlainRules } from './plain-book.ts'
import type { BookEvent } from './plain-order.ts'
import { recorder } from './recorder.ts'
import { auctionDay, meeting, rules } from './rich-draws.ts'
import { expectEqual, levelsOf, ordersOf, plainStateOf, stateOf } from './states.ts'
import { perform, performPlainly, type Step } from './steps.ts'

const probes = [1, 99, 100, 101, 102, 103, 104, 105]

/** Performs the day on a book and its twin, and compares all there is after each step. */
function expectTwins(made: PlainRules, steps: Step[], savesEach: number): void {
  const options = { ...made, capacity: 1 } as BookOptions
  const events: BookEvent[] = []
  const sink = recorder(events)
  const plain = new PlainBook(made)
  let book = createBook(options)
  const leaving = [0, 70].map((participant): Step => ({ do: 'cancelAll', participant }))
  for (const [now, step] of [...steps, ...leaving, { do: 'expireAll' } as const].entries()) {
    plain.events = []
    events.length = 0
    expectEqual(perform(book, step, sink, now), performPlainly(plain, step, now))
    expectEqual(events, plain.events)
    if (now % savesEach === 1) {
      book = restoreBook(JSON.parse(JSON.stringify(saveBook(book))), options)
    }
    expectEqual(stateOf(book, probes), plainStateOf(plain, probes))
  }
  expect(plain.openOrders).toBe(0)
}

test('the book and a plain list agree on orders of every kind, and a saved book goes on as itself', () => {
  const savings = fc.constantFrom(Infinity, 1, 5, 20)
  fc.assert(fc.property(rules, auctionDay, savings, expectTwins), { numRuns: runs(1_000) })
})

test('the book and a plain list agree on whom an order meets in a crowd, and on what it does there', () => {
  const property = fc.property(rules, meeting, (made, steps) => expectTwins(made, steps, Infinity))
  fc.assert(property, { numRuns: runs(1_000) })
})

/** A day order of one participant, numbered as it comes, with whatever else is said. */
function submitter(book: Book, sink: BookSink) {
  let id = 0
  return (participant: number, side: Side, price: number, size: number, more: object = {}) => {
    const orderType = price === 0 ? OrderType.market : OrderType.limit
    const order = { orderId: ++id, side, orderType, timeInForce: TimeInForce.day, price, size }
    return submit(book, actorId(participant), { ...order, ...more } as BookOrder, sink, 5)
  }
}

test('the same rich orders leave the same hash on every machine', () => {
  const book = createBook()
  const submits = submitter(book, recorder([]))
  const { slide } = PostOnly
  submits(1, Side.buy, 100, 9, { display: 2, selfTrade: SelfTrade.cancelOldest })
  submits(2, Side.buy, 100, 7, { hidden: 1 })
  submits(3, Side.sell, 100, 6, {
    postOnly: slide,
    timeInForce: TimeInForce.goodTillTime,
    expires: 2 ** 40 + 7,
  })
  submits(4, Side.sell, 100, 3)
  expect(ordersOf(book, Side.buy).map(({ open, shown }) => [open, shown])).toEqual([
    [6, 1],
    [7, 0],
  ])
  expect(ordersOf(book, Side.sell).map(({ price }) => price)).toEqual([101])
  expect(bookHash(book)).toBe(3_473_221_487)
})

test('an iceberg goes to the back with each of its tips, and comes before whoever is hidden', () => {
  const events: BookEvent[] = []
  const book = createBook()
  const submits = submitter(book, recorder(events))
  submits(1, Side.sell, 100, 4, { hidden: 1 })
  submits(2, Side.sell, 100, 7, { display: 3 })
  submits(3, Side.sell, 100, 2)
  expect(levelsOf(book, Side.sell)).toEqual([[100, 5, 2]])
  submits(4, Side.buy, 0, 11)
  const fills = only(events, 'fill').map(({ maker, size }) => [maker.participant, size])
  expect(fills).toEqual([
    [2, 3],
    [3, 2],
    [2, 3],
    [2, 1],
    [1, 2],
  ])
  expect(levelsOf(book, Side.sell)).toEqual([])
  expect(ordersOf(book, Side.sell)).toMatchObject([{ participant: 1, open: 2, shown: 0 }])
})

test('two own orders that meet are taken off each other, and no trade is printed', () => {
  const events: BookEvent[] = []
  const book = createBook({ selfTrade: SelfTrade.decrementAndCancel })
  const submits = submitter(book, recorder(events))
  submits(1, Side.sell, 100, 3)
  submits(2, Side.sell, 100, 1)
  events.length = 0
  submits(1, Side.buy, 100, 9)
  const told = events.map((each) =>
    each.event === 'fill' ? ['fill', each.size] : [each.event, each.order.size, each.order.open],
  )
  expect(told).toEqual([
    ['accepted', 9, 9],
    ['cancelled', 3, 3],
    ['replaced', 6, 6],
    ['fill', 1],
  ])
  expect(levelsOf(book, Side.buy)).toEqual([[100, 5, 1]])
})

test('a book is made with what is in range, and an order fills no more than it has', () => {
  expect(() => createBook({ smallestShare: 0 })).toThrow(/smallestShare/)
  expect(() => createBook({ capacity: 1.5 })).toThrow(/capacity/)
  expect(() => createBook({ selfTrade: 6 as SelfTrade })).toThrow(/selfTrade/)
  const book = createBook()
  submitter(book, recorder([]))(1, Side.sell, 100, 4, { display: 1 })
  expect(() => takeFrom(book, find(book, 1, 1), 5)).toThrow(RangeError)
  takeFrom(book, find(book, 1, 1), 3)
  expect(ordersOf(book, Side.sell)).toMatchObject([{ open: 1, shown: 1 }])
})
