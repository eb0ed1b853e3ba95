import type { Actor, Market } from '../actor.ts'
import { createScheduledExecution } from '../scheduled-execution.ts'
import type { VwapParameters } from './parameters.ts'

/**
 * The share of a day's volume expected by a moment, where volume is even within each part.
 *
 * @param curve volume of each of equal parts of the day, 0 or more, not all 0
 * @param elapsed 0..1 of the day
 * @returns 0..1, never falling; 1 at the end
 */
export function volumeShare(curve: readonly number[], elapsed: number): number {
  if (elapsed >= 1) return 1
  const place = elapsed * curve.length
  let before = 0
  let total = 0
  curve.forEach((volume, part) => {
    total += volume
    before += volume * Math.min(1, Math.max(0, place - part))
  })
  return Math.min(1, before / total)
}

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
