import type { Actor, Market } from '../actor.ts'
import { createScheduledExecution } from '../scheduled-execution.ts'
import { volumeShare } from '../volume-share.ts'
import type { VwapParameters } from './parameters.ts'

/**
 * Executes a parent order as volume is expected to come: once slice nth is sent,
 * ⌊quantity × the share of volume expected by its end⌋ lots are. The curve is given, not learned
 * during the day. @see createScheduledExecution
 *
 * Source: Konishi 2002, *Optimal slice of a VWAP trade*, the static case with volume known.
 */
export function createVwap(parameters: VwapParameters, market: Market): Actor {
  const { quantity, slices, curve } = parameters
  const due = (nth: number): number => Math.floor(quantity * volumeShare(curve, (nth + 1) / slices))
  return createScheduledExecution({ ...parameters, due }, market)
}
