import { z } from 'zod'
import { nonNegative, probability } from '../parameters.ts'
import { unitTraderFields } from '../unit-trader.ts'

const range = (min: number, max: number, what: string) =>
  z
    .strictObject({
      min: nonNegative().default(min).describe('the least that is drawn'),
      max: nonNegative().default(max).describe('the greatest'),
    })
    .prefault({})
    .describe(what)

/** What a scenario may say of a ZIP trader; the defaults are Cliff's. */
export const zipParameters = z.strictObject({
  ...unitTraderFields,
  margin: range(0.05, 0.35, 'the margin to begin with, a share of the limit; drawn once'),
  rate: range(0.1, 0.5, 'the learning rate β; drawn once'),
  momentum: range(0, 0.1, 'the momentum γ, below 1; drawn once'),
  absolute: probability()
    .default(0.05)
    .describe('targets lie beyond a price by up to so much of a tick, A'),
  relative: probability().default(0.05).describe('and by up to this share of the price, R'),
})
/** @see zipParameters */
export type ZipParameters = z.output<typeof zipParameters>
