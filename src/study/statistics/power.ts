import { noncentralStudentCdf, studentQuantile } from './distributions.ts'

/**
 * The power of Student's two-sided test of paired differences: how often `count` pairs show an effect
 * of size `effect`.
 *
 * @param effect mean over standard deviation of the differences: d_z
 * @param count pairs, at least 2
 * @param alpha 0..1, by default 0.05
 */
export function pairedPower(effect: number, count: number, alpha = 0.05): number {
  const critical = studentQuantile(1 - alpha / 2, count - 1)
  const shift = Math.abs(effect) * Math.sqrt(count)
  const above = 1 - noncentralStudentCdf(critical, count - 1, shift)
  return above + noncentralStudentCdf(-critical, count - 1, shift)
}

/** More pairs than anybody will run: an effect that needs more is none. */
const PAIRS_MAX = 1_000_000

/**
 * How many pairs show an effect of size `effect` with `power`; ∞ where a million do not.
 *
 * @param power 0..1, by default 0.8
 */
export function pairsNeeded(effect: number, power = 0.8, alpha = 0.05): number {
  if (!(Math.abs(effect) > 0)) return Number.POSITIVE_INFINITY
  if (!Number.isFinite(effect)) return 2
  const isEnough = (count: number): boolean => pairedPower(effect, count, alpha) >= power
  let high = 2
  while (!isEnough(high)) {
    if (high > PAIRS_MAX) return Number.POSITIVE_INFINITY
    high *= 2
  }
  let low = high / 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}
