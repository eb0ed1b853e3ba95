import { MINUTE } from '../../../protocols/units.ts'
import { asOf } from './as-of.ts'
import type { Mids } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'

/** The trades that bars are made of: ns since the session's start, lots. */
export interface Sizes {
  readonly at: ArrayLike<number>
  readonly size: ArrayLike<number>
}

/** Steps of equal length, one place each: the log return of the mid, and what was traded in it. */
export interface Bars {
  readonly returns: Float64Array
  /** Lots traded after the step's begin and up to its end. */
  readonly volumes: Float64Array
}

/**
 * Log returns of the mid over steps of `step` from `span.from` on, as `minuteReturns` has them, each
 * with the lots that were traded in its step. Steps before the first mid are left out.
 *
 * @param step ns; a minute unless told otherwise
 */
export function minuteBars(mids: Mids, trades: Sizes, span: Span, step: number = MINUTE): Bars {
  const known = Array.from(mids.mid, (_, index) => index).filter(
    (index) => !Number.isNaN(mids.mid[index] as number),
  )
  const times = known.map((index) => mids.at[index] as number)
  const count = Math.max(0, Math.floor((span.to - span.from) / step) + 1)
  const grid = Float64Array.from({ length: count }, (_, index) => span.from + index * step)
  const seen = asOf(times, grid)
  const traded = asOf(trades.at, grid)
  const returns: number[] = []
  const volumes: number[] = []
  let summed = 0
  let place = 0
  for (let index = 0; index < count; index++) {
    const before = summed
    for (; place <= (traded[index] as number); place++) summed += trades.size[place] as number
    if (index === 0 || (seen[index - 1] as number) < 0) continue
    const from = mids.mid[known[seen[index - 1] as number] as number] as number
    const to = mids.mid[known[seen[index] as number] as number] as number
    returns.push(Math.log(to) - Math.log(from))
    volumes.push(summed - before)
  }
  return { returns: Float64Array.from(returns), volumes: Float64Array.from(volumes) }
}
