import { z } from 'zod'
import { PRICE_MAX } from '../../protocols/units.ts'
import { duration } from '../parameters.ts'

/** What a scenario may say of a recorded day's orders. */
export const historicalFlowParameters = z.strictObject({
  file: z
    .string()
    .describe(
      'the recorded day: a LOBSTER zip, its folder, or its message file; a path from the scenario file',
    ),
  symbol: z.string().optional().describe('which instrument, where the file has several'),
  from: duration()
    .prefault('9.5 h')
    .describe("time of day in the file, since midnight, that becomes the market's open"),
  tick: z
    .int()
    .min(1)
    .max(PRICE_MAX)
    .default(100)
    .describe("one tick in the file's prices, which are currency × 10,000: 100 is one cent"),
})
export type HistoricalFlowParameters = z.output<typeof historicalFlowParameters>
