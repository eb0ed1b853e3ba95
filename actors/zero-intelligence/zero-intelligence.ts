import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { sideOf } from '../limits.ts'
import { createUnitTrader } from '../unit-trader.ts'
import type { ZeroIntelligenceParameters } from './parameters.ts'

/**
 * Zero intelligence, unconstrained: each price is uniform on 1..priceMax ticks, whatever its unit is
 * worth or costs.
 *
 * Source: Gode and Sunder (1993), "Allocative efficiency of markets with zero-intelligence traders",
 * Journal of Political Economy 101, section II: ZI-U.
 */
export const createUnconstrained = (
  parameters: ZeroIntelligenceParameters,
  market: Market,
): Actor =>
  createUnitTrader(parameters, market, ({ random }) => ({
    quote: () => random.integer(1, parameters.priceMax),
  }))

/**
 * Zero intelligence, constrained: a buyer's price is uniform on 1..limit, a seller's on
 * limit..priceMax, so that it never trades at a loss. A seller whose cost is above priceMax asks it.
 *
 * Source: Gode and Sunder (1993), section II: ZI-C.
 */
export function createConstrained(parameters: ZeroIntelligenceParameters, market: Market): Actor {
  const { priceMax } = parameters
  const isBuyer = sideOf(parameters) === Side.buy
  return createUnitTrader(parameters, market, ({ random }) => ({
    quote: (limit) =>
      isBuyer ? random.integer(1, limit) : random.integer(limit, Math.max(limit, priceMax)),
  }))
}
