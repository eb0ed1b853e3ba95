import { z } from 'zod'
import { quotingFields } from '../quoting-maker.ts'

/** What a scenario may say of a maker with a ladder. */
export const ladderParameters = z.strictObject({
  spread: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(4)
    .describe('between the first bid and the first ask, ticks'),
  levels: z.int().min(1).max(1_000).default(1).describe('quotes on each side; one: a fixed spread'),
  step: z.int().min(1).max(1_000_000).default(1).describe('between two quotes of a side, ticks'),
  ...quotingFields,
})
/** @see ladderParameters */
export type LadderParameters = z.output<typeof ladderParameters>
