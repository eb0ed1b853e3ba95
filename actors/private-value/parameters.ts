import { z } from 'zod'
import { duration, nonNegative, price, span } from '../parameters.ts'

/** What a scenario may say of a zero-intelligence trader with private values. */
export const privateValueParameters = z
  .strictObject({
    step: span().prefault('1 s').describe('one step of time'),
    rate: z
      .number()
      .gt(0)
      .max(1)
      .default(0.0005)
      .describe('probability with which it comes to the market in a step'),
    mean: price().default(100_000).describe('mean of the fundamental, ticks'),
    kappa: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('share by which the fundamental reverts to its mean in a step'),
    deviation: nonNegative()
      .default(2_236.068)
      .describe('standard deviation of a private value, ticks'),
    limit: z.int().min(1).max(1_000).default(10).describe('most units it holds, long or short'),
    shadeMin: nonNegative().default(0).describe('least surplus it asks for, ticks'),
    shadeMax: nonNegative().default(1_000).describe('greatest surplus it asks for, ticks'),
    eta: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('share of the surplus asked for at which it takes the quote that stands'),
    settle: duration()
      .prefault('1 ms')
      .describe('time between withdrawing its orders and looking at the market'),
  })
  .refine(({ shadeMin, shadeMax }) => shadeMin <= shadeMax, {
    error: 'shadeMin must not be above shadeMax',
    path: ['shadeMin'],
  })
  .refine(({ step, settle }) => settle < step, {
    error: 'settle must be shorter than a step',
    path: ['settle'],
  })
export type PrivateValueParameters = z.output<typeof privateValueParameters>
