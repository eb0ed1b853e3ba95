import { Kind, Side } from '../../protocols/kind.ts'
import { cbrt } from '../../protocols/math.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import type { NoiseParameters } from './parameters.ts'

const WAKE = 1
const ignore: Receive = () => {}

/**
 * Where in 0..1 a noise trader wakes, for a uniform `y` in 0..1: U-quadratic, density
 * 12·(x − ½)², so that most wake near the open and the close.
 */
export function uQuadratic(y: number): number {
  const x = cbrt(y / 4 - 1 / 8) + 1 / 2
  return Math.min(Math.max(x, 0), 1)
}

/**
 * A noise trader: it wakes once, buys at the ask or sells at the bid with even chances, and is done.
 * Where the side it would trade against is empty, or the market is not open, it does nothing.
 *
 * The moment is U-quadratic on wakeFrom..wakeTo (ns since time 0); its limit order (ticks, lots,
 * good for the day) is drawn from `size`. A restarted one draws a new moment, and wakes only if
 * that is still to come.
 *
 * Source: ABIDES, NoiseAgent and the wake-up times of its RMSC04 configuration (Byrd, Hybinette,
 * Balch 2020).
 */
export function createNoiseTrader(parameters: NoiseParameters, market: Market): Actor {
  const { wakeFrom, wakeTo, size } = parameters
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)

    return {
      receive(message) {
        if (message.kind !== Kind.timer) return
        const side = random.chance(0.5) ? Side.buy : Side.sell
        const lots = drawOrderSize(size, random)
        const quote = context.observe(quotes)
        if (quote === undefined) return
        desk.limit(side, side === Side.buy ? quote.ask : quote.bid, lots)
      },
      starting(message) {
        if (message.kind !== Kind.start) return
        desk.begin(message.life)
        const at = wakeFrom + uQuadratic(random.uniform()) * (wakeTo - wakeFrom)
        if (at > context.now()) context.after(at - context.now(), WAKE)
      },
      halted: ignore,
      closing: ignore,
    }
  }
}
