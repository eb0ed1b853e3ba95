import type { ReturnSeries, Weights } from './return-series.ts'

/**
 * Autocorrelations at lags 1..`lags` of `values`, days apart: pairs within a day only, one mean for
 * all. The pairs that the ends of days cut off are made up for, so that one day gives the classical
 * estimate (`autocorrelations`) and many short ones are not pulled towards 0.
 *
 * ρ(k) = Σ w·(x−m)(x₊ₖ−m) · (n−k)/(pairs at k) / Σ w·(x−m)²
 *
 * Source: Box, Jenkins, Reinsel, Time Series Analysis, chapter 2, for one day.
 */
export function memoryOf(
  values: ArrayLike<number>,
  { ends }: Pick<ReturnSeries, 'ends'>,
  weights: Weights,
  lags: number,
): Float64Array {
  const length = values.length
  let [count, sum] = [0, 0]
  for (let place = 0; place < length; place++) {
    count += weights[place] as number
    sum += (weights[place] as number) * (values[place] as number)
  }
  const mean = sum / count
  const off = Float64Array.from(values, (value) => value - mean)
  let squares = 0
  for (let place = 0; place < length; place++) {
    squares += (weights[place] as number) * (off[place] as number) ** 2
  }
  return Float64Array.from({ length: Math.max(0, Math.min(lags, length - 1)) }, (_, index) => {
    const lag = index + 1
    let [products, pairs] = [0, 0]
    for (let place = 0; place + lag < length; place++) {
      const weight = weights[place] as number
      if (weight === 0 || place + lag >= (ends[place] as number)) continue
      products += weight * (off[place] as number) * (off[place + lag] as number)
      pairs += weight
    }
    return (products * ((count * (length - lag)) / length)) / pairs / squares
  })
}

/**
 * The exponent β of a decay ρ(k) ∝ k^−β: least squares of ln ρ on ln k over lags `from`..`to`, lags at
 * which ρ is not positive left out. NaN with fewer than three left.
 *
 * Source: Cont (2001), "slow decay of autocorrelation in absolute returns", β of about .2 to .4;
 * Lillo and Farmer (2004) for order signs.
 *
 * @param memory ρ at lags 1, 2, …
 */
export function decayExponent(memory: ArrayLike<number>, from = 1, to = memory.length): number {
  const lags = Array.from(
    { length: Math.max(0, to - from + 1) },
    (_, index) => from + index,
  ).filter((lag) => (memory[lag - 1] as number) > 0)
  return -slopeOf(
    lags.map((lag) => Math.log(lag)),
    lags.map((lag) => Math.log(memory[lag - 1] as number)),
  )
}

/** The least-squares slope of `y` on `x`; NaN with fewer than three points. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  if (x.length < 3) return Number.NaN
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length
  let [products, squares] = [0, 0]
  for (const [index, value] of x.entries()) {
    products += (value - meanX) * ((y[index] as number) - meanY)
    squares += (value - meanX) ** 2
  }
  return products / squares
}
