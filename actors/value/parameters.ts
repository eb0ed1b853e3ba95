import { z } from 'zod'
import { orderSize, RMSC04_SIZES } from '../order-size.ts'
import { nonNegative, price, probability, span } from '../parameters.ts'

/** What a scenario may say of a value trader; the defaults are RMSC04's. */
export const valueParameters = z.strictObject({
  mean: price().default(100_000).describe('the mean to which it believes value reverts, ticks'),
  halfLife: span()
    .prefault('4.804 d')
    .describe('time in which it believes a deviation from the mean halves (κ = 1.67e-15 a ns)'),
  observationVariance: nonNegative()
    .default(1_000)
    .describe('variance of the noise in its observation of the value, ticks²'),
  shockVariance: nonNegative()
    .default(100_000)
    .describe('variance by which it believes the value moves each ns, ticks²'),
  wakeMean: span().prefault('175.4 s').describe('mean time between two wake-ups, exponential'),
  aggression: probability()
    .default(0.1)
    .describe('probability that it orders at the opposite touch and trades at once'),
  depth: nonNegative()
    .default(2)
    .describe('how far from the opposite touch it orders otherwise, at most, in spreads'),
  size: orderSize.prefault(RMSC04_SIZES).describe('how the size of each order is drawn, lots'),
})
export type ValueParameters = z.output<typeof valueParameters>
