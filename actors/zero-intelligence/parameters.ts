import { z } from 'zod'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of a zero-intelligence trader, constrained or not. */
export const zeroIntelligenceParameters = z.strictObject(unitTraderFields)
/** @see zeroIntelligenceParameters */
export type ZeroIntelligenceParameters = z.output<typeof zeroIntelligenceParameters>
