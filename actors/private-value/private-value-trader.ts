import type { Actor, Market } from '../actor.ts'
import { createValuingTrader, shadedPrice } from '../valuing-trader.ts'
import type { PrivateValueParameters } from './parameters.ts'

/**
 * A zero-intelligence trader with private values: it asks for a surplus uniform on
 * shadeMin..shadeMax, but takes the best quote that it sees where that gives `eta` of it.
 *
 * Source: the background traders of Wah and Wellman 2013 (section 3.3) and of Mascioli et al. 2024
 * (PyMarketSim). Deviation: arrivals in one step come at different nanoseconds of it.
 */
export const createPrivateValueTrader = (
  parameters: PrivateValueParameters,
  market: Market,
): Actor =>
  createValuingTrader(parameters, market, () => ({
    price: (prospect) => shadedPrice(prospect, parameters.eta),
  }))
