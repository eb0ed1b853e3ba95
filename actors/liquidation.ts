import { exp, expm1, log } from '../protocols/math.ts'

/** What an optimal liquidation is computed from; times are in any one unit, here called days. */
export interface LiquidationTerms {
  /** Shares to sell, above 0. */
  readonly shares: number
  /** Days to do it in, above 0. */
  readonly horizon: number
  /** Trades, equally far apart; whole, at least 1. */
  readonly trades: number
  /** σ: standard deviation of the price over a day. */
  readonly volatility: number
  /** γ: what each share sold takes off the price for good. */
  readonly permanentImpact: number
  /** η: what a rate of one share a day costs each share of that trade. */
  readonly temporaryImpact: number
  /** ε: what each share costs whatever the rate, such as half the spread. */
  readonly fixedCost: number
  /** λ: the cost that one unit of variance is worth, 0 or more. */
  readonly riskAversion: number
}

/** When to hold what, and what it costs. */
export interface Liquidation {
  /** κ: how fast holdings fall, a day; 0 where risk costs nothing. */
  readonly urgency: number
  /** Shares held after each trade, from all of them to 0: trades + 1 numbers. */
  readonly holdings: readonly number[]
  /** Expected shortfall. */
  readonly expected: number
  /** Standard deviation of the shortfall. */
  readonly deviation: number
}

/**
 * The plan that minimises expected shortfall + λ · variance under linear impact, in closed form.
 *
 * Source: Almgren and Chriss 2000, *Optimal execution of portfolio transactions*, equations 15 to 20.
 * @throws RangeError where permanent impact is so large that trading faster would cost less:
 *   η ≤ γτ/2
 */
export function planLiquidation(terms: LiquidationTerms): Liquidation {
  const { shares, horizon, trades, volatility, permanentImpact, temporaryImpact } = terms
  const step = horizon / trades
  const impact = temporaryImpact - (permanentImpact * step) / 2
  if (!(impact > 0)) throw new RangeError('temporary impact must exceed γτ/2')
  const squared = (terms.riskAversion * volatility * volatility) / impact
  const urgency = acosh((squared * step * step) / 2 + 1) / step
  const holdings = Array.from({ length: trades + 1 }, (_, nth) =>
    urgency === 0
      ? (shares * (trades - nth)) / trades
      : shares * sinhRatio(urgency * step * (trades - nth), urgency * horizon),
  )
  let sold = 0
  let held = 0
  for (let nth = 1; nth <= trades; nth++) {
    const after = holdings[nth] as number
    const sale = (holdings[nth - 1] as number) - after
    sold += sale * sale
    held += after * after
  }
  const expected =
    (permanentImpact * shares * shares) / 2 + terms.fixedCost * shares + (impact * sold) / step
  return { urgency, holdings, expected, deviation: volatility * Math.sqrt(step * held) }
}

/** sinh(a) / sinh(b) for 0 ≤ a ≤ b, where each alone may be too large for a number. */
const sinhRatio = (a: number, b: number): number => (exp(a - b) * expm1(-2 * a)) / expm1(-2 * b)
const acosh = (x: number): number => log(x + Math.sqrt(x * x - 1))
