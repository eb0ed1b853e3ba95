import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader, type Pricing, type Touch } from '../unit-trader.ts'
import { type Aim, aggressivenessOf, targetOf } from './aggressiveness.ts'
import { createEquilibrium } from './equilibrium.ts'
import type { AaParameters } from './parameters.ts'

/**
 * An AA trader (adaptive aggressiveness): it estimates the competitive price from trades, and aims at
 * a price that its aggressiveness says, which it adapts to each quote and trade; how its target
 * bends with aggressiveness adapts to volatility. It takes the other side's best where that is as
 * good as its target, and else quotes a part of the way from the best of its side to it.
 *
 * Source: Vytelingum (2006), thesis, University of Southampton, chapter 5; Vytelingum, Cliff and
 * Jennings (2008), "Strategic bidding in continuous double auctions", Artificial Intelligence 172,
 * section 4.
 */
export const createAa = (parameters: AaParameters, market: Market): Actor =>
  createUnitTrader(parameters, market, () => createPricing(parameters))

function createPricing(parameters: AaParameters): Pricing {
  const { priceMax, step, shortRate, longRate, absolute, relative } = parameters
  const own = sideOf(parameters)
  const isBuyer = own === Side.buy
  const equilibrium = createEquilibrium(parameters)
  let { aggressiveness, shape } = parameters
  let known: number | undefined

  const aimOf = (limit: number, price: number): Aim => ({ isBuyer, limit, price, priceMax })

  /** Moves towards a little more than the aggressiveness of a quote at `price`, or a little less. */
  const adapt = (aim: Aim, price: number, isMore: boolean): void => {
    const sign = isMore ? 1 : -1
    const shown = aggressivenessOf(aim, price, shape)
    const wanted = (1 + sign * relative) * shown + sign * absolute
    aggressiveness += shortRate * (wanted - aggressiveness)
    aggressiveness = Math.min(1, Math.max(-1, aggressiveness))
  }

  /** Before any trade: a part of the way to the limit, or to the other side's best. */
  const opening = (limit: number, { bid, ask }: Touch): number =>
    isBuyer
      ? bid + (Math.min(limit, ask || priceMax) - bid) / step
      : (ask || priceMax) - ((ask || priceMax) - Math.max(limit, bid)) / step

  const aimed = (target: number, { bid, ask }: Touch): number => {
    if (isBuyer) return ask !== 0 && ask <= target ? ask : bid + (target - bid) / step
    return bid !== 0 && bid >= target
      ? bid
      : (ask || priceMax) - ((ask || priceMax) - target) / step
  }

  return {
    quote(limit, touch) {
      known = limit
      const { price } = equilibrium
      if (isBuyer ? limit <= touch.bid : touch.ask !== 0 && limit >= touch.ask) return undefined
      const target =
        price === undefined ? limit : targetOf(aimOf(limit, price), aggressiveness, shape)
      const wanted = price === undefined ? opening(limit, touch) : aimed(target, touch)
      // A quote betters the best by a whole tick at least, and is no worse for it than its target.
      if (isBuyer) {
        const bid = Math.max(Math.floor(wanted), touch.bid + 1)
        return bid <= target ? bid : undefined
      }
      const ask = Math.min(Math.ceil(wanted), (touch.ask || Number.POSITIVE_INFINITY) - 1)
      return ask >= target ? ask : undefined
    },
    heardTrade(traded, _aggressor, limit) {
      equilibrium.traded(traded)
      known = limit ?? known
      if (known === undefined) return
      const aim = aimOf(known, equilibrium.price as number)
      const target = targetOf(aim, aggressiveness, shape)
      adapt(aim, traded, isBuyer ? target < traded : target > traded)
      shape += longRate * (equilibrium.shape() - shape)
    },
    heardQuote(price, side, limit) {
      const { price: competitive } = equilibrium
      if (limit === undefined || side !== own || competitive === undefined) return
      const aim = aimOf(limit, competitive)
      const target = targetOf(aim, aggressiveness, shape)
      if (isBuyer ? target <= price : target >= price) adapt(aim, price, true)
    },
  }
}
