import { Kind } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createPositionDesk } from '../position-desk.ts'
import { createWakeful } from '../wakeful.ts'
import type { ImbalanceParameters } from './parameters.ts'

const WAKE = 1

/**
 * A trader of the book's imbalance: at each wake-up (Poisson, from the open on) it looks at the sizes
 * at the touch, I = (bid − ask) / (bid + ask). Where I is above `threshold` it wants to be long by
 * `size` lots, where it is below −`threshold` short; a position that was last wanted more than
 * `holding` ago it gives up. It trades at market for what it lacks. With a side empty it looks away.
 *
 * Source: Gould and Bonart (2016), "Queue imbalance as a one-tick-ahead price predictor in a limit
 * order book", Market Microstructure and Liquidity 2, eq. 4; Cont, Kukanov and Stoikov (2014).
 */
export function createImbalanceTrader(parameters: ImbalanceParameters, market: Market): Actor {
  const { wakeMean, threshold, size, holding } = parameters
  return (context) => {
    const desk = createPositionDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    let wantedAt = 0

    const trade = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      const imbalance = (quote.bidSize - quote.askSize) / (quote.bidSize + quote.askSize)
      if (Math.abs(imbalance) > threshold) {
        wantedAt = context.now()
        desk.hold(Math.sign(imbalance) * size)
      } else if (context.now() - wantedAt > holding) desk.hold(0)
    }
    const sleep = (from = 0): void => {
      context.after(from + context.random.exponential(wakeMean), WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
