import { exp, log1p } from '../../protocols/math.ts'
import type { QuotingTerms } from '../reservation-quotes.ts'

/** What the maker believes of the market, in any one unit of price and of time. */
export interface GlftTerms extends QuotingTerms {
  /** A: fills at distance δ have the rate A·e^(−kδ). Above 0. */
  readonly arrivals: number
}

/**
 * How far from the mid to quote, far from the end of trading, as
 * δᵇ = (1/γ) ln(1 + γ/k) + (2q + 1)/2 · c and δᵃ = (1/γ) ln(1 + γ/k) − (2q − 1)/2 · c with
 * c = √(σ²γ/(2kA) · (1 + γ/k)^(1 + k/γ)). Either may be negative where much is held.
 *
 * Source: Guéant, Lehalle and Fernandez-Tapia 2013, *Dealing with the inventory risk*, the
 * closed-form approximations of section 4.
 *
 * @param inventory q: what is held, in orders, not necessarily whole
 */
export function asymptoticQuotes(
  { riskAversion, volatility, decay, arrivals }: GlftTerms,
  inventory: number,
): { bid: number; ask: number } {
  const growth = log1p(riskAversion / decay)
  const base = growth / riskAversion
  const power = exp((1 + decay / riskAversion) * growth)
  const risk = volatility * Math.sqrt(((riskAversion / decay) * power) / (2 * arrivals))
  return {
    bid: base + ((2 * inventory + 1) / 2) * risk,
    ask: base - ((2 * inventory - 1) / 2) * risk,
  }
}
