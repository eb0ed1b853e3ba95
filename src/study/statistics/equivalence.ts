import { studentCdf } from './distributions.ts'
import { sampleMean } from './paired-differences.ts'

/** Whether differences are so small that they do not matter. */
export interface Equivalence {
  /** The larger of the two one-sided p-values: below α, the mean is inside the bounds. */
  readonly p: number
  /** The interval of level 1 − 2α that lies within the bounds where the two are equivalent. */
  readonly low: number
  readonly high: number
  readonly isEquivalent: boolean
}

/**
 * Two one-sided tests of paired differences: that their mean lies in −`bound`..`bound`.
 *
 * Source: Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power
 * approach", Journal of Pharmacokinetics and Biopharmaceutics 15.
 *
 * @param bound above 0, in the unit of the differences
 * @param alpha 0..0.5; by default 0.05
 */
export function equivalence(
  differences: readonly number[],
  bound: number,
  alpha = 0.05,
): Equivalence {
  const { count, mean, error, low, high } = sampleMean(differences, 1 - 2 * alpha)
  if (count < 2) return { p: Number.NaN, low, high, isEquivalent: false }
  if (error === 0) {
    const isInside = Math.abs(mean) < bound
    return { p: isInside ? 0 : 1, low: mean, high: mean, isEquivalent: isInside }
  }
  const above = studentCdf(-(mean + bound) / error, count - 1)
  const below = studentCdf((mean - bound) / error, count - 1)
  const p = Math.max(above, below)
  return { p, low, high, isEquivalent: p < alpha }
}
