import type { Weights } from './return-series.ts'

/**
 * Hill's estimate of the tail index α in P(|x| > s) ∝ s^−α, from the largest `share` of the absolute
 * values: one over the mean logarithm of each over the largest that is not among them. 3 is usual
 * of returns, 2 or less has no variance; NaN where the tail is empty or has nothing below it.
 *
 * Source: Hill (1975), "A simple general approach to inference about the tail of a distribution",
 * Annals of Statistics 3.
 *
 * @param share of the places, 0..1
 * @param sign +1 or −1 for one tail alone; both where it is left out
 */
export function hillIndex(
  values: ArrayLike<number>,
  weights: Weights,
  share = 0.05,
  sign?: 1 | -1,
): number {
  const places: number[] = []
  let count = 0
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number
    if ((weights[place] as number) === 0 || (sign !== undefined && value * sign <= 0)) continue
    places.push(place)
    count += weights[place] as number
  }
  const size = (place: number): number => Math.abs(values[place] as number)
  places.sort((left, right) => size(right) - size(left))
  const tail = Math.floor(share * count)
  let [taken, logs, below] = [0, 0, 0]
  for (const place of places) {
    if (taken >= tail) {
      below = size(place)
      break
    }
    const weight = Math.min(weights[place] as number, tail - taken)
    taken += weight
    logs += weight * Math.log(size(place))
    if (weight < (weights[place] as number)) {
      below = size(place)
      break
    }
  }
  return tail === 0 || below === 0 ? Number.NaN : 1 / (logs / tail - Math.log(below))
}
