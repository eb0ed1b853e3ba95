import { z } from 'zod'
import { duration, nonNegative, size } from '../parameters.ts'

/** What a scenario may say of a dealer. */
export const dealerParameters = z.strictObject({
  halfSpread: nonNegative().default(5).describe('what it adds and takes off on either side, ticks'),
  skew: nonNegative()
    .default(0.01)
    .describe('how far it moves both its prices for each lot that it holds, against it, ticks'),
  limit: size().default(10_000).describe('the most that it would hold, long or short, lots'),
  error: nonNegative()
    .default(2)
    .describe('standard deviation of the noise in each look at the value, ticks'),
  life: duration()
    .prefault('1 s')
    .describe('for how long it lets a quote stand; 0: as long as its request'),
  tolerance: nonNegative()
    .default(2)
    .describe('in a last look, what it would lose at the value as it then sees it, ticks a lot'),
})
export type DealerParameters = z.output<typeof dealerParameters>
