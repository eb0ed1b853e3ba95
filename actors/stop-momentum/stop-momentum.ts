import { Kind } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createPositionDesk } from '../position-desk.ts'
import { createWakeful } from '../wakeful.ts'
import type { StopMomentumParameters } from './parameters.ts'

const WAKE = 1

/**
 * Who follows a trend for a while. It looks every `interval` from the open on. Out of the market it
 * enters, at market, by `size` lots in the direction in which the mid has moved by `entry` or more over the
 * last `count` spans. In the market it leaves once the mid has moved by `stop` against it since it
 * entered, or after `holding` spans, whichever is first, and looks for the next trend from the next look
 * on. With a side empty it looks away, and the span does not count.
 *
 * Source: time-series momentum (Moskowitz, Ooi and Pedersen 2012, "Time series momentum", JFE 104), with
 * the stop and the holding period of a trading desk: both can be read off what it does.
 */
export function createStopMomentum(parameters: StopMomentumParameters, market: Market): Actor {
  const { interval, size, count, entry, stop, holding } = parameters
  return (context) => {
    const desk = createPositionDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const mids: number[] = []
    let side = 0
    let entered = 0
    let spans = 0

    const trade = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      const mid = (quote.bid + quote.ask) / 2
      mids.push(mid)
      if (mids.length > count + 1) mids.shift()
      if (side === 0) {
        const moved = mid - (mids[0] as number)
        if (mids.length <= count || Math.abs(moved) < entry || moved === 0) return
        side = Math.sign(moved)
        entered = mid
        spans = 0
      } else if (++spans >= holding || side * (entered - mid) >= stop) side = 0
      desk.hold(side * size)
    }
    const sleep = (from = 0): void => {
      context.after(from + interval, WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
