import { z } from 'zod'
import { midVolatility, quotingFields } from '../quoting-maker.ts'

/** What a scenario may say of a maker of Avellaneda and Stoikov. */
export const avellanedaStoikovParameters = z.strictObject({
  riskAversion: z
    .number()
    .positive()
    .max(1e6)
    .default(1e-6)
    .describe('γ: aversion to risk, in 1 / (tick lot)'),
  volatility: midVolatility(),
  decay: z
    .number()
    .positive()
    .max(1e6)
    .default(0.1)
    .describe('k: fills become rarer as e^(−kδ) at δ ticks from the mid, in 1 / tick'),
  ...quotingFields,
})
/** @see avellanedaStoikovParameters */
export type AvellanedaStoikovParameters = z.output<typeof avellanedaStoikovParameters>
