import { asOf } from './as-of.ts'
import type { Mids } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'

/**
 * How long the market takes to take in what moves the value: the lag, in whole `step`s up to `most`
 * of them, at which the fundamental of so long ago has the least mean squared distance from the mid.
 * In ns; of equal distances the shortest lag. Each lag is judged over the same moments, every `step`
 * ns of `span` from `most` steps on, but for those without a mid; NaN where none has one.
 *
 * Source: after the delay by which prices lead and lag each other, de Jong and Nijman (1997), "High
 * frequency analysis of lead-lag relationships between financial markets", Journal of Empirical
 * Finance 4, with a value that a simulation knows in the place of the other market.
 *
 * @param fundamental ticks at ns since the session's start
 */
export function priceLag(
  mids: Mids,
  fundamental: (at: number) => number,
  span: Span,
  step: number,
  most: number,
): number {
  const count = Math.max(0, Math.floor((span.to - span.from) / step) + 1)
  const grid = Float64Array.from({ length: count }, (_, index) => span.from + index * step)
  const places = asOf(mids.at, grid)
  const values = grid.map((at) => fundamental(at))
  const seen = Array.from(grid.keys()).filter(
    (index) => index >= most && !Number.isNaN(mids.mid[places[index] as number] ?? Number.NaN),
  )
  let [best, least] = [Number.NaN, Number.POSITIVE_INFINITY]
  for (let lag = 0; lag <= most && seen.length > 0; lag++) {
    let squares = 0
    for (const index of seen) {
      const mid = mids.mid[places[index] as number] as number
      squares += (mid - (values[index - lag] as number)) ** 2
    }
    if (squares < least) [best, least] = [lag * step, squares]
  }
  return best
}
