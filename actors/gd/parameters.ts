import { z } from 'zod'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of a GD trader. */
export const gdParameters = z.strictObject({
  ...unitTraderFields,
  memory: z.int().min(1).max(1_000).default(5).describe('how many trades back it remembers'),
})
/** @see gdParameters */
export type GdParameters = z.output<typeof gdParameters>
