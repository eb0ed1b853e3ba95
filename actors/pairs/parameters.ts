import { z } from 'zod'
import { size } from '../parameters.ts'
import { LEAVES_INSIDE, reversionFields } from '../reversion.ts'

/** What a scenario may say of a pairs trader. */
export const pairsParameters = z
  .strictObject({
    ...reversionFields,
    against: z
      .string()
      .default('')
      .describe('symbol of the other instrument, at its venue; by default the venue’s next'),
    ratio: z
      .number()
      .positive()
      .max(1e6)
      .default(1)
      .describe('ticks of the one that a tick of the other stands for, and lots for a lot'),
    size: size().default(100).describe('lots of its position in the one'),
  })
  .refine(...LEAVES_INSIDE)
export type PairsParameters = z.output<typeof pairsParameters>
