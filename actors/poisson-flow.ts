import { Kind, Side } from '../protocols/kind.ts'
import type { Actor, Market, Receive, TimerId } from './actor.ts'
import { createResting, createTouch } from './flow-state.ts'
import { createOrderDesk } from './order-desk.ts'

const WAKE = 1

/**
 * Rates of a flow of orders of one lot, events a ns. Distances are in ticks from the best price of
 * the opposite side, from 1: entry `i` of a list is of distance `i + 1`.
 */
export interface FlowRates {
  /** Of limit orders of one side; beyond the list there are none. Not empty. */
  readonly limits: readonly number[]
  /** Of market orders of one side. */
  readonly market: number
  /** Of the cancellation of one resting order; beyond the list as its last. Not empty. */
  readonly cancels: readonly number[]
  /**
   * Orders with which it begins, so many lots at the best bid and ask, a tick apart: whenever it
   * finds that a best price has moved or is gone, it withdraws all and begins again. Left out: an
   * empty book, and never again.
   */
  readonly opening?: { readonly bid: number; readonly ask: number } | undefined
}

/** Where `draw`, uniform on 0..the last sum, falls in the running sums of some rates. */
function placeOf(sums: Float64Array, draw: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (draw < (sums[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * A whole population whose orders know nothing but the opposite best price: limit orders, market
 * orders and cancellations, each a Poisson flow, from the open on. It reads the quote when it acts;
 * of a side that is empty it takes the last best price, at first a tick from the fundamental.
 *
 * Exact where its delays are short beside the time between events: the next event is drawn at the
 * rate of as many cancellations as there can be, and thinned to those that there are.
 */
export function createPoissonFlow(rates: FlowRates, market: Market): Actor {
  const sums = new Float64Array(rates.limits.length)
  let limitRate = 0
  for (const [place, rate] of rates.limits.entries()) sums[place] = limitRate += rate
  /** Limit and market orders of both sides. */
  const arrivals = 2 * (limitRate + rates.market)
  const cancelMost = Math.max(...rates.cancels)
  const cancelRate = (distance: number): number =>
    rates.cancels[Math.min(Math.max(distance, 1), rates.cancels.length) - 1] as number

  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const touch = createTouch(context, market)
    const { worth } = touch
    const resting = createResting()
    /** How many orders rested when the next event was drawn. */
    let counted = 0
    let timer: TimerId | undefined

    const sleep = (from = 0): void => {
      counted = resting.count
      const rate = arrivals + counted * cancelMost
      timer = context.after(from + random.exponential(1 / rate), WAKE)
    }
    const place = (side: Side, price: number): void => {
      const id = desk.limit(side, price, 1)
      if (id !== undefined) resting.add(id, side, price)
    }
    const begin = ({ bid, ask }: NonNullable<FlowRates['opening']>): void => {
      desk.cancelAll()
      resting.clear()
      for (let lot = 0; lot < bid; lot++) place(Side.buy, worth)
      for (let lot = 0; lot < ask; lot++) place(Side.sell, worth + 1)
    }
    const submit = (side: Side): void => {
      const distance = placeOf(sums, random.uniform() * limitRate) + 1
      const price = side === Side.buy ? touch.ask - distance : touch.bid + distance
      place(side, price)
    }
    const withdraw = (place: number): void => {
      if (place >= resting.count) return
      const { id, side, price } = resting.at(place)
      const distance = side === Side.buy ? touch.ask - price : price - touch.bid
      if (random.uniform() * cancelMost >= cancelRate(distance)) return
      resting.remove(id)
      desk.cancel(id)
    }
    const act = (): void => {
      touch.look()
      const { opening } = rates
      const isTight = touch.isTwoSided && touch.bid === worth && touch.ask === worth + 1
      if (opening !== undefined && !isTight) {
        begin(opening)
        return
      }
      const draw = random.uniform() * (arrivals + counted * cancelMost)
      if (draw >= arrivals) {
        withdraw(Math.floor((draw - arrivals) / cancelMost))
        return
      }
      const side = draw < arrivals / 2 ? Side.buy : Side.sell
      if (draw % (arrivals / 2) < limitRate) submit(side)
      else desk.market(side, 1)
    }
    const listen: Receive = (message) => {
      resting.hear(message)
      if (message.kind === Kind.timer) sleep()
    }

    return {
      receive(message) {
        if (message.kind === Kind.timer) act()
        listen(message)
      },
      starting(message) {
        if (message.kind === Kind.start) {
          desk.begin(message.life)
          if (message.life > 0) desk.cancelAll()
          sleep(Math.max(market.open - context.now(), 0))
        } else listen(message)
      },
      halted: listen,
      closing() {
        if (timer !== undefined) context.cancel(timer)
      },
    }
  }
}
