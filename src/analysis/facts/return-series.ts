/**
 * Returns of equal steps, of one day or of several one after another. Pairs and sums of neighbours
 * never reach over the end of a day.
 */
export interface ReturnSeries {
  /** Log returns. */
  readonly returns: Float64Array
  /** What was traded in each step, or `null` where nobody knows. */
  readonly volumes: Float64Array | null
  /** For each place, the place at which its day has ended. */
  readonly ends: Int32Array
  readonly days: number
}

/** One day's steps. */
export interface Day {
  readonly returns: ArrayLike<number>
  readonly volumes?: ArrayLike<number>
}

/** Puts days one after another. Volumes are known where every day has them. */
export function poolDays(days: readonly Day[]): ReturnSeries {
  const length = days.reduce((sum, { returns }) => sum + returns.length, 0)
  const returns = new Float64Array(length)
  const volumes = new Float64Array(length)
  const ends = new Int32Array(length)
  let from = 0
  for (const day of days) {
    const to = from + day.returns.length
    returns.set(day.returns, from)
    if (day.volumes !== undefined) volumes.set(day.volumes, from)
    ends.fill(to, from, to)
    from = to
  }
  const known = days.every((day) => day.volumes !== undefined)
  return { returns, volumes: known ? volumes : null, ends, days: days.length }
}

/** How often each place of a series counts: 1 for the series itself, as drawn for a resample. */
export type Weights = ArrayLike<number>

/** Each place once. */
export const onceEach = ({ returns }: ReturnSeries): Float64Array =>
  new Float64Array(returns.length).fill(1)
