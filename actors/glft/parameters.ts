import { z } from 'zod'
import { nonNegative, size, span } from '../parameters.ts'

/** What a scenario may say of a maker of Guéant, Lehalle and Fernandez-Tapia. */
export const glftParameters = z.strictObject({
  riskAversion: z
    .number()
    .min(1e-6)
    .max(1e6)
    .default(0.01)
    .describe('γ: aversion to risk, in 1 / (tick order)'),
  volatility: nonNegative()
    .max(1e6)
    .default(100)
    .describe('σ: standard deviation of the mid over an hour, ticks'),
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
  size: size().default(100).describe('each quote, the order that γ, A and Q count in, lots'),
  interval: span().prefault('1 s').describe('time between two pairs of quotes'),
})
/** @see glftParameters */
export type GlftParameters = z.output<typeof glftParameters>
