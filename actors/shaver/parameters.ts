import { z } from 'zod'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of a shaver. */
export const shaverParameters = z.strictObject(unitTraderFields)
/** @see shaverParameters */
export type ShaverParameters = z.output<typeof shaverParameters>
