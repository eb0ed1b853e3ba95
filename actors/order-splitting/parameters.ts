import { z } from 'zod'
import { size, span } from '../parameters.ts'

/** What a scenario may say of a trader that splits its orders. */
export const orderSplittingParameters = z.strictObject({
  exponent: z
    .number()
    .gt(1)
    .max(10)
    .default(1.5)
    .describe('α of the Pareto distribution of parent sizes, P(children ≥ n) = n^−α'),
  childSize: size().default(100).describe('size of each child order, lots'),
  childrenMax: z.int().min(1).max(1_000_000).default(2_000).describe('most children of a parent'),
  wakeMean: span().prefault('30 s').describe('mean time between two children, exponential'),
  splits: z
    .boolean()
    .default(true)
    .describe('false: a parent is one order, and what it would have taken is waited for'),
})
export type OrderSplittingParameters = z.output<typeof orderSplittingParameters>
