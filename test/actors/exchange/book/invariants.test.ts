import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bestAsk,
  bestBid,
  bookHash,
  createBook,
  forEachLevel,
  openOrders,
  restingVolume,
} from '../../../../actors/exchange/index.ts'
import { OrderType, Reason, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { day } from './draws.ts'
import { liveThrough, only, ordersIn } from './history.ts'
import type { BookEvent, PlainOrder } from './plain-order.ts'
import { recorder } from './recorder.ts'
import { expectEqual } from './states.ts'
import { perform, type Step } from './steps.ts'

// These say nothing of how a book should work, only what may never be: a plain twin that shared a
// mistake with the book would not share it with them.

const eachDay = (claim: (steps: Step[]) => void, numRuns = runs(1_000)): void =>
  fc.assert(fc.property(day, claim), { numRuns })

test('no lot is made or lost: what an order was is what it traded, what was taken off, what ended', () => {
  eachDay((steps) => {
    const ledger = new Map<number, { size: number; filled: number }>()
    const account = (order: PlainOrder) => ledger.get(order.venueOrder) ?? { size: 0, filled: 0 }
    const agree = (order: PlainOrder) => {
      const { size, filled } = account(order)
      expectEqual([order.size, order.filled, order.open], [size, filled, size - filled])
    }
    const hear = (each: BookEvent) => {
      if (each.event === 'accepted') {
        ledger.set(each.order.venueOrder, { size: each.order.size, filled: 0 })
      }
      if (each.event === 'replaced') account(each.order).size = each.order.size
      if (each.event === 'fill') {
        account(each.maker).filled += each.size
        account(each.taker).filled += each.size
      }
      ordersIn(each).forEach(agree)
    }
    const { events } = liveThrough(steps, (book, turn) => {
      turn.events.forEach(hear)
      for (const each of turn.events) {
        for (const { venueOrder, open } of ordersIn(each)) {
          if (open === 0 || each.event === 'cancelled' || each.event === 'expired') {
            ledger.delete(venueOrder)
          }
        }
      }
      const left = [...ledger.values()].reduce((sum, { size, filled }) => sum + size - filled, 0)
      expectEqual(restingVolume(book, Side.buy) + restingVolume(book, Side.sell), left)
      expectEqual(openOrders(book), ledger.size)
    })
    const traded = only(events, 'fill').reduce((sum, { size }) => sum + size, 0)
    const bought = only(events, 'fill').filter(({ taker }) => taker.side === Side.buy)
    const sold = only(events, 'fill').filter(({ maker }) => maker.side === Side.buy)
    expect([...bought, ...sold].reduce((sum, { size }) => sum + size, 0)).toBe(traded)
  })
})

test('no trade, no order and no level has size 0', () => {
  eachDay((steps) => {
    const { events } = liveThrough(steps, (book) => {
      for (const side of [Side.buy, Side.sell]) {
        forEachLevel(book, side, Infinity, (price, size, count) => {
          expectEqual(Math.min(price, size, count) > 0, true)
        })
      }
    })
    for (const each of events) {
      expectEqual((each.event === 'fill' ? each.size : each.order.open) > 0, true)
    }
  })
})

test('a trade is with the best price, and there with whoever came to rest there first', () => {
  eachDay((steps) => {
    // The resting orders in the order in which they came to rest, from reports alone.
    let resting: PlainOrder[] = []
    const isBetter = (a: PlainOrder, b: PlainOrder) =>
      a.side === Side.buy ? a.price > b.price : a.price < b.price
    liveThrough(steps, (_book, { events }) => {
      for (const each of events) {
        if (each.event === 'fill') {
          const rivals = resting.filter(({ side }) => side === each.maker.side)
          const best = rivals.reduce((first, rival) => (isBetter(rival, first) ? rival : first))
          expect(each.maker.venueOrder).toBe(best.venueOrder)
        }
        for (const order of ordersIn(each)) {
          const before = resting.find(({ venueOrder }) => venueOrder === order.venueOrder)
          const keeps =
            before !== undefined &&
            (each.event === 'fill' || (order.price === before.price && order.size < before.size))
          const others = resting.filter((other) => other !== before)
          if (each.event === 'cancelled' || each.event === 'expired') resting = others
          else if (order.open === 0) resting = others
          else if (keeps) resting = resting.map((other) => (other === before ? order : other))
          else resting = [...others, order]
        }
      }
    })
  })
})

test('a trade is at the price of the one who waited, on opposite sides', () => {
  eachDay((steps) => {
    for (const { maker, taker, price } of only(liveThrough(steps).events, 'fill')) {
      expect(price).toBe(maker.price)
      expect(maker.side + taker.side).toBe(Side.buy + Side.sell)
    }
  })
})

test('nobody pays more than the limit, or sells for less', () => {
  eachDay((steps) => {
    for (const { taker, price } of only(liveThrough(steps).events, 'fill')) {
      if (taker.price === 0) continue
      if (taker.side === Side.buy) expect(price).toBeLessThanOrEqual(taker.price)
      else expect(price).toBeGreaterThanOrEqual(taker.price)
    }
  })
})

test('a market order and an order that is not for the day never rest', () => {
  eachDay((steps) => {
    for (const { step, answer, events } of liveThrough(steps).turns) {
      if (step.do !== 'submit' || answer !== Reason.none) continue
      const { orderType, timeInForce, size } = step.request
      if (orderType === OrderType.limit && timeInForce === TimeInForce.day) continue
      const traded = only(events, 'fill').reduce((sum, fill) => sum + fill.size, 0)
      const expired = only(events, 'expired').reduce((sum, { order }) => sum + order.open, 0)
      expect(traded + expired).toBe(size)
    }
  })
})

test('fill or kill trades all of its size or nothing', () => {
  eachDay((steps) => {
    for (const { step, answer, events } of liveThrough(steps).turns) {
      if (step.do !== 'submit' || answer !== Reason.none) continue
      if (step.request.timeInForce !== TimeInForce.fillOrKill) continue
      const traded = only(events, 'fill').reduce((sum, fill) => sum + fill.size, 0)
      const [ending] = only(events, 'expired')
      if (ending === undefined) expect(traded).toBe(step.request.size)
      else expect([traded, ending.reason]).toEqual([0, Reason.fillOrKill])
    }
  })
})

test('levels are sorted from the best, and bid and ask never meet', () => {
  eachDay((steps) => {
    liveThrough(steps, (book) => {
      for (const side of [Side.buy, Side.sell]) {
        const prices: number[] = []
        forEachLevel(book, side, Infinity, (price) => prices.push(price))
        const sorted = [...new Set(prices)].sort((a, b) => (side === Side.buy ? b - a : a - b))
        expectEqual(prices, sorted)
        expectEqual(prices[0] ?? 0, side === Side.buy ? bestBid(book) : bestAsk(book))
      }
      if (bestBid(book) > 0 && bestAsk(book) > 0) {
        expectEqual(bestBid(book) < bestAsk(book), true)
      }
    })
  })
})

test('an id is refused while its order lives and free when it has ended', () => {
  eachDay((steps) => {
    const live = new Set<string>()
    liveThrough(steps, (_book, { step, answer, events }) => {
      if (step.do === 'submit' && answer !== Reason.malformed) {
        const isLive = live.has(`${step.participant}/${step.request.orderId}`)
        if (isLive) expect(answer).not.toBe(Reason.none)
        else expect(answer).not.toBe(Reason.duplicateOrderId)
      }
      if (step.do === 'cancel') {
        const isLive = live.has(`${step.participant}/${step.orderId}`)
        expect(answer).toBe(isLive ? Reason.none : Reason.unknownOrder)
      }
      for (const each of events) {
        for (const order of ordersIn(each)) {
          const name = `${order.participant}/${order.orderId}`
          if (each.event === 'accepted') live.add(name)
          else if (each.event === 'cancelled' || each.event === 'expired') live.delete(name)
          else if (order.open === 0) live.delete(name)
        }
      }
    })
  })
})

test('a refusal says nothing and changes nothing', () => {
  eachDay((steps) => {
    const book = createBook(1)
    for (const step of steps) {
      const before = [bookHash(book), openOrders(book)]
      const events: BookEvent[] = []
      const answer = perform(book, step, recorder(events))
      const counts = step.do === 'cancelAll' || step.do === 'expireAll'
      if (counts || answer === Reason.none) continue
      expectEqual(events, [])
      expectEqual([bookHash(book), openOrders(book)], before)
    }
  })
})

test('every order that was taken in ends once, and nothing is heard of it afterwards', () => {
  eachDay((steps) => {
    const { events } = liveThrough(steps)
    const ended = new Set<number>()
    for (const each of events) {
      for (const order of ordersIn(each)) {
        expectEqual(ended.has(order.venueOrder), false)
        const isEnd = each.event === 'cancelled' || each.event === 'expired' || order.open === 0
        if (isEnd) ended.add(order.venueOrder)
      }
    }
    const accepted = only(events, 'accepted').map(({ order }) => order.venueOrder)
    expect(accepted).toEqual(accepted.map((_, place) => place + 1))
    expect([...ended].sort((a, b) => a - b)).toEqual(accepted)
  })
})

test('the close ends bids from the best and then asks from the best, oldest first', () => {
  eachDay((steps) => {
    const { closing } = liveThrough(steps)
    const orders = only(closing, 'expired').map(({ order }) => order)
    const sides = orders.map(({ side }) => side)
    expect(sides).toEqual([...sides].sort((a, b) => a - b))
    for (const side of [Side.buy, Side.sell]) {
      const prices = orders.filter((order) => order.side === side).map(({ price }) => price)
      expect(prices).toEqual([...prices].sort((a, b) => (side === Side.buy ? b - a : a - b)))
    }
  })
})
