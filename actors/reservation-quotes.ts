import { log1p } from '../protocols/math.ts'

/** What a market maker believes of the market, in any one unit of price and of time. */
export interface QuotingTerms {
  /** γ: aversion to risk, above 0. */
  readonly riskAversion: number
  /** σ: standard deviation of the mid over one unit of time. */
  readonly volatility: number
  /** k: how fast fills become rarer with distance: their rate is A·e^(−kδ). Above 0. */
  readonly decay: number
}

/** Where to quote. */
export interface ReservationQuotes {
  /** About which price, relative to the mid: what is held pushes it the other way. */
  readonly skew: number
  /** From bid to ask, above 0. */
  readonly spread: number
}

/**
 * The quotes of a maker who holds `inventory` and has `left` units of time to go: about
 * s − qγσ²(T−t), a total of γσ²(T−t) + (2/γ)·ln(1 + γ/k) apart.
 *
 * Source: Avellaneda and Stoikov 2008, *High-frequency trading in a limit order book*, equations 29
 * and 30.
 */
export function reservationQuotes(
  { riskAversion, volatility, decay }: QuotingTerms,
  inventory: number,
  left: number,
): ReservationQuotes {
  const risk = riskAversion * volatility * volatility * left
  return {
    skew: -inventory * risk,
    spread: risk + (2 / riskAversion) * log1p(riskAversion / decay),
  }
}
