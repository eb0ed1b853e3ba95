import { z } from 'zod'
import { span } from '../parameters.ts'

/** What a scenario may say of the zero-intelligence order flow. */
export const smithFarmerParameters = z.strictObject({
  limitMean: span()
    .prefault('83333333 ns')
    .describe('mean time between two limit orders of one side, over the whole window'),
  marketMean: span()
    .prefault('500 ms')
    .describe('mean time between two market orders, both sides together'),
  lifetime: span().prefault('10 s').describe('mean time for which an order rests, if not filled'),
  window: z
    .int()
    .min(1)
    .max(100_000)
    .default(1_200)
    .describe('how far from the opposite best price limit orders go, ticks'),
})
export type SmithFarmerParameters = z.output<typeof smithFarmerParameters>
