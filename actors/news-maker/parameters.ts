import { z } from 'zod'
import { price, size } from '../parameters.ts'

/** What a scenario may say of a market maker that follows the news. */
export const newsMakerParameters = z.strictObject({
  halfSpread: price().default(10).describe('from the value to each of its quotes, ticks'),
  size: size().default(1).describe('lots that it quotes a side'),
})
export type NewsMakerParameters = z.output<typeof newsMakerParameters>
