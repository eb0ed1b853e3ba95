import type { Actor, Market } from '../actor.ts'
import { planLiquidation } from '../liquidation.ts'
import { createScheduledExecution } from '../scheduled-execution.ts'
import { type AlmgrenChrissParameters, liquidationTerms } from './parameters.ts'

/**
 * Executes a parent order by the plan that minimises expected cost + λ · variance under linear
 * impact. With τ the time of a slice, T that of all N and X the quantity, what is left after slice
 * nth (from 0) is sinh(κ (T − (nth + 1) τ)) / sinh(κ T) · X, where
 * 2 (cosh(κ τ) − 1) / τ² = λ σ² / (η − γ τ / 2); rounded to whole lots.
 *
 * Without risk aversion it is the even schedule; the more of it, the nearer to all at once.
 * The plan is made once: it does not adapt to prices. @see createScheduledExecution
 *
 * Source: Almgren and Chriss 2000, *Optimal execution of portfolio transactions*, equations 15 to 20.
 */
export function createAlmgrenChriss(parameters: AlmgrenChrissParameters, market: Market): Actor {
  const { quantity } = parameters
  const { holdings } = planLiquidation(liquidationTerms(parameters))
  const due = (nth: number): number => quantity - Math.round(holdings[nth + 1] as number)
  return createScheduledExecution({ ...parameters, due }, market)
}
