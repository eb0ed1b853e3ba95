import type { Actor, Market } from '../actor.ts'
import { createPoissonFlow } from '../poisson-flow.ts'
import type { SmithFarmerParameters } from './parameters.ts'

/**
 * Zero-intelligence order flow: limit orders of one lot at prices uniform below the best ask, or
 * above the best bid; market orders on either side; and each resting order cancelled after an
 * exponential time. The window of prices moves with the opposite best: a fixed one would let the
 * price drift to its edge and stay there.
 *
 * Source: Smith, Farmer, Gillemot and Krishnamurthy 2003 (section 2); Farmer, Patelli and Zovko
 * 2005. Theirs has no edge to the window.
 */
export function createSmithFarmer(
  { limitMean, marketMean, lifetime, window }: SmithFarmerParameters,
  market: Market,
): Actor {
  const limits = new Array<number>(window).fill(1 / (limitMean * window))
  const rates = { limits, market: 1 / (2 * marketMean), cancels: [1 / lifetime] }
  return createPoissonFlow(rates, market)
}
