import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createContinuous } from '../../../../actors/exchange/continuous/continuous.ts'
import type { Mechanism } from '../../../../actors/exchange/mechanism.ts'
import { Phase, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import type { PlainOrder } from '../book/plain-order.ts'
import { ordersOf } from '../book/states.ts'
import { demand } from '../demand.ts'
import { mechanismRecorder } from './mechanism-recorder.ts'
import type { PlainEvent, PlainView, PlainWish } from './plain-continuous.ts'
import { type Mix, perform, type Step, tradingDay } from './steps.ts'

// These say nothing of how the mechanism works, only what may never be: a plain twin that shared a
// mistake with it would not share it with them.

/** Lives through a day. @param after told each step, what was said in it, and the phase it ended in */
function liveThrough(
  steps: readonly Step[],
  after: (mechanism: Mechanism, step: Step, events: PlainEvent[], phase: Phase) => void,
): void {
  const events: PlainEvent[] = []
  const mechanism = createContinuous({ reference: 100 }, mechanismRecorder(events))
  let now = 0
  let phase: Phase = Phase.preOpen
  for (const step of steps) {
    now += step.after
    events.length = 0
    perform(mechanism, step, now)
    if (step.do === 'enter') phase = step.phase
    after(mechanism, step, events, phase)
  }
}

const BUSY: Mix = { stops: 10, pegs: 8, phases: 3, farPrice: 130 }

/** What an accepted order had asked for: the wish of the step that was accepted under that number. */
type Wishes = Map<number, PlainWish>

function note(wishes: Wishes, step: Step, events: readonly PlainEvent[]): void {
  const accepted = events.find(({ event }) => event === 'accepted')
  if (step.do === 'submit' && accepted?.event === 'accepted') {
    wishes.set(accepted.order.venueOrder, step.wish)
  }
}

/** The prices of an event that is a trade, in the book or in an auction. */
const tradesIn = (each: PlainEvent): number[] =>
  each.event === 'fill' || each.event === 'uncrossed' ? [each.price] : []

const isSetOffBy = ({ side, stop = 0 }: PlainWish, price: number): boolean =>
  side === Side.buy ? price >= stop : price <= stop

test('a stop acts once, after a trade at its price or beyond it, and does nothing before', () => {
  fc.assert(
    fc.property(tradingDay(BUSY), (steps) => {
      const wishes: Wishes = new Map()
      const waiting = new Set<number>()
      const reached = new Set<number>()
      liveThrough(steps, (_mechanism, step, events) => {
        note(wishes, step, events)
        for (const each of events) {
          for (const price of tradesIn(each)) {
            for (const stop of waiting) {
              if (isSetOffBy(wishes.get(stop) as PlainWish, price)) reached.add(stop)
            }
          }
          const orders = each.event === 'fill' ? [each.maker, each.taker] : []
          for (const { venueOrder } of orders) {
            demand(!waiting.has(venueOrder), 'a stop that waits does not trade', each)
          }
          if (!('order' in each)) continue
          const { venueOrder, dormant } = each.order as PlainView
          if (each.event === 'accepted' && dormant === 1) waiting.add(venueOrder)
          if (each.event === 'cancelled' || each.event === 'expired') waiting.delete(venueOrder)
          if (each.event === 'triggered') {
            demand(waiting.delete(venueOrder), 'it waited', each)
            demand(reached.has(venueOrder), 'something set it off', each)
          }
        }
        // Nothing that was set off is left behind when the request is done.
        for (const stop of reached) demand(!waiting.has(stop), 'it acts in the same step', stop)
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('stops act in the order in which they were set off, and at once in that of acceptance', () => {
  let cascades = 0
  fc.assert(
    fc.property(tradingDay({ stops: 25 }), (steps) => {
      const wishes: Wishes = new Map()
      liveThrough(steps, (_mechanism, step, events) => {
        note(wishes, step, events)
        // Between two turns of stops trades set off more: which turn's trades set off whose.
        const setOff = new Map<number, number>()
        const acted = events.flatMap((each) =>
          each.event === 'triggered' ? [each.order.venueOrder] : [],
        )
        let turn = 0
        for (const each of events) {
          if (each.event === 'triggered') turn++
          for (const price of tradesIn(each)) {
            for (const stop of acted) {
              const isReached = isSetOffBy(wishes.get(stop) as PlainWish, price)
              if (isReached && !setOff.has(stop)) setOff.set(stop, turn)
            }
          }
        }
        const byRule = [...acted].sort(
          (a, b) => (setOff.get(a) as number) - (setOff.get(b) as number) || a - b,
        )
        expect(acted).toEqual(byRule)
        if (Math.max(0, ...setOff.values()) > 0) cascades++
      })
    }),
    { numRuns: runs(1_000) },
  )
  expect(cascades).toBeGreaterThan(0)
})

test('in continuous trading no two orders rest crossed, seen or unseen', () => {
  fc.assert(
    fc.property(tradingDay(BUSY), (steps) => {
      liveThrough(steps, ({ book }, _step, _events, phase) => {
        if (phase !== Phase.continuous || book === undefined) return
        const bids = ordersOf(book, Side.buy).map(({ price }) => price)
        const asks = ordersOf(book, Side.sell).map(({ price }) => price)
        demand(Math.max(0, ...bids) < Math.min(Infinity, ...asks), 'a spread', bids, asks)
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('a pegged order never takes, and is never worse than its limit', () => {
  fc.assert(
    fc.property(tradingDay(BUSY), (steps) => {
      const wishes: Wishes = new Map()
      const isPegged = ({ venueOrder }: PlainOrder): boolean => Boolean(wishes.get(venueOrder)?.peg)
      liveThrough(steps, ({ book }, step, events) => {
        note(wishes, step, events)
        for (const each of events) {
          if (each.event === 'fill') demand(!isPegged(each.taker), 'it came to rest', each)
          if (each.event === 'repriced') demand(isPegged(each.order), 'it is pegged', each)
        }
        if (step.do === 'replace') {
          for (const [number, wish] of wishes) {
            const isIt = events.some(
              (each) => each.event === 'replaced' && each.order.venueOrder === number,
            )
            if (isIt && wish.orderId === step.orderId) wishes.set(number, { ...wish, ...step })
          }
        }
        if (book === undefined) return
        for (const order of [...ordersOf(book, Side.buy), ...ordersOf(book, Side.sell)]) {
          const { price: limit = 0 } = wishes.get(order.venueOrder) ?? {}
          if (!isPegged(order) || limit === 0) continue
          const isWorse = order.side === Side.buy ? order.price > limit : order.price < limit
          demand(!isWorse, 'within its limit', order, limit)
        }
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('what an order was is what it traded and what was taken off it; each has one end', () => {
  fc.assert(
    fc.property(tradingDay(BUSY), (steps) => {
      const open = new Map<number, number>()
      const take = ({ venueOrder, open: left }: PlainOrder, size: number): void => {
        demand(open.get(venueOrder) === left + size, 'so much was open', venueOrder, left, size)
        if (left === 0) open.delete(venueOrder)
        else open.set(venueOrder, left)
      }
      const day: Step[] = [...steps, { after: 0, do: 'enter', phase: Phase.closed }]
      liveThrough(day, (_mechanism, _step, events) => {
        let legs = 0
        for (const each of events) {
          if (each.event === 'accepted') open.set(each.order.venueOrder, each.order.size)
          if (each.event === 'replaced') open.set(each.order.venueOrder, each.order.open)
          if (each.event === 'fill') {
            take(each.maker, each.size)
            take(each.taker, each.size)
          }
          if (each.event === 'crossed') {
            take(each.order, each.size)
            legs += each.order.side === Side.buy ? each.size : -each.size
          }
          if (each.event === 'uncrossed') demand(legs === 0, 'as much is bought as sold', legs)
          if (each.event === 'cancelled' || each.event === 'expired') {
            take({ ...each.order, open: 0 }, each.order.open)
          }
        }
      })
      expect([...open]).toEqual([])
    }),
    { numRuns: runs(1_000) },
  )
})

test('nothing trades while orders gather, and no order for one auction outlives it', () => {
  fc.assert(
    fc.property(tradingDay({ ...BUSY, phases: 12 }), (steps) => {
      const wishes: Wishes = new Map()
      liveThrough(steps, ({ book }, step, events, phase) => {
        note(wishes, step, events)
        if (phase === Phase.continuous || phase === Phase.closed) {
          const rest = SIDES.flatMap((side) => (book === undefined ? [] : ordersOf(book, side)))
          for (const { venueOrder, price } of rest) {
            const wish = wishes.get(venueOrder)
            demand(price > 0 && wish?.timeInForce !== TimeInForce.auction, 'it is over', wish)
          }
          return
        }
        for (const { event } of events) {
          demand(
            event !== 'fill' && event !== 'crossed' && event !== 'triggered',
            'it waits',
            event,
          )
        }
      })
    }),
    { numRuns: runs(1_000) },
  )
})

const SIDES = [Side.buy, Side.sell] as const
