import { solve } from './linear-system.ts'

/** The share of a venue in the variance of the efficient price: bounds, and their middle; 0..1. */
export interface InformationShare {
  readonly low: number
  readonly high: number
  readonly middle: number
}

/** Steps after which the response to an innovation is taken as lasting. */
const LASTING = 500

/**
 * Hasbrouck's information shares: how much of the innovations of the price that all venues share comes
 * from each. A vector error-correction model of the venues' prices, error terms pₖ − p₀ and `lags` past
 * changes, is fitted by least squares; ψ is the lasting response of the price to an innovation of each
 * venue; Ω the innovations' covariance, F a Cholesky factor. A share is ([ψF]ₖ)²/(ψΩψ′); it depends on
 * which venue comes first in F, so each venue's bounds are over it first and it last.
 *
 * Source: Hasbrouck (1995), "One security, many markets: determining the contributions to price
 * discovery", Journal of Finance 50.
 *
 * @param prices a series a venue, of one length, at equal steps; ticks or logarithms
 * @param lags 1 or more
 * @returns a share a venue; `undefined` where the prices say too little, as where one never moves
 */
export function informationShares(
  prices: readonly ArrayLike<number>[],
  lags: number,
): InformationShare[] | undefined {
  const venues = prices.length
  const fitted = estimate(prices, lags)
  if (fitted === undefined) return undefined
  const { coefficients, covariance } = fitted
  const lasting = Array.from({ length: venues }, (_, shocked) =>
    lastingResponse(coefficients, shocked, venues, lags),
  )
  const total = quadratic(lasting, covariance)
  if (!(total > 0)) return undefined
  return lasting.map((_, venue) => {
    const others = lasting.map((_, other) => other).filter((other) => other !== venue)
    const shares = [
      [venue, ...others],
      [...others, venue],
    ].map((order) => {
      const factor = cholesky(
        order.map((row) => order.map((at) => covariance[row]?.[at] as number)),
      )
      const place = order.indexOf(venue)
      let sum = 0
      for (let row = 0; row < venues; row++) {
        sum += (lasting[order[row] as number] as number) * (factor[row]?.[place] as number)
      }
      return (sum * sum) / total
    })
    const [low, high] = [Math.min(...shares), Math.max(...shares)]
    return { low, high, middle: (low + high) / 2 }
  })
}

function estimate(prices: readonly ArrayLike<number>[], lags: number) {
  const venues = prices.length
  const length = Math.min(...prices.map((series) => series.length))
  const price = (venue: number, at: number): number => prices[venue]?.[at] as number
  const regressors = (at: number): number[] => {
    const row = [1]
    for (let venue = 1; venue < venues; venue++) row.push(price(venue, at - 1) - price(0, at - 1))
    for (let lag = 1; lag <= lags; lag++) {
      for (let venue = 0; venue < venues; venue++) {
        row.push(price(venue, at - lag) - price(venue, at - lag - 1))
      }
    }
    return row
  }
  const width = venues + lags * venues
  const squares = Array.from({ length: width }, () => new Array<number>(width).fill(0))
  const products = Array.from({ length: width }, () => new Array<number>(venues).fill(0))
  for (let at = lags + 1; at < length; at++) {
    const row = regressors(at)
    for (let left = 0; left < width; left++) {
      const [square, product] = [squares[left] as number[], products[left] as number[]]
      for (let right = 0; right < width; right++) {
        square[right] = (square[right] as number) + (row[left] as number) * (row[right] as number)
      }
      for (let venue = 0; venue < venues; venue++) {
        const change = price(venue, at) - price(venue, at - 1)
        product[venue] = (product[venue] as number) + (row[left] as number) * change
      }
    }
  }
  const coefficients = solve(squares, products)
  if (coefficients === undefined) return undefined
  const covariance = Array.from({ length: venues }, () => new Array<number>(venues).fill(0))
  const count = length - lags - 1
  for (let at = lags + 1; at < length; at++) {
    const row = regressors(at)
    const left = Array.from({ length: venues }, (_, venue) => {
      let value = price(venue, at) - price(venue, at - 1)
      for (const [index, regressor] of row.entries()) {
        value -= regressor * (coefficients[index]?.[venue] as number)
      }
      return value
    })
    for (let one = 0; one < venues; one++) {
      for (let other = 0; other < venues; other++) {
        const sums = covariance[one] as number[]
        const product = (left[one] as number) * (left[other] as number)
        sums[other] = (sums[other] as number) + product / count
      }
    }
  }
  return { coefficients, covariance }
}

/** Where the prices end up, on average, after an innovation of 1 at one venue, without drift. */
function lastingResponse(
  coefficients: readonly (readonly number[])[],
  shocked: number,
  venues: number,
  lags: number,
): number {
  const zero = new Array<number>(venues).fill(0)
  const path = Array.from({ length: lags + 1 }, () => zero)
  path.push(zero.map((_, venue) => (venue === shocked ? 1 : 0)))
  for (let step = 0; step < LASTING; step++) {
    const last = path.length - 1
    const at = (back: number): readonly number[] => path[last - back] as readonly number[]
    const row = [0]
    for (let venue = 1; venue < venues; venue++) {
      row.push((at(0)[venue] as number) - (at(0)[0] as number))
    }
    for (let lag = 0; lag < lags; lag++) {
      for (let venue = 0; venue < venues; venue++) {
        row.push((at(lag)[venue] as number) - (at(lag + 1)[venue] as number))
      }
    }
    path.push(
      zero.map((_, venue) => {
        let value = at(0)[venue] as number
        for (const [index, regressor] of row.entries()) {
          value += regressor * (coefficients[index]?.[venue] as number)
        }
        return value
      }),
    )
    path.shift()
  }
  return (path.at(-1) as readonly number[]).reduce((sum, value) => sum + value / venues, 0)
}

function quadratic(row: readonly number[], matrix: readonly (readonly number[])[]): number {
  let sum = 0
  for (const [left, value] of row.entries()) {
    for (const [right, other] of row.entries()) {
      sum += value * other * (matrix[left]?.[right] as number)
    }
  }
  return sum
}

/** The lower triangle F with F·F′ = `matrix`, which is positive definite or nearly. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const factor = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]?.[column] as number
      for (let inner = 0; inner < column; inner++) {
        sum -= (factor[row]?.[inner] as number) * (factor[column]?.[inner] as number)
      }
      const pivot = factor[column]?.[column] as number
      const value = row === column ? Math.sqrt(Math.max(0, sum)) : pivot === 0 ? 0 : sum / pivot
      ;(factor[row] as number[])[column] = value
    }
  }
  return factor
}
