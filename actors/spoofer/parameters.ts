import { z } from 'zod'
import { size, span } from '../parameters.ts'

/** What a scenario may say of a spoofer. */
export const spooferParameters = z.strictObject({
  wakeMean: span().prefault('2 min').describe('mean time between two campaigns, exponential'),
  size: size().default(100).describe('lots that it truly wants to trade in a campaign'),
  layers: z.int().min(1).max(100).default(5).describe('orders that it does not want to trade'),
  layerSize: size().default(1_000).describe('lots of each of them'),
  distance: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('ticks from the touch back to the first of them; each further one a tick behind'),
  life: span().prefault('5 s').describe('time for which a campaign lasts at most'),
})
export type SpooferParameters = z.output<typeof spooferParameters>
