import { Kind } from '../../protocols/kind.ts'
import { exp } from '../../protocols/math.ts'
import type { Actor, Market } from '../actor.ts'
import { createPositionDesk } from '../position-desk.ts'
import { createWakeful } from '../wakeful.ts'
import type { CapitalPreserverParameters } from './parameters.ts'

const WAKE = 1

/**
 * Who likes to be in the market, and the less so the more that moves. At each decision, every `interval`
 * from the open on, it values holding the share u of `size`, 0 to 1 by `levels`, at premium · u −
 * aversion · u² · v, v the mean square of the mid's changes over the last `count` spans, and holds it with a
 * probability ∝ e^(precision · value): what it wants is known, and how surely it does it. It trades at
 * market. With a side empty it keeps what it has and looks away.
 *
 * Source: mean-variance preference (Markowitz 1952, "Portfolio selection", Journal of Finance 7); choice by
 * chance, the better the likelier, Luce 1959 (*Individual choice behavior*).
 */
export function createCapitalPreserver(
  parameters: CapitalPreserverParameters,
  market: Market,
): Actor {
  const { interval, size, levels, count, premium, aversion, precision } = parameters
  return (context) => {
    const desk = createPositionDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const mids: number[] = []

    const variance = (): number => {
      const squares = mids.slice(1).map((mid, nth) => {
        const step = mid - (mids[nth] as number)
        return step * step
      })
      return squares.reduce((sum, x) => sum + x, 0) / Math.max(1, squares.length)
    }
    const choose = (v: number): number => {
      const values = Array.from({ length: levels + 1 }, (_, level) => {
        const share = level / levels
        return precision * (premium * share - aversion * share * share * v)
      })
      const most = Math.max(...values)
      const weights = values.map((value) => exp(value - most))
      let left = context.random.uniform() * weights.reduce((sum, x) => sum + x, 0)
      for (let level = 0; level < levels; level++) {
        left -= weights[level] as number
        if (left < 0) return level
      }
      return levels
    }
    const trade = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) return
      mids.push((quote.bid + quote.ask) / 2)
      if (mids.length > count + 1) mids.shift()
      desk.hold(Math.round((choose(variance()) * size) / levels))
    }
    const sleep = (from = 0): void => {
      context.after(from + interval, WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
