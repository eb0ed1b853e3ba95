import { z } from 'zod'
import { nonNegative, size, span } from '../parameters.ts'

/** What a scenario may say of who preserves capital. */
export const capitalPreserverParameters = z.strictObject({
  interval: span().prefault('1 s').describe('time between two decisions'),
  size: size().default(20).describe('lots of the whole position'),
  levels: z.int().min(1).max(20).default(4).describe('steps from nothing to all of it'),
  count: z.int().min(1).max(120).default(5).describe('spans that the variance is taken over'),
  premium: nonNegative().default(1).describe('for holding all over a span'),
  aversion: nonNegative().default(0.02).describe('against holding all, per tick² of variance'),
  precision: nonNegative()
    .max(1_000)
    .default(4)
    .describe('how surely it does what it likes best; 0: all alike'),
})
export type CapitalPreserverParameters = z.output<typeof capitalPreserverParameters>
