import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import { createWakeful } from '../wakeful.ts'
import type { InformedParameters } from './parameters.ts'

const WAKE = 1

/**
 * An informed trader: it sees the fundamental through noise, and at each wake-up (Poisson, from the
 * open on) replaces what it has in the book by one limit order on a side drawn with even chances,
 * below the value that it saw to buy and above it to sell, by a margin that is uniform on
 * `marginMin`..`marginMax` ticks and rounded away from the value.
 *
 * Where the market lags behind the value the order takes what is mispriced by more than the margin;
 * else it rests, and supplies liquidity about the value. So trades come with news, and volume goes
 * with volatility. It reads no feed. While not trading it only sleeps on.
 *
 * Source: the shading of zero-intelligence traders (Gode and Sunder 1993; Wellman and Wah 2017) about
 * a common value, the informed order flow of Glosten and Milgrom (1985).
 */
export function createInformedTrader(parameters: InformedParameters, market: Market): Actor {
  const { error, marginMin, marginMax, size, wakeMean } = parameters
  const { fundamental } = market
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)

    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), WAKE)
    }

    const trade = (): void => {
      desk.cancelAll()
      const seen = random.normal(fundamental(context.now()), error)
      const margin = marginMin + random.uniform() * (marginMax - marginMin)
      const isBuy = random.chance(0.5)
      const lots = drawOrderSize(size, random)
      if (isBuy) desk.limit(Side.buy, Math.floor(seen - margin), lots)
      else desk.limit(Side.sell, Math.ceil(seen + margin), lots)
    }

    return createWakeful({ context, market, desk, trade, sleep })
  }
}
