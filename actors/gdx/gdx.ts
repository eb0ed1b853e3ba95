import { Side } from '../../protocols/kind.ts'
import type { Actor, ActorContext, Market } from '../actor.ts'
import { createBelief, createMemory } from '../beliefs.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader, type Pricing } from '../unit-trader.ts'
import type { GdxParameters } from './parameters.ts'
import { bestPrice } from './plan.ts'

/**
 * A GDX trader: it has GD's beliefs, and quotes the price that is the best first step of a plan for
 * all its units over the quotes that it can still make: the time to its next assignment, or to the
 * close, over its mean time between two wake-ups; `horizon` at most.
 *
 * Source: Tesauro and Bredin (2002), "Strategic sequential bidding in auctions using dynamic
 * programming", AAMAS '02.
 */
export const createGdx = (parameters: GdxParameters, market: Market): Actor =>
  createUnitTrader(parameters, market, (context) => createPricing(parameters, market, context))

function createPricing(parameters: GdxParameters, market: Market, context: ActorContext): Pricing {
  const { discount, horizon, priceMax, renew, wakeMean } = parameters
  const side = sideOf(parameters)
  const isBuyer = side === Side.buy
  const step = isBuyer ? 1 : -1
  const memory = createMemory(parameters.memory)
  let assigned = market.open as number

  const quotesLeft = (): number => {
    const end = renew.type === 'never' ? market.close : assigned + renew.every
    return Math.min(horizon, Math.max(1, Math.floor((end - context.now()) / wakeMean)))
  }

  return {
    quote(limit, touch, limits, next) {
      const belief = createBelief(side, memory.shouts, touch, priceMax)
      const prices: number[] = []
      const from = isBuyer ? touch.bid + 1 : (touch.ask || priceMax + 1) - 1
      for (let price = from; (limit - price) * step > 0; price += step) prices.push(price)
      const gain = (unit: number, price: number): number =>
        ((limits[next + unit] as number) - price) * step
      const units = limits.length - next
      return prices[bestPrice(prices, prices.map(belief), gain, units, quotesLeft(), discount)]
    },
    heardTrade: (price, aggressor) => memory.traded(price, aggressor),
    heardQuote: (price, quoted) => memory.quoted(price, quoted),
    renewed() {
      assigned = context.now()
    },
  }
}
