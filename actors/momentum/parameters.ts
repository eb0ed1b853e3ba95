import { z } from 'zod'
import { orderSize, RMSC04_SIZES } from '../order-size.ts'
import { span } from '../parameters.ts'

/** What a scenario may say of a momentum trader; the defaults are RMSC04's. */
export const momentumParameters = z
  .strictObject({
    wakeMean: span().prefault('37 s').describe('mean time between two wake-ups, exponential'),
    short: z.int().min(1).max(1_000).default(20).describe('mids in the short average'),
    long: z.int().min(1).max(1_000).default(50).describe('mids in the long average'),
    size: orderSize.prefault(RMSC04_SIZES).describe('how the size of each order is drawn, lots'),
  })
  .refine(({ short, long }) => short <= long, {
    error: 'short must not be above long',
    path: ['short'],
  })
export type MomentumParameters = z.output<typeof momentumParameters>
