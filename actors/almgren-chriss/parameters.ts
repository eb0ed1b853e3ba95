import { z } from 'zod'
import { HOUR } from '../../protocols/units.ts'
import type { LiquidationTerms } from '../liquidation.ts'
import { nonNegative } from '../parameters.ts'
import { HAS_DURATION, scheduleFields } from '../scheduled-execution.ts'

const fields = z.strictObject({
  ...scheduleFields,
  volatility: nonNegative()
    .max(1e6)
    .default(100)
    .describe('σ: standard deviation of the price over an hour, ticks'),
  permanentImpact: nonNegative()
    .max(1e6)
    .default(0.0001)
    .describe('γ: what each lot moves the price for good, ticks'),
  temporaryImpact: z
    .number()
    .positive()
    .max(1e6)
    .default(0.001)
    .describe('η: ticks that each lot costs at a rate of one lot an hour'),
  riskAversion: nonNegative()
    .max(1e6)
    .default(1e-7)
    .describe('λ: cost in tick lots of one unit of variance, in 1 / (tick lot)'),
})

/** The terms of the plan; its unit of time is the hour, its money the tick lot. */
export function liquidationTerms(parameters: z.output<typeof fields>): LiquidationTerms {
  const { quantity, from, to, slices } = parameters
  const horizon = (to - from) / HOUR
  return { ...parameters, shares: quantity, horizon, trades: slices, fixedCost: 0 }
}

/** What a scenario may say of an optimal execution. */
export const almgrenChrissParameters = fields.refine(...HAS_DURATION).refine(
  (given) => {
    const { temporaryImpact, permanentImpact, horizon, trades } = liquidationTerms(given)
    return temporaryImpact > (permanentImpact * horizon) / trades / 2
  },
  {
    error: 'must exceed permanentImpact × the hours of a slice / 2: raise it, or use more slices',
    path: ['temporaryImpact'],
  },
)
export type AlmgrenChrissParameters = z.output<typeof almgrenChrissParameters>
