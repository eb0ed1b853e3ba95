import { z } from 'zod'
import { midVolatility, quotingFields } from '../quoting-maker.ts'

/** What a scenario may say of a maker of Guéant, Lehalle and Fernandez-Tapia. */
export const glftParameters = z.strictObject({
  riskAversion: z
    .number()
    .min(1e-6)
    .max(1e6)
    .default(0.01)
    .describe('γ: aversion to risk, in 1 / (tick order)'),
  volatility: midVolatility(),
  decay: z
    .number()
    .min(1e-6)
    .max(1e6)
    .default(0.1)
    .describe('k: fills become rarer as e^(−kδ) at δ ticks from the mid, in 1 / tick'),
  arrivals: z
    .number()
    .min(1e-6)
    .max(1e12)
    .default(3_600)
    .describe('A: fills an hour of an order at the mid'),
  limit: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(50)
    .describe('Q: so many orders’ worth may it hold, or owe, before that side is not quoted'),
  ...quotingFields,
  size: quotingFields.size.describe('each quote, the order that γ, A and Q count in, lots'),
})
/** @see glftParameters */
export type GlftParameters = z.output<typeof glftParameters>
