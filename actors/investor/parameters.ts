import { z } from 'zod'
import { size, span } from '../parameters.ts'

/** What a scenario may say of an investor. */
export const investorParameters = z.strictObject({
  wakeMean: span().prefault('3 s').describe('mean time between two of its orders, exponential'),
  size: size().default(1).describe('lots of each order'),
  onward: z
    .boolean()
    .default(false)
    .describe('whether what its venue leaves unfilled goes to the next venue of its instrument'),
})
export type InvestorParameters = z.output<typeof investorParameters>
