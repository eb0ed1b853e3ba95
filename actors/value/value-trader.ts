import { Kind, Side } from '../../protocols/kind.ts'
import { type Nanos, PRICE_MAX } from '../../protocols/units.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import { createWakeful } from '../wakeful.ts'
import { createEstimate } from './estimate.ts'
import type { ValueParameters } from './parameters.ts'

const WAKE = 1

/**
 * A value trader: it has a noisy look at the fundamental now and then, keeps an estimate of what
 * that will be at the close, and trades towards it.
 *
 * At each wake-up (Poisson, from the open on) it cancels all its orders and sends one: if the
 * estimate is below the mid it sells at bid + adjustment, else it buys at ask − adjustment. The
 * adjustment is 0 with probability `aggression`, else uniform on 0..depth × spread − 1, all in whole ticks. With a side
 * empty it buys or sells at the estimate, with even chances. While not trading it only sleeps on.
 *
 * Source: ABIDES, ValueAgent (Byrd, Hybinette, Balch 2020), RMSC04 configuration; the estimate is
 * that of Wah, Wright, Wellman 2017.
 */
export function createValueTrader(parameters: ValueParameters, market: Market): Actor {
  const { aggression, depth, size, wakeMean } = parameters
  const { open, close, fundamental } = market
  const observationDeviation = Math.sqrt(parameters.observationVariance)
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const estimate = createEstimate(parameters)
    let last: Nanos = open

    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), WAKE)
    }

    /** The value expected at the close, whole ticks. */
    const appraise = (): number => {
      const now = context.now()
      const seen = Math.round(random.normal(fundamental(now), observationDeviation))
      estimate.observe(Math.max(now - last, 0), seen)
      last = now
      return Math.round(estimate.project(Math.max(close - now, 0)))
    }

    const adjustment = (spread: number): number => {
      if (random.chance(aggression)) return 0
      const most = Math.min(Math.floor(depth * spread), PRICE_MAX) - 1
      return most > 0 ? random.integer(0, most) : 0
    }

    const trade = (): void => {
      desk.cancelAll()
      const final = appraise()
      const lots = drawOrderSize(size, random)
      const quote = context.observe(quotes)
      const bid = quote?.bid ?? 0
      const ask = quote?.ask ?? 0
      if (bid === 0 || ask === 0) {
        desk.limit(random.chance(0.5) ? Side.buy : Side.sell, final, lots)
        return
      }
      const distance = adjustment(Math.abs(ask - bid))
      if (final < Math.floor((bid + ask) / 2)) desk.limit(Side.sell, bid + distance, lots)
      else desk.limit(Side.buy, ask - distance, lots)
    }

    return createWakeful({ context, market, desk, trade, sleep })
  }
}
