import { z } from 'zod'
import { orderSize } from '../order-size.ts'
import { span } from '../parameters.ts'

/** What a scenario may say of a whale. */
export const whaleParameters = z.strictObject({
  wakeMean: span().prefault('1 h').describe('mean time between two orders, exponential'),
  side: z.enum(['buy', 'sell', 'either']).default('either').describe('either: with even chances'),
  size: orderSize
    .prefault({ type: 'uniform', min: 5_000, max: 20_000 })
    .describe('how the size of each order is drawn, lots'),
})
export type WhaleParameters = z.output<typeof whaleParameters>
