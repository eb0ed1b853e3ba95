import { z } from 'zod'
import { size } from '../parameters.ts'
import { LEAVES_INSIDE, reversionFields } from '../reversion.ts'

/** What a scenario may say of a mean-reversion trader. */
export const meanReversionParameters = z
  .strictObject({
    ...reversionFields,
    size: size().default(100).describe('lots of its position'),
  })
  .refine(...LEAVES_INSIDE)
export type MeanReversionParameters = z.output<typeof meanReversionParameters>
