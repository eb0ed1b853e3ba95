import { z } from 'zod'
import { Role } from '../../protocols/kind.ts'

const MILLION = 1_000_000

/** A rate that is a whole number of steps; a step is a negative power of ten. */
const rate = (most: number, decimals: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .refine((value) => isWholeSteps(value, decimals), {
      error: `must have at most ${decimals} decimals`,
    })
    .default(0)

/** Whether `value` is, but for the last bits of a float, a whole number of 10^−decimals. */
function isWholeSteps(value: number, decimals: number): boolean {
  const steps = value * Number(`1e${decimals}`)
  return Math.abs(steps - Math.round(steps)) < 1e-6
}

const leg = z.strictObject({
  perTrade: z
    .int()
    .min(-1e9)
    .max(1e9)
    .default(0)
    .describe('for each trade, ticks × lots; below 0 a rebate, here and below'),
  perLot: rate(1_000, 6).describe('for each lot, ticks × lots, at most 6 decimals'),
  basisPoints: rate(10_000, 2).describe('of the notional, in 1/10000 of it, at most 2 decimals'),
})

/** What a scenario may say of a venue's fees; the defaults are that there are none. */
export const feesParameters = z.strictObject({
  maker: leg.prefault({}).describe('what who waited pays for a trade'),
  taker: leg.prefault({}).describe('what who came pays for a trade'),
  auction: leg.prefault({}).describe('what each side of an auction pays for its part'),
})
/** A venue's fees. @see feesParameters */
export type FeesParameters = z.output<typeof feesParameters>

/** What a venue takes for trades. */
export interface Fees {
  /**
   * What one side owes the venue for a trade, in ticks × lots; below 0 the venue owes it.
   * @param price ticks; price × size at most 2^50, so that every step is exact
   */
  chargeOf(role: Role, price: number, size: number): number
}

/** A leg's rates in whole numbers: units of cash, and millionths. */
interface Rates {
  readonly perTrade: number
  /** Millionths of a unit of cash for each lot. */
  readonly perLot: number
  /** Millionths of the notional. */
  readonly share: number
}

/**
 * Fees by role: for each trade, for each lot, and of the notional, added up exactly and then
 * rounded once, up to the next whole unit of cash: a fee up, a rebate down, so that the venue gains
 * the fraction and never loses it. A fee of one side is a credit of the venue's own account, to the
 * unit, so that cash over all participants and the venue still sums to 0.
 *
 * Maker-taker is a maker's rebate and a taker's fee; an inverted venue has them the other way
 * round. A function of its arguments alone: it has no state.
 */
export function createFees({ maker, taker, auction }: FeesParameters): Fees {
  const rates = {
    [Role.maker]: ratesOf(maker),
    [Role.taker]: ratesOf(taker),
    [Role.auction]: ratesOf(auction),
  }
  return {
    chargeOf(role, price, size) {
      const { perTrade, perLot, share } = rates[role]
      const notional = price * size
      // Each product is split at a million, so that none of its parts passes 2^53.
      const millions = Math.floor(size / MILLION) * perLot + Math.floor(notional / MILLION) * share
      const rest = (size % MILLION) * perLot + (notional % MILLION) * share
      return perTrade + millions + Math.ceil(rest / MILLION) + 0
    },
  }
}

const ratesOf = ({ perTrade, perLot, basisPoints }: FeesParameters['maker']): Rates => ({
  perTrade,
  perLot: Math.round(perLot * MILLION),
  share: Math.round(basisPoints * 100),
})
