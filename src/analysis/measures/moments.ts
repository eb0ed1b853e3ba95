/** The mean of `values`, NaN left out; NaN where nothing is left. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  let count = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return sum / count
}

/**
 * The sample standard deviation of `values` (n − 1 in the denominator), NaN left out; NaN for fewer
 * than two. In two passes, since one pass loses a small deviation about a large mean.
 */
export function deviation(values: ArrayLike<number>): number {
  const centre = mean(values)
  let squares = 0
  let count = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) continue
    squares += (value - centre) ** 2
    count++
  }
  return count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1))
}

/**
 * The excess kurtosis of `values`: the fourth central moment over the squared variance, both with n
 * in the denominator, less 3. 0 for a normal, at least −2 for anything; NaN where the variance is 0.
 *
 * Source: Cont (2001), "Empirical properties of asset returns", Quantitative Finance 1.
 */
export function excessKurtosis(values: ArrayLike<number>): number {
  const centre = mean(values)
  let second = 0
  let fourth = 0
  let count = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) continue
    const square = (value - centre) ** 2
    second += square
    fourth += square * square
    count++
  }
  return second === 0 ? Number.NaN : (count * fourth) / (second * second) - 3
}
