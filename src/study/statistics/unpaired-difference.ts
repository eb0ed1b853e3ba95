import { studentCdf, studentQuantile } from './distributions.ts'
import { sampleMean } from './paired-differences.ts'

/** The difference of two means, with its interval and its two-sided p-value. */
export interface UnpairedDifference {
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly p: number
}

/**
 * Welch's test of two samples that are not paired and may vary differently.
 *
 * Source: Welch (1947), "The generalization of Student's problem when several different population
 * variances are involved", Biometrika 34.
 */
export function unpairedDifference(
  left: readonly number[],
  right: readonly number[],
  level = 0.95,
): UnpairedDifference {
  const [a, b] = [sampleMean(left), sampleMean(right)]
  const difference = a.mean - b.mean
  const [own, other] = [a.error ** 2, b.error ** 2]
  const error = Math.sqrt(own + other)
  if (error === 0) {
    return { difference, low: difference, high: difference, p: difference === 0 ? 1 : 0 }
  }
  const freedom = (own + other) ** 2 / (own ** 2 / (a.count - 1) + other ** 2 / (b.count - 1))
  const reach = error * studentQuantile((1 + level) / 2, freedom)
  const p = 2 * studentCdf(-Math.abs(difference / error), freedom)
  return { difference, low: difference - reach, high: difference + reach, p }
}
