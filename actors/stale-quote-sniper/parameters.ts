import { z } from 'zod'
import { nonNegative, size } from '../parameters.ts'

/** What a scenario may say of a sniper. */
export const sniperParameters = z.strictObject({
  size: size().default(1).describe('lots that it takes at most upon one piece of news'),
  edge: nonNegative().default(0).describe('profit a lot that it must see to act, ticks'),
})
export type SniperParameters = z.output<typeof sniperParameters>
