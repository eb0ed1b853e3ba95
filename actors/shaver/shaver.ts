import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader } from '../unit-trader.ts'
import type { ShaverParameters } from './parameters.ts'

/**
 * A shaver: it betters the best quote of its side by a tick, up to its limit; where the side is
 * empty it begins with the worst price there is, 1 or priceMax (a seller's own limit where that is
 * higher). It does not better itself.
 *
 * Source: Cliff (2018), "BSE: A minimal simulation of a limit-order-book stock exchange": SHVR, a
 * tongue-in-cheek model of a high-frequency trader.
 */
export function createShaver(parameters: ShaverParameters, market: Market): Actor {
  const { priceMax } = parameters
  const isBuyer = sideOf(parameters) === Side.buy
  return createUnitTrader(parameters, market, () => ({
    quote(limit, { bid, ask, own }) {
      const best = isBuyer ? bid : ask
      if (own !== 0 && own === best) return undefined
      if (isBuyer) return Math.min(limit, best + 1)
      return Math.max(limit, ask === 0 ? priceMax : best - 1)
    },
  }))
}
