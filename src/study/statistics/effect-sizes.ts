import { logGamma } from './distributions.ts'
import { sampleMean } from './paired-differences.ts'

/**
 * How large a difference is, without its unit. ±∞ where nothing varies and there is a difference, 0
 * where there is none.
 */
export interface EffectSize {
  /** Mean over deviation: Cohen's d_z of differences. */
  readonly d: number
  /** The same without the bias that few observations have: Hedges' g. */
  readonly g: number
}

/**
 * The effect size of paired differences, in their own standard deviations.
 *
 * Source: Cohen (1988), Statistical Power Analysis, section 2.3.5; the exact factor of Hedges
 * (1981), "Distribution theory for Glass's estimator of effect size".
 */
export function pairedEffect(differences: readonly number[]): EffectSize {
  const { count, mean, deviation } = sampleMean(differences)
  if (mean === 0 && deviation === 0) return { d: 0, g: 0 }
  const d = mean / deviation
  return { d, g: d * hedgesFactor(count - 1) }
}

/** The effect size of two samples that are not paired, in their pooled standard deviation. */
export function unpairedEffect(left: readonly number[], right: readonly number[]): EffectSize {
  const [a, b] = [sampleMean(left), sampleMean(right)]
  const freedom = a.count + b.count - 2
  const pooled = Math.sqrt(
    ((a.count - 1) * a.deviation ** 2 + (b.count - 1) * b.deviation ** 2) / freedom,
  )
  const gap = a.mean - b.mean
  if (gap === 0 && pooled === 0) return { d: 0, g: 0 }
  return { d: gap / pooled, g: (gap / pooled) * hedgesFactor(freedom) }
}

/** J(ν) = Γ(ν/2) / (√(ν/2)·Γ((ν − 1)/2)); about 1 − 3/(4ν − 1). */
export function hedgesFactor(freedom: number): number {
  if (freedom < 2) return Number.NaN
  return Math.exp(logGamma(freedom / 2) - logGamma((freedom - 1) / 2)) / Math.sqrt(freedom / 2)
}

/**
 * Cliff's delta: how much more often a value on the left is above one on the right than below it,
 * −1..1; NaN where a sample is empty.
 *
 * Source: Cliff (1993), "Dominance statistics", Psychological Bulletin 114.
 */
export function cliffDelta(left: readonly number[], right: readonly number[]): number {
  let balance = 0
  for (const a of left) for (const b of right) balance += Math.sign(a - b)
  return balance / (left.length * right.length)
}
