import { z } from 'zod'
import { nonNegative, size, span } from '../parameters.ts'

/** What a scenario may say of a maker of Avellaneda and Stoikov. */
export const avellanedaStoikovParameters = z.strictObject({
  riskAversion: z
    .number()
    .positive()
    .max(1e6)
    .default(1e-6)
    .describe('γ: aversion to risk, in 1 / (tick lot)'),
  volatility: nonNegative()
    .max(1e6)
    .default(100)
    .describe('σ: standard deviation of the mid over an hour, ticks'),
  decay: z
    .number()
    .positive()
    .max(1e6)
    .default(0.1)
    .describe('k: fills become rarer as e^(−kδ) at δ ticks from the mid, in 1 / tick'),
  size: size().default(100).describe('each quote, lots'),
  interval: span().prefault('1 s').describe('time between two pairs of quotes'),
})
/** @see avellanedaStoikovParameters */
export type AvellanedaStoikovParameters = z.output<typeof avellanedaStoikovParameters>
