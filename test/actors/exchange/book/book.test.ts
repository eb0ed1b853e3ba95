import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bestAsk,
  bookHash,
  cancel,
  cancelAll,
  createBook,
  openOrders,
  replace,
  restingVolume,
  sizeAt,
  submit,
} from '../../../../actors/exchange/index.ts'
import { draw32, rootKey } from '../../../../protocols/hash.ts'
import { OrderType, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import {
  ACTORS_MAX,
  type ActorId,
  actorId,
  ID_MAX,
  lots,
  orderId,
  PRICE_MAX,
  SIZE_MAX,
  type Ticks,
  ticks,
} from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { day } from './draws.ts'
import { PlainBook } from './plain-book.ts'
import type { BookEvent } from './plain-order.ts'
import { recorder } from './recorder.ts'
import { expectEqual, levelsOf, plainStateOf, stateOf } from './states.ts'
import { perform, performPlainly, type Step } from './steps.ts'

/** A book small enough to outgrow its memory at once, and all that it said. */
function freshBook() {
  const events: BookEvent[] = []
  return { book: createBook(1), events, sink: recorder(events) }
}

/** A day limit order. */
const limit = (id: number, side: Side, price: number, size: number) => ({
  orderId: orderId(id),
  side,
  orderType: OrderType.limit,
  timeInForce: TimeInForce.day,
  price: ticks(price),
  size: lots(size),
})

/** Prices to ask after, whether or not something stands there. */
const probes = [1, 31, 32, 99, 100, 101, 102, 103, 104, 105, 1024, 2 ** 20, PRICE_MAX]

test('the book and a plain list agree on every answer, report and level', () => {
  fc.assert(
    fc.property(day, (steps) => {
      const { book, events, sink } = freshBook()
      const plain = new PlainBook()
      const closing: Step[] = [{ do: 'cancelAll', participant: 70 }, { do: 'expireAll' }]
      for (const step of [...steps, ...closing]) {
        plain.events = []
        events.length = 0
        expectEqual(perform(book, step, sink), performPlainly(plain, step))
        expectEqual(events, plain.events)
        expectEqual(stateOf(book, probes), plainStateOf(plain, probes))
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('a long day among hundreds of orders and prices leaves the same queues', () => {
  const { lo, hi } = rootKey(7, 'a long day')
  const { book, events, sink } = freshBook()
  const plain = new PlainBook()
  const draw = (step: number, which: number, count: number) => draw32(lo, hi, step, which) % count
  for (let step = 0; step < 3_000; step++) {
    const participant = actorId(draw(step, 0, 20))
    const id = orderId(1 + draw(step, 1, 200))
    const price = ticks(1_000 + draw(step, 2, 400) + draw(step, 3, 400))
    const size = lots(1 + draw(step, 4, 50))
    const side = price < 1_400 === draw(step, 5, 20) > 0 ? Side.buy : Side.sell
    const chosen = draw(step, 6, 10)
    const doing: Step =
      chosen < 8
        ? { do: 'submit', participant, request: limit(id, side, price, size) }
        : chosen < 9
          ? { do: 'cancel', participant, orderId: id }
          : { do: 'replace', participant, orderId: id, price, size }
    expect(perform(book, doing, sink)).toBe(performPlainly(plain, doing))
  }
  expect(openOrders(book)).toBeGreaterThan(500)
  expect(events).toEqual(plain.events)
  expectEqual(stateOf(book, [1_200, 1_600]), plainStateOf(plain, [1_200, 1_600]))
})

test('the same orders leave the same hash on every machine', () => {
  const { book, sink } = freshBook()
  submit(book, actorId(1), limit(ID_MAX, Side.buy, 100, 5), sink)
  submit(book, actorId(2), limit(2, Side.buy, 100, 7), sink)
  submit(book, actorId(1), limit(3, Side.sell, 101, 9), sink)
  submit(book, actorId(3), limit(4, Side.sell, 100, 6), sink)
  expect(bookHash(book)).toBe(4_127_282_762)
  expect(bookHash(createBook())).toBe(0)
})

test('a level and a side hold more lots than 32 bits count, to the lot', () => {
  const { book, sink } = freshBook()
  for (let id = 1; id <= 9; id++) {
    expect(submit(book, actorId(1), limit(id, Side.buy, 1, SIZE_MAX), sink)).toBe(Reason.none)
  }
  submit(book, actorId(2), limit(1, Side.sell, 1, 1), sink)
  expect(sizeAt(book, Side.buy, ticks(1))).toBe(9 * SIZE_MAX - 1)
  expect(restingVolume(book, Side.buy)).toBe(9 * SIZE_MAX - 1)
  const all = { ...limit(2, Side.sell, 1, SIZE_MAX), timeInForce: TimeInForce.fillOrKill }
  expect(submit(book, actorId(2), all, sink)).toBe(Reason.none)
  expect(restingVolume(book, Side.buy)).toBe(8 * SIZE_MAX - 1)
})

test('an order at the last price of the range trades and is found', () => {
  const { book, sink } = freshBook()
  submit(book, actorId(1), limit(1, Side.buy, PRICE_MAX, 8_192), sink)
  submit(book, actorId(1), limit(2, Side.buy, 1, 3), sink)
  expect(levelsOf(book, Side.buy)).toEqual([
    [PRICE_MAX, 8_192, 1],
    [1, 3, 1],
  ])
  expect(sizeAt(book, Side.buy, (PRICE_MAX + 1) as Ticks)).toBe(0)
  expect(sizeAt(book, Side.sell, (2 ** 30 + 2 ** 25) as Ticks)).toBe(0)
})

test('who is no actor cannot submit, and who never traded has nothing to cancel', () => {
  const { book, sink } = freshBook()
  for (const nobody of [-1, 1.5, ACTORS_MAX, Number.NaN]) {
    const order = limit(1, Side.buy, 100, 1)
    expect(() => submit(book, nobody as ActorId, order, sink)).toThrow(RangeError)
  }
  expect(openOrders(book)).toBe(0)
  expect(cancelAll(book, actorId(ACTORS_MAX - 1), sink)).toBe(0)
  expect(cancel(book, actorId(ACTORS_MAX - 1), orderId(1), sink)).toBe(Reason.unknownOrder)
  submit(book, actorId(100_000), limit(1, Side.buy, 100, 1), sink)
  expect(cancelAll(book, actorId(100_000), sink)).toBe(1)
})

test('during a fill the book shows what stands after it', () => {
  const { book, sink } = freshBook()
  submit(book, actorId(1), limit(1, Side.sell, 100, 5), sink)
  submit(book, actorId(1), limit(2, Side.sell, 101, 5), sink)
  const seen: number[] = []
  const looking = { ...sink, fill: () => seen.push(bestAsk(book), restingVolume(book, Side.sell)) }
  submit(book, actorId(2), limit(1, Side.buy, 101, 7), looking)
  expect(seen).toEqual([101, 5, 101, 3])
})

test('a total that is reached already ends the order, and the id may be used again', () => {
  const { book, events, sink } = freshBook()
  submit(book, actorId(1), limit(1, Side.buy, 100, 5), sink)
  submit(book, actorId(2), limit(1, Side.sell, 100, 3), sink)
  expect(replace(book, actorId(1), orderId(1), ticks(100), lots(3), sink)).toBe(Reason.none)
  expect(events.at(-1)).toMatchObject({
    event: 'cancelled',
    order: { participant: 1, open: 2, filled: 3 },
    reason: Reason.replacedBelowFilled,
  })
  expect(submit(book, actorId(1), limit(1, Side.buy, 100, 5), sink)).toBe(Reason.none)
})
