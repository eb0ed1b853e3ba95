import type { Actor, Market } from '../actor.ts'
import { createScheduledExecution } from '../scheduled-execution.ts'
import type { TwapParameters } from './parameters.ts'

/**
 * Executes a parent order evenly in time: once slice nth is sent, ⌊quantity (nth + 1) / slices⌋ lots
 * are, so that no two slices differ by more than a lot. @see createScheduledExecution
 *
 * Source: Bertsimas and Lo 1998, *Optimal control of execution costs*: what is best where impact is
 * linear and permanent and risk costs nothing.
 */
export function createTwap(parameters: TwapParameters, market: Market): Actor {
  const { quantity, slices } = parameters
  const due = (nth: number): number => Math.floor((quantity * (nth + 1)) / slices)
  return createScheduledExecution({ ...parameters, due }, market)
}
