import { z } from 'zod'
import { probability } from '../parameters.ts'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of a GDX trader. */
export const gdxParameters = z.strictObject({
  ...unitTraderFields,
  memory: z.int().min(1).max(1_000).default(20).describe('how many trades back it remembers'),
  discount: probability().default(0.9).describe('what a gain one quote later is worth, γ'),
  horizon: z.int().min(1).max(100).default(20).describe('how many quotes it plans for at most'),
})
/** @see gdxParameters */
export type GdxParameters = z.output<typeof gdxParameters>
