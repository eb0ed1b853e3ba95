import type { Actor, Market } from '../actor.ts'
import { createScheduledExecution } from '../scheduled-execution.ts'
import type { ImmediateParameters } from './parameters.ts'

/**
 * Executes a parent order by one market order at `from`: the plan of who minds risk above all.
 * What the book cannot give is not asked for again. @see createScheduledExecution
 *
 * Source: Almgren and Chriss 2000, *Optimal execution of portfolio transactions*, "minimum variance".
 */
export function createImmediate(parameters: ImmediateParameters, market: Market): Actor {
  const { from, quantity } = parameters
  const plan = { to: from + 1, slices: 1, due: () => quantity }
  return createScheduledExecution({ ...parameters, ...plan }, market)
}
