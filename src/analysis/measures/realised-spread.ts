import { asOf } from './as-of.ts'
import { type Mids, type Prints, signedDistances } from './effective-spread.ts'

/**
 * Realised spread of each trade: twice the signed distance of its price from the mid `after` ns
 * later, 2·q·(p − m₊). What is left to the maker once the price has moved; the effective spread less
 * this is the trade's price impact. In ticks; NaN where the run ends earlier, or the book has no mid
 * then.
 *
 * Source: Huang and Stoll (1996), "Dealer versus auction markets", Journal of Financial Economics
 * 41; Bessembinder and Kaufman (1997).
 *
 * @param after ns, at least 1
 * @param end the last moment of which the mid is known, ns since the session start
 */
export function realisedSpreads(
  prints: Prints,
  mids: Mids,
  after: number,
  end: number,
): Float64Array {
  const later = Float64Array.from(prints.at, (at) => at + after)
  const places = asOf(mids.at, later)
  for (let trade = 0; trade < places.length; trade++) {
    if ((later[trade] as number) > end) places[trade] = -1
  }
  return signedDistances(prints, mids, places)
}
