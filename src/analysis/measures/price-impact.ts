import { effectiveSpreads, type Mids, type Prints } from './effective-spread.ts'
import { realisedSpreads } from './realised-spread.ts'

/**
 * Price impact of each trade: twice the signed move of the mid from just before it to `after` ns later,
 * 2·q·(m₊ − m): the effective spread less the realised one. In ticks; NaN where either is.
 *
 * Source: Huang and Stoll (1996), Journal of Financial Economics 41.
 *
 * @param after ns, at least 1
 * @param end the last moment of which the mid is known, ns since the session start
 */
export function priceImpacts(prints: Prints, mids: Mids, after: number, end: number): Float64Array {
  const realised = realisedSpreads(prints, mids, after, end)
  return effectiveSpreads(prints, mids).map((value, trade) => value - (realised[trade] as number))
}
