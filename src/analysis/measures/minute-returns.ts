import { MINUTE } from '../../../protocols/units.ts'
import { asOf } from './as-of.ts'
import type { Mids } from './effective-spread.ts'
import { deviation } from './moments.ts'
import type { Span } from './quoted-spread.ts'

/**
 * Log returns of the mid over steps of one minute from `span.from` on, the last observation carried
 * forward: at each minute the last mid at or before it, books without a mid passed over. Minutes
 * before the first mid give no return; a minute without an update gives a return of 0.
 *
 * Source: Cont (2001), "Empirical properties of asset returns", at the sampling that ABIDES' reference markets are reported with.
 *
 * @param step ns; a minute unless told otherwise
 */
export function minuteReturns(mids: Mids, span: Span, step: number = MINUTE): Float64Array {
  const known = Array.from(mids.mid, (_, index) => index).filter(
    (index) => !Number.isNaN(mids.mid[index] as number),
  )
  const times = known.map((index) => mids.at[index] as number)
  const count = Math.max(0, Math.floor((span.to - span.from) / step) + 1)
  const grid = Float64Array.from({ length: count }, (_, index) => span.from + index * step)
  const seen = asOf(times, grid).filter((place) => place >= 0)
  const logs = Float64Array.from(seen, (place) =>
    Math.log(mids.mid[known[place] as number] as number),
  )
  return logs.slice(1).map((log, index) => log - (logs[index] as number))
}

/** The sample standard deviation of `returns` in basis points (1/10,000); NaN for fewer than two. */
export const deviationBp = (returns: ArrayLike<number>): number => deviation(returns) * 10_000
