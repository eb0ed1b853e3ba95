import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Book, type BookOptions, openOrders } from '../../../../actors/exchange/index.ts'
import { PostOnly, Reason, SelfTrade, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { isEndOf, liveThrough, only, ordersIn, type Turn } from './history.ts'
import type { PlainRules } from './plain-book.ts'
import type { BookEvent, PlainOrder, PlainRequest } from './plain-order.ts'
import { richDay, rules } from './rich-draws.ts'
import { expectEqual, levelsOf, ordersOf } from './states.ts'
import type { Step } from './steps.ts'

// As `invariants.test.ts` says of plain orders: not how a book should work, but what may never be.

const eachDay = (claim: (steps: Step[], options: BookOptions) => void, made = rules): void =>
  fc.assert(
    fc.property(richDay, made, (steps, options) => claim(steps, options as BookOptions)),
    { numRuns: runs(1_000) },
  )

const resting = (book: Book): PlainOrder[] => [
  ...ordersOf(book, Side.buy),
  ...ordersOf(book, Side.sell),
]

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

/** What the turn's new order asked for, where it was taken in. */
function entered({ step, answer }: Turn): PlainRequest | undefined {
  return step.do === 'submit' && answer === Reason.none ? step.request : undefined
}

const tradedIn = ({ events }: Turn): number => sum(only(events, 'fill').map(({ size }) => size))

test('no lot of any order is made or lost, shown or in reserve', () => {
  eachDay((steps, options) => {
    // What is left of each order, by the sizes of fills and the totals of replacements alone.
    const ledger = new Map<number, { size: number; filled: number }>()
    const hear = (each: BookEvent) => {
      if (each.event === 'accepted') {
        ledger.set(each.order.venueOrder, { size: each.order.size, filled: 0 })
      }
      for (const order of ordersIn(each)) {
        const account = ledger.get(order.venueOrder) as { size: number; filled: number }
        if (each.event === 'replaced') account.size = order.size
        if (each.event === 'fill') account.filled += each.size
        const { size, filled } = account
        expectEqual([order.size, order.filled, order.open], [size, filled, size - filled])
        if (isEndOf(each, order)) ledger.delete(order.venueOrder)
      }
    }
    liveThrough(
      steps,
      (book, { events }) => {
        events.forEach(hear)
        const orders = resting(book)
        for (const { venueOrder, size, filled, open } of orders) {
          expectEqual({ size, filled }, ledger.get(venueOrder))
          expectEqual(open, size - filled)
        }
        expectEqual([orders.length, openOrders(book)], [ledger.size, ledger.size])
      },
      options,
    )
  })
})

test('what is shown of an order is all of it, none where it is hidden, and of an iceberg its display', () => {
  eachDay((steps, options) => {
    liveThrough(
      steps,
      (book) => {
        for (const side of [Side.buy, Side.sell]) {
          const orders = ordersOf(book, side)
          for (const { open, shown, display, hidden } of orders) {
            expectEqual(open > 0, true)
            if (hidden === 1) expectEqual(shown, 0)
            else if (display === 0) expectEqual(shown, open)
            else expectEqual(shown >= 1 && shown <= Math.min(display, open), true)
          }
          const shown = orders.filter((order) => order.shown > 0)
          const prices = [...new Set(shown.map(({ price }) => price))]
          const levels = prices.map((price) => {
            const there = shown.filter((order) => order.price === price)
            return [price, sum(there.map((order) => order.shown)), there.length]
          })
          expectEqual(levelsOf(book, side), levels)
          expectEqual(
            prices,
            prices.toSorted((a, b) => (side === Side.buy ? b - a : a - b)),
          )
        }
      },
      options,
    )
  })
})

test('a trade is with the best price, there with what is shown, and there with whoever came first', () => {
  const byTime = rules.map((made) => ({ ...made, allocation: 'price-visible-time' }))
  eachDay((steps, options) => {
    // The resting orders in the order in which they took their places, from reports alone.
    let queue: PlainOrder[] = []
    const precedes = (a: PlainOrder, b: PlainOrder) =>
      a.price === b.price ? a.hidden < b.hidden : a.price < b.price === (a.side === Side.sell)
    const hear = (each: BookEvent) => {
      if (each.event === 'fill') {
        const rivals = queue.filter(({ side }) => side === each.maker.side)
        const first = rivals.reduce((best, rival) => (precedes(rival, best) ? rival : best))
        expect(each.maker.venueOrder).toBe(first.venueOrder)
        if (first.display > 0) expect(each.size).toBeLessThanOrEqual(first.shown)
      }
      for (const order of ordersIn(each)) {
        const before = queue.find(({ venueOrder }) => venueOrder === order.venueOrder)
        const others = queue.filter((other) => other !== before)
        const isUsedUp = each.event === 'fill' && each.size === before?.shown
        const keeps = each.event === 'fill' ? !isUsedUp : order.size < (before?.size ?? 0)
        if (isEndOf(each, order)) queue = others
        else if (before === undefined || order.price !== before.price || !keeps) {
          queue = [...others, order]
        } else queue = queue.map((other) => (other === before ? order : other))
      }
    }
    liveThrough(steps, (_book, { events }) => events.forEach(hear), options)
  }, byTime)
})

test('a trade is at the price of the one who waited, and within the limit of the one who came', () => {
  eachDay((steps, options) => {
    for (const each of only(liveThrough(steps, undefined, options).events, 'fill')) {
      const { maker, taker, price } = each
      expect(each.size).toBeGreaterThan(0)
      expect(price).toBe(maker.price)
      expect(maker.side + taker.side).toBe(Side.buy + Side.sell)
      if (taker.price === 0) continue
      if (taker.side === Side.buy) expect(price).toBeLessThanOrEqual(taker.price)
      else expect(price).toBeGreaterThanOrEqual(taker.price)
    }
  })
})

test('nobody trades with themselves unless the order that came, or else the book, allows it', () => {
  eachDay((steps, options) => {
    const said = new Map<number, number>()
    for (const turn of liveThrough(steps, undefined, options).turns) {
      const [accepted] = only(turn.events, 'accepted')
      if (accepted) said.set(accepted.order.venueOrder, entered(turn)?.selfTrade ?? 0)
      for (const { maker, taker } of only(turn.events, 'fill')) {
        const own = said.get(taker.venueOrder)
        const policy = own === SelfTrade.venue ? options.selfTrade : own
        if (policy === SelfTrade.allow || policy === SelfTrade.venue) continue
        expect(maker.participant).not.toBe(taker.participant)
      }
    }
  })
})

test('fill or kill trades all of its size or nothing, and a minimum at least that or nothing', () => {
  eachDay((steps, options) => {
    for (const turn of liveThrough(steps, undefined, options).turns) {
      const request = entered(turn)
      if (request === undefined) continue
      const isAll = request.timeInForce === TimeInForce.fillOrKill
      const least = isAll ? request.size : (request.minimum ?? 0)
      if (least === 0) continue
      const traded = tradedIn(turn)
      if (traded >= least) continue
      expect(traded).toBe(0)
      const why = isAll ? Reason.fillOrKill : Reason.minimumQuantity
      expect(only(turn.events, 'expired').map(({ reason }) => reason)).toEqual([why])
      expect(only(turn.events, 'cancelled')).toEqual([])
    }
  })
})

test('what is immediate or fill or kill never rests, and what is post-only never takes', () => {
  eachDay((steps, options) => {
    const passive = new Set<string>()
    liveThrough(
      steps,
      (book, turn) => {
        const request = entered(turn)
        if (request !== undefined && turn.step.do === 'submit') {
          const name = `${turn.step.participant}/${request.orderId}`
          const { timeInForce, price, postOnly = 0 } = request
          const isFleeting =
            price === 0 ||
            timeInForce === TimeInForce.immediateOrCancel ||
            timeInForce === TimeInForce.fillOrKill
          const names = resting(book).map((order) => `${order.participant}/${order.orderId}`)
          if (isFleeting) expect(names).not.toContain(name)
          // Its id was free before: whatever it said of an order, it says of this one.
          if (postOnly === PostOnly.none) passive.delete(name)
          else passive.add(name)
        }
        for (const { taker } of only(turn.events, 'fill')) {
          expect(passive).not.toContain(`${taker.participant}/${taker.orderId}`)
        }
      },
      options,
    )
  })
})

test('after each request no two orders, seen or unseen, stand crossed', () => {
  eachDay((steps, options) => {
    liveThrough(
      steps,
      (book) => {
        const [bid] = ordersOf(book, Side.buy)
        const [ask] = ordersOf(book, Side.sell)
        if (bid && ask) expect(bid.price).toBeLessThan(ask.price)
      },
      options,
    )
  })
})

test('an order that is good till a time is gone when the time has come, the earliest first', () => {
  eachDay((steps, options) => {
    liveThrough(
      steps,
      (book, { step, now, events }) => {
        const due = only(events, 'expired').filter(({ reason }) => reason === Reason.goodTillTime)
        if (step.do !== 'expireDue') return expectEqual(due, [])
        const orders = due.map(({ order }) => order)
        const sorted = orders.toSorted(
          (a, b) => a.expires - b.expires || a.venueOrder - b.venueOrder,
        )
        expect(orders).toEqual(sorted)
        expectEqual(
          orders.filter(({ expires }) => expires < 1 || expires > now),
          [],
        )
        expectEqual(
          resting(book).filter(({ expires }) => expires > 0 && expires <= now),
          [],
        )
      },
      options,
    )
  })
})

test('every order ends once, and a request that names none is refused', () => {
  eachDay((steps, options) => {
    const live = new Map<string, number>()
    const ended = new Set<number>()
    const { closing } = liveThrough(
      steps,
      (book, { step, answer, events }) => {
        if (step.do === 'cancel' || step.do === 'replace') {
          const isLive = live.has(`${step.participant}/${step.orderId}`)
          if (step.do === 'cancel') expect(answer === Reason.none).toBe(isLive)
          else if (!isLive) expect(answer).not.toBe(Reason.none)
        }
        if (step.do === 'submit' && live.has(`${step.participant}/${step.request.orderId}`)) {
          expect(answer).not.toBe(Reason.none)
          expect(events).toEqual([])
        }
        for (const each of events) {
          for (const order of ordersIn(each)) {
            expectEqual(ended.has(order.venueOrder), false)
            if (isEndOf(each, order)) ended.add(order.venueOrder)
          }
        }
        live.clear()
        for (const { participant, orderId, venueOrder } of resting(book)) {
          expectEqual(ended.has(venueOrder), false)
          live.set(`${participant}/${orderId}`, venueOrder)
        }
      },
      options,
    )
    const left = only(closing, 'expired').map(({ order }) => order.venueOrder)
    expect(left.sort((a, b) => a - b)).toEqual([...live.values()].sort((a, b) => a - b))
  })
})

test('a share of pro-rata is at most its part, and what is left over goes by time', () => {
  const shared = rules.map((made: PlainRules) => ({
    ...made,
    allocation: 'pro-rata',
    selfTrade: SelfTrade.allow,
  }))
  eachDay((steps, options) => {
    let before: PlainOrder[] = []
    liveThrough(
      steps,
      (book, turn) => {
        const fills = only(turn.events, 'fill')
        const prices = new Set(fills.map(({ price }) => price))
        const request = entered(turn)
        // One price, all of it shown and more there than was asked for: one sharing out.
        const [price] = prices
        const level = before.filter((order) => order.price === price && order.shown > 0)
        const total = sum(level.map(({ shown }) => shown))
        if (request?.selfTrade === 0 && prices.size === 1 && request.size < total) {
          let left = request.size
          for (const { shown } of level) {
            const share = Math.floor((shown * request.size) / total)
            if (share >= (options.smallestShare ?? 2)) left -= share
          }
          const expected = level.map(({ venueOrder, shown }) => {
            const part = Math.floor((shown * request.size) / total)
            const share = part >= (options.smallestShare ?? 2) ? part : 0
            const more = Math.min(left, shown - share)
            left -= more
            return [venueOrder, share + more]
          })
          expect(fills.map(({ maker, size }) => [maker.venueOrder, size])).toEqual(
            expected.filter(([, size]) => size !== 0),
          )
        }
        before = resting(book)
      },
      options,
    )
  }, shared)
})
