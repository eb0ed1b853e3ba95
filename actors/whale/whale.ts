import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import { createWakeful } from '../wakeful.ts'
import type { WhaleParameters } from './parameters.ts'

const WAKE = 1

/**
 * A whale, for stress tests: at each wake-up (Poisson, from the open on), or once `at` a time, it sends
 * one large order, whatever the book holds. That is a market order, and what finds nobody expires; or
 * one with a limit `beyond` the mid by a share of it, whose rest stays: a fat finger. Without a mid it
 * then sends nothing.
 */
export function createWhale(parameters: WhaleParameters, market: Market): Actor {
  const { wakeMean, at, side, size, beyond } = parameters
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)

    const trade = (): void => {
      const buys = side === 'either' ? random.chance(0.5) : side === 'buy'
      const lots = drawOrderSize(size, random)
      const towards = buys ? Side.buy : Side.sell
      if (beyond === undefined) {
        desk.market(towards, lots)
        return
      }
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      const mid = (quote.bid + quote.ask) / 2
      desk.limit(towards, Math.round(mid * (buys ? 1 + beyond : 1 - beyond)), lots)
    }
    const sleep = (from = 0): void => {
      if (at === undefined) context.after(from + random.exponential(wakeMean), WAKE)
      else if (at > context.now()) context.after(at - context.now(), WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
