import { sumsOver, weightedCorrelation, weightedMoments } from './moments.ts'
import type { ReturnSeries, Weights } from './return-series.ts'

/**
 * Intermittency: how much more the large returns come in bursts than by chance. The variance over
 * the mean of how many of `window` neighbours are among the largest 5 %; .95 where they come
 * independently, more where in bursts.
 *
 * Source: the index of dispersion (Cox and Lewis 1966, The Statistical Analysis of Series of Events)
 * for Cont's (2001) "irregular bursts".
 */
export function burstiness({ returns, ends }: ReturnSeries, weights: Weights, window = 30): number {
  const sizes = returns.map(Math.abs)
  const limit = sizes.toSorted()[Math.floor(0.95 * sizes.length)] ?? Number.NaN
  const { sums, places } = sumsOver(
    sizes.map((size) => (size >= limit && size > 0 ? 1 : 0)),
    ends,
    window,
  )
  const { mean, variance } = weightedMoments(
    sums,
    places.map((place) => weights[place] as number),
  )
  return variance / mean
}

/**
 * Leverage: the correlation of a return with the absolute return `lag` steps later. Below 0 where
 * losses raise volatility.
 *
 * Source: Black (1976); Cont (2001).
 */
export function leverage(series: ReturnSeries, weights: Weights, lag = 1): number {
  const { returns, ends } = series
  const places = placesWithin(ends, lag)
  return weightedCorrelation(
    places.map((place) => returns[place] as number),
    places.map((place) => Math.abs(returns[place + lag] as number)),
    places.map((place) => weights[place] as number),
  )
}

/**
 * Time-scale asymmetry: how much better the coarse volatility of `steps` steps, |Σ r|, foretells the
 * fine volatility of the next ones, Σ |r|, than the other way round: the difference of the two
 * correlations. Above 0 in markets.
 *
 * Source: Müller et al. (1997), "Volatilities of different time resolutions", Journal of Empirical
 * Finance 4; Cont (2001).
 */
export function scaleAsymmetry(series: ReturnSeries, weights: Weights, steps = 5): number {
  const { returns, ends } = series
  const places = placesWithin(ends, 2 * steps - 1)
  const fine = (from: number): number => over(returns, from, steps, Math.abs)
  const coarse = (from: number): number => Math.abs(over(returns, from, steps, (value) => value))
  const counted = places.map((place) => weights[place] as number)
  const ahead = weightedCorrelation(
    places.map(coarse),
    places.map((place) => fine(place + steps)),
    counted,
  )
  const behind = weightedCorrelation(
    places.map(fine),
    places.map((place) => coarse(place + steps)),
    counted,
  )
  return ahead - behind
}

/**
 * Excess kurtosis of returns over their own expected volatility, a moving average of squared returns
 * before them with weight `decay`: what clustering does not explain of the tails.
 *
 * Source: Cont (2001), "conditional heavy tails"; the average is that of RiskMetrics (1996), .94.
 */
export function conditionalKurtosis(series: ReturnSeries, weights: Weights, decay = 0.94): number {
  const { returns } = series
  const { variance } = weightedMoments(returns, weights)
  const scaled = new Float64Array(returns.length)
  let expected = variance
  for (let place = 0; place < returns.length; place++) {
    const value = returns[place] as number
    scaled[place] = expected > 0 ? value / Math.sqrt(expected) : 0
    expected = decay * expected + (1 - decay) * value * value
  }
  return weightedMoments(scaled, weights).kurtosis
}

/** The places that have `lag` more of their day behind them. */
function placesWithin(ends: Int32Array, lag: number): number[] {
  const places: number[] = []
  for (let place = 0; place < ends.length; place++) {
    if (place + lag < (ends[place] as number)) places.push(place)
  }
  return places
}

function over(
  values: ArrayLike<number>,
  from: number,
  steps: number,
  of: (value: number) => number,
): number {
  let sum = 0
  for (let step = 0; step < steps; step++) sum += of(values[from + step] as number)
  return sum
}
