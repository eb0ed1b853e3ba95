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
export const createEstimate = (beliefs: Beliefs): Estimate => new Kalman(beliefs)

class Kalman implements Estimate {
  value: number
  variance = 0
  private readonly beliefs: Beliefs
  private readonly rate: number
  /** What a nanosecond takes off a variance, as a share; negative. */
  private readonly step: number

  constructor(beliefs: Beliefs) {
    this.beliefs = beliefs
    this.rate = Math.LN2 / beliefs.halfLife
    this.step = expm1(-2 * this.rate)
    this.value = beliefs.mean
  }

  observe(elapsed: number, observation: number): void {
    const { observationVariance, shockVariance } = this.beliefs
    const lost = expm1(-2 * this.rate * elapsed)
    const expected = this.project(elapsed)
    const spread = this.variance * (1 + lost) + (lost / this.step) * shockVariance
    const total = observationVariance + spread
    // Two certainties: the eye is believed.
    const weight = total === 0 ? 1 : spread / total
    this.value = expected + weight * (observation - expected)
    this.variance = weight * observationVariance
  }

  project(ahead: number): number {
    const { mean } = this.beliefs
    return this.value + (this.value - mean) * expm1(-this.rate * ahead)
  }
}
