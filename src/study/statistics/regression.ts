import { solve } from '../../analysis/measures/linear-system.ts'
import { studentCdf, studentQuantile } from './distributions.ts'

/** One coefficient of a regression. */
export interface Coefficient {
  readonly name: string
  readonly value: number
  /** Standard error. */
  readonly error: number
  readonly t: number
  /** Two-sided. */
  readonly p: number
  readonly low: number
  readonly high: number
}

/** A table of coefficients, and how much they explain. */
export interface Regression {
  readonly coefficients: readonly Coefficient[]
  readonly count: number
  readonly freedom: number
  /** Standard deviation of what is left over. */
  readonly residual: number
  readonly rSquared: number
}

/**
 * Ordinary least squares with an intercept. Columns are centred first, so that a large mean costs no
 * digits.
 *
 * @param columns of each term its values, by name
 * @returns `undefined` where terms say the same, or there are fewer than two rows more than terms
 */
export function regress(
  columns: Readonly<Record<string, readonly number[]>>,
  response: readonly number[],
  level = 0.95,
): Regression | undefined {
  const names = Object.keys(columns)
  const count = response.length
  const freedom = count - names.length - 1
  if (freedom < 1) return undefined
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / count
  const means = names.map((name) => meanOf(columns[name] as readonly number[]))
  const centred = names.map((name, term) =>
    (columns[name] as readonly number[]).map((value) => value - (means[term] as number)),
  )
  const height = meanOf(response)
  const y = response.map((value) => value - height)
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, row) => sum + value * (b[row] as number), 0)
  const products = centred.map((left) => centred.map((right) => dot(left, right)))
  const unit = names.map((_, row) => names.map((_name, column) => (row === column ? 1 : 0)))
  const inverse = solve(products, unit)
  if (inverse === undefined) return undefined
  const against = centred.map((column) => dot(column, y))
  const slopes = inverse.map((row) => dot(row, against))
  const left = y.map((value, row) =>
    centred.reduce(
      (rest, column, k) => rest - (slopes[k] as number) * (column[row] as number),
      value,
    ),
  )
  const squares = dot(left, left)
  const variance = squares / freedom
  const spread = inverse.reduce(
    (sum, row, k) => sum + (means[k] as number) * dot(row, means),
    1 / count,
  )
  const reach = studentQuantile((1 + level) / 2, freedom)
  const told = (name: string, value: number, error: number): Coefficient => {
    const t = value / error
    const p = 2 * studentCdf(-Math.abs(t), freedom)
    return { name, value, error, t, p, low: value - reach * error, high: value + reach * error }
  }
  const intercept = height - dot(slopes, means)
  return {
    coefficients: [
      told('intercept', intercept, Math.sqrt(variance * spread)),
      ...names.map((name, k) =>
        told(name, slopes[k] as number, Math.sqrt(variance * (inverse[k]?.[k] as number))),
      ),
    ],
    count,
    freedom,
    residual: Math.sqrt(variance),
    rSquared: 1 - squares / dot(y, y),
  }
}
