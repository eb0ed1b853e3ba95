import { exp, log } from '../../protocols/math.ts'

/** What one trader is like. */
export interface Leaning {
  readonly fundamental: number
  readonly chartist: number
  readonly noise: number
  /** Steps that it looks back and ahead, τ. */
  readonly window: number
  /** Steps in which it thinks prices revert, τ*. */
  readonly reversion: number
}

/**
 * The price that a trader expects a window ahead: p·e^{r̂τ}, with
 * r̂ = (w_F·ln(p_f/p)/τ* + w_C·mean log return a step + w_N·noise)/(w_F + w_C + w_N).
 * Without any weight it expects the price that is.
 *
 * Source: Chiarella and Iori (2002), "A simulation analysis of the microstructure of double auction
 * markets", Quantitative Finance 2, section 2, as the FCN agents of PAMS have it.
 *
 * @param price p, above 0
 * @param value the fundamental p_f, above 0
 * @param trend mean log return a step over the window
 * @param noise a draw, as a log return a step
 */
export function forecast(
  { fundamental, chartist, noise: noisy, window, reversion }: Leaning,
  price: number,
  value: number,
  trend: number,
  noise: number,
): number {
  const weights = fundamental + chartist + noisy
  if (weights === 0) return price
  const towards = log(value / price) / reversion
  const rate = (fundamental * towards + chartist * trend + noisy * noise) / weights
  return price * exp(rate * window)
}
