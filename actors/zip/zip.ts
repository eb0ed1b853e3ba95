import { Side } from '../../protocols/kind.ts'
import type { Actor, ActorContext, Market } from '../actor.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader, type Pricing } from '../unit-trader.ts'
import { createMargin } from './margin.ts'
import type { ZipParameters } from './parameters.ts'

/**
 * A ZIP trader (zero intelligence plus): it quotes its limit with a margin, which it adapts to each
 * quote and each trade of the market.
 *
 * After a trade at q one whose price would have traded at q raises its margin towards a little
 * beyond q; one that was too dear, and saw another of its side take the quote, lowers it, if it has
 * a unit left. After a quote of its own side that is better than its own price it lowers it too.
 *
 * Source: Cliff (1997), HP Laboratories technical report HPL-97-91, sections 4.1 and 4.2.
 */
export const createZip = (parameters: ZipParameters, market: Market): Actor =>
  createUnitTrader(parameters, market, (context) => createPricing(parameters, context))

function createPricing(parameters: ZipParameters, { random }: ActorContext): Pricing {
  const { absolute, relative } = parameters
  const own = sideOf(parameters)
  const isBuyer = own === Side.buy
  const between = ({ min, max }: { min: number; max: number }): number =>
    min + random.uniform() * (max - min)
  const margin = createMargin(
    isBuyer,
    between(parameters.margin),
    between(parameters.rate),
    Math.min(between(parameters.momentum), 1),
  )
  /** The limit that it last had, for one that has no unit left and learns on. */
  let known: number | undefined

  /** A price a little above `price`, or below: τ = R·q + A. */
  const beyond = (price: number, isAbove: boolean): number => {
    const sign = isAbove ? 1 : -1
    return (1 + sign * relative * random.uniform()) * price + sign * absolute * random.uniform()
  }
  // A buyer that raises its margin bids less.
  const raise = (limit: number, price: number): void => margin.learn(limit, beyond(price, !isBuyer))
  const lower = (limit: number, price: number): void => margin.learn(limit, beyond(price, isBuyer))

  return {
    quote(limit) {
      known = limit
      const price = margin.price(limit)
      // Of a price that is whole but for rounding, that.
      return isBuyer ? Math.floor(price + 1e-9) : Math.ceil(price - 1e-9)
    },
    heardTrade(price, aggressor, limit) {
      const at = limit ?? known
      if (at === undefined) return
      known = at
      const asked = margin.price(at)
      if (isBuyer ? asked >= price : asked <= price) raise(at, price)
      else if (limit !== undefined && aggressor === own) lower(limit, price)
    },
    heardQuote(price, side, limit) {
      if (limit === undefined || side !== own) return
      const asked = margin.price(limit)
      if (isBuyer ? asked <= price : asked >= price) lower(limit, price)
    },
  }
}
