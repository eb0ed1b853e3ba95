import { z } from 'zod'
import { orderSize, RMSC04_SIZES } from '../order-size.ts'
import { duration, nonNegative, span } from '../parameters.ts'

/** What a scenario may say of an informed trader. */
export const informedParameters = z
  .strictObject({
    wakeMean: span().prefault('30 s').describe('mean time between two wake-ups, exponential'),
    error: nonNegative()
      .default(2)
      .describe('standard deviation of the noise in each look at the value, ticks'),
    lag: duration()
      .prefault('0 s')
      .describe('the oldest that the value it sees may be: each has an age of its own, uniform'),
    marginMin: nonNegative().default(2).describe('least profit that an order asks for, ticks'),
    marginMax: nonNegative().default(20).describe('most that it asks for, ticks'),
    size: orderSize.prefault(RMSC04_SIZES).describe('how the size of each order is drawn, lots'),
  })
  .refine(({ marginMin, marginMax }) => marginMin <= marginMax, {
    error: 'marginMin must not be above marginMax',
    path: ['marginMin'],
  })
export type InformedParameters = z.output<typeof informedParameters>
