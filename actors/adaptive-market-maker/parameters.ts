import { z } from 'zod'
import { SIZE_MAX } from '../../protocols/units.ts'
import { nonNegative, probability, size, span } from '../parameters.ts'

/** What a scenario may say of an adaptive market maker; the defaults are RMSC04's. */
export const adaptiveMarketMakerParameters = z.strictObject({
  wakeMean: span().prefault('60 s').describe('mean time between two wake-ups, exponential'),
  share: probability()
    .default(0.025)
    .describe('size at each level as a share of the volume since its last wake-up'),
  minSize: size().default(1).describe('smallest size at a level, lots'),
  levels: z.int().min(1).max(1_000).default(10).describe('levels on each side'),
  spacing: nonNegative()
    .default(5)
    .describe('distance of two levels in average spreads, rounded to at least 1 tick'),
  spreadWeight: probability()
    .default(0.75)
    .describe('weight of the newest spread in the moving average of spreads'),
  initialSpread: nonNegative().default(50).describe('the average spread to begin with, ticks'),
  skew: nonNegative()
    .default(4)
    .describe('how far the mid moves when all volume was bought (up) or sold (down), ticks'),
  cancelLead: span()
    .prefault('50 ns')
    .describe('time between cancelling the old orders and sending the new'),
  backstop: z
    .int()
    .min(0)
    .max(SIZE_MAX)
    .default(0)
    .describe('size of one more order on each side, a level beyond the last, lots; 0 for none'),
})
export type AdaptiveMarketMakerParameters = z.output<typeof adaptiveMarketMakerParameters>
