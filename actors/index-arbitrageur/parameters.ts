import { z } from 'zod'
import { nonNegative, size } from '../parameters.ts'

/** What a scenario may say of an index arbitrageur. */
export const indexArbitrageurParameters = z.strictObject({
  margin: nonNegative().default(1).describe('profit a lot of the index above which it acts, ticks'),
  size: size().default(100).describe('the most lots of the index that it trades at a time'),
  limit: size().default(10_000).describe('the most lots of the index that it holds, long or short'),
})
export type IndexArbitrageurParameters = z.output<typeof indexArbitrageurParameters>
