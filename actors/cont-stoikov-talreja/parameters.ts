import { z } from 'zod'
import { nonNegative, span } from '../parameters.ts'

/** What a scenario may say of the flow; the defaults are the paper's, its unit of time a second. */
export const contStoikovTalrejaParameters = z
  .strictObject({
    unit: span().prefault('1 s').describe('the time in which the rates count'),
    limits: z
      .array(nonNegative())
      .min(1)
      .max(1_000)
      .default([1.85, 1.51, 1.09, 0.88, 0.77])
      .describe('limit orders of a side a unit, at each distance of 1, 2 … ticks'),
    tailScale: nonNegative()
      .default(1.92)
      .describe('k of k·i^−α, the rate at distances i beyond the list'),
    tailExponent: nonNegative().default(0.52).describe('α of the same'),
    distanceMax: z.int().min(1).max(1_000).default(20).describe('the greatest distance, ticks'),
    cancels: z
      .array(nonNegative())
      .min(1)
      .max(1_000)
      .default([0.71, 0.81, 0.68, 0.56, 0.47])
      .describe('cancellations of a resting order a unit, by distance; beyond as the last'),
    opening: z
      .strictObject({
        bid: z.int().min(1).max(1_000).describe('lots at the best bid'),
        ask: z.int().min(1).max(1_000).describe('lots at the best ask'),
      })
      .optional()
      .describe('the touch, a tick apart, to begin with after each move'),
    market: nonNegative().default(0.94).describe('market orders of a side a unit'),
  })
  .refine(({ cancels }) => cancels.some((rate) => rate > 0), {
    error: 'some order must be cancelled: else the book grows without end',
    path: ['cancels'],
  })
  .refine(({ limits, distanceMax }) => limits.length <= distanceMax, {
    error: 'there are more limit rates than distances',
    path: ['limits'],
  })
  .refine(({ limits }) => limits.some((rate) => rate > 0), {
    error: 'some limit order must arrive',
    path: ['limits'],
  })
export type ContStoikovTalrejaParameters = z.output<typeof contStoikovTalrejaParameters>
