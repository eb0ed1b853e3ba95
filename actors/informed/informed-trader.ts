import { Side } from '../../protocols/kind.ts'
import type { Nanos } from '../../protocols/units.ts'
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
 * With a `lag` each sees the value as it was some time ago, an age of its own that is drawn once, uniform
 * on 0..`lag`. What becomes known so reaches one trader after another, and the price goes the value's way
 * for as long: there are trends to follow (Hong and Stein 1999).
 *
 * Source: the shading of zero-intelligence traders (Gode and Sunder 1993; Wellman and Wah 2017) about
 * a common value, the informed order flow of Glosten and Milgrom (1985). News that spreads: Hong and
 * Stein (1999), "A unified theory of underreaction, momentum trading, and overreaction in asset markets",
 * Journal of Finance 54, section I.
 */
export function createInformedTrader(parameters: InformedParameters, market: Market): Actor {
  const { error, lag, marginMin, marginMax, size, wakeMean } = parameters
  const { fundamental } = market
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const age = lag === 0 ? 0 : Math.floor(lag * random.uniform())

    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), WAKE)
    }

    const trade = (): void => {
      desk.cancelAll()
      const seen = random.normal(fundamental((context.now() - age) as Nanos), error)
      const margin = marginMin + random.uniform() * (marginMax - marginMin)
      const isBuy = random.chance(0.5)
      const lots = drawOrderSize(size, random)
      if (isBuy) desk.limit(Side.buy, Math.floor(seen - margin), lots)
      else desk.limit(Side.sell, Math.ceil(seen + margin), lots)
    }

    return createWakeful({ context, market, desk, trade, sleep })
  }
}
