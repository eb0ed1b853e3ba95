import type { Mids } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'
import { sampledMids } from './sampled-mids.ts'

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
  const { at, mid } = sampledMids(mids, span, step)
  const values = at.map((moment) => fundamental(moment))
  const seen = Array.from(at.keys()).filter(
    (index) => index >= most && !Number.isNaN(mid[index] as number),
  )
  let [best, least] = [Number.NaN, Number.POSITIVE_INFINITY]
  for (let lag = 0; lag <= most && seen.length > 0; lag++) {
    let squares = 0
    for (const index of seen) {
      squares += ((mid[index] as number) - (values[index - lag] as number)) ** 2
    }
    if (squares < least) [best, least] = [lag * step, squares]
  }
  return best
}
