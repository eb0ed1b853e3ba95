import { z } from 'zod'
import { SETTLES_IN_STEP, SHADES_ORDERED, valuingFields } from '../valuing-trader.ts'

/** What a scenario may say of a zero-intelligence trader with private values. */
export const privateValueParameters = z
  .strictObject(valuingFields)
  .refine(...SHADES_ORDERED)
  .refine(...SETTLES_IN_STEP)
export type PrivateValueParameters = z.output<typeof privateValueParameters>
