import { mean } from './moments.ts'

/**
 * The sample autocorrelations of `values` at lags 1..`lags`: the sum of products of deviations from
 * the one mean at that lag, over their sum of squares. Each is in −1..1. Lags that the series is too
 * short for are left out; of a constant series all are NaN.
 *
 * Source: Box, Jenkins, Reinsel, Time Series Analysis, chapter 2. Of independent values each
 * is within ±1.96/√n nineteen times in twenty: `independenceBand`.
 */
export function autocorrelations(values: ArrayLike<number>, lags: number): Float64Array {
  const centre = mean(values)
  const centred = Float64Array.from(values, (value) => value - centre)
  const squares = centred.reduce((sum, value) => sum + value * value, 0)
  const longest = Math.max(0, Math.min(lags, centred.length - 1))
  return Float64Array.from({ length: longest }, (_, index) => {
    const lag = index + 1
    let sum = 0
    for (let place = lag; place < centred.length; place++) {
      sum += (centred[place] as number) * (centred[place - lag] as number)
    }
    return sum / squares
  })
}

/** The half-width of the 95 % band of an autocorrelation of `count` independent values. */
export const independenceBand = (count: number): number => 1.96 / Math.sqrt(count)
