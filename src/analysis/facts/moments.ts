import type { ReturnSeries, Weights } from './return-series.ts'

/** Mean, variance (both with n in the denominator), skewness and excess kurtosis. */
export interface Moments {
  readonly mean: number
  readonly variance: number
  readonly skewness: number
  readonly kurtosis: number
}

/** The moments of `values`, the place `k` counted `weights[k]` times; NaN where none counts. */
export function weightedMoments(values: ArrayLike<number>, weights: Weights): Moments {
  let [count, sum] = [0, 0]
  for (let place = 0; place < values.length; place++) {
    const weight = weights[place] as number
    count += weight
    sum += weight * (values[place] as number)
  }
  const mean = sum / count
  let [second, third, fourth] = [0, 0, 0]
  for (let place = 0; place < values.length; place++) {
    const weight = weights[place] as number
    if (weight === 0) continue
    const off = (values[place] as number) - mean
    second += weight * off * off
    third += weight * off ** 3
    fourth += weight * off ** 4
  }
  const variance = second / count
  return {
    mean,
    variance,
    skewness: third / count / variance ** 1.5,
    kurtosis: fourth / count / variance ** 2 - 3,
  }
}

/**
 * The excess kurtosis of returns over `steps` steps: of the sums of that many neighbours within a
 * day, every start counted, so that sums overlap. NaN where no day is long enough.
 *
 * Source: Cont (2001), "aggregational Gaussianity".
 */
export function kurtosisOver(series: ReturnSeries, weights: Weights, steps: number): number {
  const { sums, places } = sumsOver(series.returns, series.ends, steps)
  return weightedMoments(
    sums,
    places.map((place) => weights[place] as number),
  ).kurtosis
}

/** The sums of `steps` neighbours within a day, and the place of the first of each. */
export function sumsOver(
  values: ArrayLike<number>,
  ends: ArrayLike<number>,
  steps: number,
): { sums: Float64Array; places: Int32Array } {
  const sums: number[] = []
  const places: number[] = []
  for (let place = 0; place < values.length; place++) {
    if (place + steps > (ends[place] as number)) continue
    let sum = 0
    for (let step = 0; step < steps; step++) sum += values[place + step] as number
    sums.push(sum)
    places.push(place)
  }
  return { sums: Float64Array.from(sums), places: Int32Array.from(places) }
}

/** The correlation of `left` and `right`, the place `k` counted `weights[k]` times. */
export function weightedCorrelation(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  weights: Weights,
): number {
  let [count, sumLeft, sumRight] = [0, 0, 0]
  for (let place = 0; place < left.length; place++) {
    const weight = weights[place] as number
    count += weight
    sumLeft += weight * (left[place] as number)
    sumRight += weight * (right[place] as number)
  }
  const [meanLeft, meanRight] = [sumLeft / count, sumRight / count]
  let [products, squaresLeft, squaresRight] = [0, 0, 0]
  for (let place = 0; place < left.length; place++) {
    const weight = weights[place] as number
    const [x, y] = [(left[place] as number) - meanLeft, (right[place] as number) - meanRight]
    products += weight * x * y
    squaresLeft += weight * x * x
    squaresRight += weight * y * y
  }
  return products / Math.sqrt(squaresLeft * squaresRight)
}
