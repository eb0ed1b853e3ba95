import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import { createWakeful } from '../wakeful.ts'
import { createMomentum } from './momentum.ts'
import type { MomentumParameters } from './parameters.ts'

const WAKE = 1

/**
 * A momentum trader: at each wake-up (Poisson, from the open on) it notes the mid, and once it has
 * noted more than `long` of them it buys at the ask if the mean of the last `short` is at least that
 * of the last `long`, else it sells at the bid. With a side empty it notes and does nothing. While
 * not trading it only sleeps on.
 *
 * Its limit orders (ticks, lots) are good for the day and are never cancelled.
 *
 * Source: ABIDES, MomentumAgent (Byrd, Hybinette, Balch 2020), RMSC04 configuration.
 */
export function createMomentumTrader(parameters: MomentumParameters, market: Market): Actor {
  const { short, long, size, wakeMean } = parameters
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const momentum = createMomentum(short, long)

    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), WAKE)
    }

    const trade = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      const rising = momentum.rising(quote.bid + quote.ask)
      if (rising === undefined) return
      const lots = drawOrderSize(size, random)
      if (rising) desk.limit(Side.buy, quote.ask, lots)
      else desk.limit(Side.sell, quote.bid, lots)
    }

    return createWakeful({ context, market, desk, trade, sleep })
  }
}
