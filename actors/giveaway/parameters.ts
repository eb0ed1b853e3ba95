import { z } from 'zod'
import { unitTraderFields } from '../unit-trader.ts'

/** What a scenario may say of a giveaway trader. */
export const giveawayParameters = z.strictObject(unitTraderFields)
/** @see giveawayParameters */
export type GiveawayParameters = z.output<typeof giveawayParameters>
