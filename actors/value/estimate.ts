import { expm1 } from '../../protocols/math.ts'

/** What a trader believes of the fundamental, and how it believes that this moves. */
export interface Beliefs {
  /** Where the value reverts to, ticks. */
  readonly mean: number
  /** Time in which a deviation from the mean halves, ns. */
  readonly halfLife: number
  /** Variance of an observation's noise, ticks². */
  readonly observationVariance: number
  /** Variance that each ns adds, ticks². */
  readonly shockVariance: number
}

/** An estimate of the fundamental, improved by noisy observations. */
export interface Estimate {
  /** The estimate at the last observation, ticks, and its variance, ticks². */
  readonly value: number
  readonly variance: number
  /** Takes in an observation, in ticks, made `elapsed` ns after the last; the first, after the beginning. */
  observe(elapsed: number, observation: number): void
  /** What the value will be, on average, `ahead` ns after the last observation; ticks, not rounded. */
  project(ahead: number): number
}

/**
 * The Bayesian estimate of a mean-reverting value: it begins as the mean, known exactly; between
 * observations it reverts and its variance grows; an observation moves it by the Kalman weight.
 *
 * With κ from (1 − κ)^halfLife = ½, δ ns make (1 − κ)^δ = e^(−δ·ln 2/halfLife). κ is about 1e-15, of
 * which 1 − (1 − κ)² by subtraction would keep two digits; expm1 keeps all.
 *
 * Source: Wah, Wright, Wellman 2017, "Welfare effects of market making in continuous double
 * auctions", section 4, as the value agents of ABIDES use it.
 */
export function createEstimate(beliefs: Beliefs): Estimate {
  const { mean, halfLife, observationVariance, shockVariance } = beliefs
  const rate = Math.LN2 / halfLife
  const step = expm1(-2 * rate)
  const revert = (value: number, span: number): number =>
    value + (value - mean) * expm1(-rate * span)

  let value = mean
  let variance = 0
  return {
    get value() {
      return value
    },
    get variance() {
      return variance
    },
    observe(elapsed, observation) {
      const lost = expm1(-2 * rate * elapsed)
      const expected = revert(value, elapsed)
      const spread = variance * (1 + lost) + (lost / step) * shockVariance
      const total = observationVariance + spread
      // Two certainties: the eye is believed.
      const weight = total === 0 ? 1 : spread / total
      value = expected + weight * (observation - expected)
      variance = weight * observationVariance
    },
    project: (ahead) => revert(value, ahead),
  }
}
