import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createBelief, createMemory } from '../beliefs.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader } from '../unit-trader.ts'
import type { GdParameters } from './parameters.ts'

/**
 * A GD trader: it quotes where what it would gain times what it believes of its chance is greatest;
 * of equal prices the one that gains most. It quotes nothing where no price gains.
 *
 * Source: Gjerstad and Dickhaut (1998), "Price formation in double auctions", Games and Economic
 * Behavior 22, section 3.
 */
export function createGd(parameters: GdParameters, market: Market): Actor {
  const { memory: trades, priceMax } = parameters
  const side = sideOf(parameters)
  const isBuyer = side === Side.buy
  return createUnitTrader(parameters, market, () => {
    const memory = createMemory(trades)
    return {
      quote(limit, touch) {
        const belief = createBelief(side, memory.shouts, touch, priceMax)
        const from = isBuyer ? touch.bid + 1 : (touch.ask || priceMax + 1) - 1
        const step = isBuyer ? 1 : -1
        let best = 0
        let found: number | undefined
        // From the price that gains most to the limit.
        for (let price = from; (limit - price) * step > 0; price += step) {
          const expected = (limit - price) * step * belief(price)
          if (expected <= best) continue
          best = expected
          found = price
        }
        return found
      },
      heardTrade: (price, aggressor) => memory.traded(price, aggressor),
      heardQuote: (price, quoted) => memory.quoted(price, quoted),
    }
  })
}
