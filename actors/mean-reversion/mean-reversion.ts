import { Kind } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createPositionDesk } from '../position-desk.ts'
import { wantedBy } from '../reversion.ts'
import { createRolling } from '../rolling.ts'
import { createWakeful } from '../wakeful.ts'
import type { MeanReversionParameters } from './parameters.ts'

const WAKE = 1

/**
 * A mean-reversion trader: at each wake-up (Poisson, from the open on) it notes the mid. Where that
 * lies more than `entry` standard deviations above the mean of the last `window` it wants to be
 * short by `size` lots, where it lies so far below, long; within `exit` it wants nothing; in between
 * it keeps what it has. It trades at market for what it lacks. With a side empty it looks away.
 *
 * Source: the contrarian rule of Bollinger bands (Bollinger 2001, "Bollinger on Bollinger Bands");
 * for why it may pay, Poterba and Summers (1988), "Mean reversion in stock prices", JFE 22.
 */
export function createMeanReversion(parameters: MeanReversionParameters, market: Market): Actor {
  const { wakeMean, window, entry, exit, size } = parameters
  return (context) => {
    const desk = createPositionDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const mids = createRolling(window)

    const trade = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      const wanted = wantedBy(mids.score(quote.bid + quote.ask), entry, exit)
      if (wanted !== undefined) desk.hold(wanted * size)
    }
    const sleep = (from = 0): void => {
      context.after(from + context.random.exponential(wakeMean), WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
