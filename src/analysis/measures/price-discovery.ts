import type { Mids } from './effective-spread.ts'
import type { Span } from './quoted-spread.ts'
import { sampledMids } from './sampled-mids.ts'

/**
 * How far the market is from the value: the root mean squared distance of the mid from the
 * fundamental, looked at every `step` ns of `span`. In ticks; moments without a mid are left out, NaN
 * where none has one.
 *
 * Source: the price-discovery measure of Wah, Lahaie and Pennock (2016) and Wah, Wright, Wellman (2017),
 * "Welfare effects of market making in continuous double auctions".
 *
 * @param fundamental ticks at ns since the session's start
 */
export function distanceToFundamental(
  mids: Mids,
  fundamental: (at: number) => number,
  span: Span,
  step: number,
): number {
  const { at, mid } = sampledMids(mids, span, step)
  let [squares, seen] = [0, 0]
  for (let index = 0; index < at.length; index++) {
    const shown = mid[index] as number
    if (Number.isNaN(shown)) continue
    squares += (shown - fundamental(at[index] as number)) ** 2
    seen++
  }
  return Math.sqrt(squares / seen)
}
