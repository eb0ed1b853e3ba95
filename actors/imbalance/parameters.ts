import { z } from 'zod'
import { duration, size, span } from '../parameters.ts'

/** What a scenario may say of a trader of the book's imbalance. */
export const imbalanceParameters = z.strictObject({
  wakeMean: span().prefault('5 s').describe('mean time between two wake-ups, exponential'),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('imbalance of the touch, −1..1, beyond which it takes a position'),
  size: size().default(100).describe('lots of its position'),
  holding: duration()
    .prefault('30 s')
    .describe('time after which it gives up a position that the imbalance no longer asks for'),
})
export type ImbalanceParameters = z.output<typeof imbalanceParameters>
