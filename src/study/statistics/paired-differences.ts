import { studentCdf, studentQuantile } from './distributions.ts'

/** Mean and deviation of a sample, and what they say of where its mean truly is. */
export interface SampleMean {
  readonly count: number
  readonly mean: number
  /** Standard deviation, n − 1 in the denominator; NaN of fewer than two. */
  readonly deviation: number
  /** Standard error of the mean. */
  readonly error: number
  /** The interval that holds the mean at the level asked, by Student's t. */
  readonly low: number
  readonly high: number
}

/** A sample of differences against a mean of zero. */
export interface PairedDifference extends SampleMean {
  /** Student's statistic; ±∞ where all differences are the same and not zero. */
  readonly t: number
  /** Two-sided; 1 where there is no difference at all, NaN of fewer than two. */
  readonly p: number
}

/** The mean of `values` with its interval. @param level 0..1, both excluded */
export function sampleMean(values: readonly number[], level = 0.95): SampleMean {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count < 2) {
    const unknown = Number.NaN
    return { count, mean, deviation: unknown, error: unknown, low: unknown, high: unknown }
  }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  // Equal values may differ from their rounded mean in the last bit.
  const isConstant = values.every((value) => value === values[0])
  const deviation = isConstant ? 0 : Math.sqrt(squares / (count - 1))
  const error = deviation / Math.sqrt(count)
  const reach = error * studentQuantile((1 + level) / 2, count - 1)
  return { count, mean, deviation, error, low: mean - reach, high: mean + reach }
}

/** `left[k] − right[k]` for each place. @throws RangeError where the lengths differ */
export function differences(left: readonly number[], right: readonly number[]): number[] {
  if (left.length !== right.length) {
    throw new RangeError(
      `pairs need two samples of one length, not ${left.length} and ${right.length}`,
    )
  }
  return left.map((value, place) => value - (right[place] as number))
}

/**
 * Student's test of paired samples: whether the mean of their differences may be zero.
 *
 * @param values the differences, as `differences` gives them
 */
export function pairedDifference(values: readonly number[], level = 0.95): PairedDifference {
  const sample = sampleMean(values, level)
  const { count, mean, error } = sample
  if (count < 2) return { ...sample, t: Number.NaN, p: Number.NaN }
  if (error === 0 && mean === 0) return { ...sample, t: 0, p: 1 }
  const t = mean / error
  return { ...sample, t, p: 2 * studentCdf(-Math.abs(t), count - 1) }
}
