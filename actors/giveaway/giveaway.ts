import type { Actor, Market } from '../actor.ts'
import { createUnitTrader } from '../unit-trader.ts'
import type { GiveawayParameters } from './parameters.ts'

/**
 * A giveaway trader: it quotes its limit, and leaves all the surplus to whoever trades with it but
 * where a better quote already stands.
 *
 * Source: Cliff (2018), "BSE: A minimal simulation of a limit-order-book stock exchange", European
 * Modeling and Simulation Symposium: GVWY.
 */
export const createGiveaway = (parameters: GiveawayParameters, market: Market): Actor =>
  createUnitTrader(parameters, market, () => ({ quote: (limit) => limit }))
