import { z } from 'zod'
import { size, span } from '../parameters.ts'

/** What a scenario may say of an investor. */
export const investorParameters = z.strictObject({
  wakeMean: span().prefault('3 s').describe('mean time between two of its orders, exponential'),
  size: size().default(1).describe('lots of each order'),
})
export type InvestorParameters = z.output<typeof investorParameters>
