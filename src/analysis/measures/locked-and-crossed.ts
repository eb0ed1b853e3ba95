import { asOf } from './as-of.ts'
import { type Span, standing, type Touch } from './quoted-spread.ts'

/**
 * The best bid and the best offer over several venues, after each update of any of them: the highest
 * bid and the lowest ask of what each venue showed last, NaN where no venue shows that side. Updates
 * of one time make one place.
 *
 * @param venues each venue's touch, in any order
 */
export function bestOfVenues(venues: readonly Touch[]): {
  readonly at: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
} {
  const times = Float64Array.from(venues.flatMap(({ at }) => Array.from(at))).sort()
  const at = times.filter((time, nth) => time !== times[nth + 1])
  const bid = new Float64Array(at.length).fill(Number.NaN)
  const ask = new Float64Array(at.length).fill(Number.NaN)
  for (const venue of venues) {
    for (const [moment, place] of asOf(venue.at, at).entries()) {
      if (place < 0) continue
      const [itsBid, itsAsk] = [venue.bid[place] as number, venue.ask[place] as number]
      if (!(itsBid <= (bid[moment] as number)) && !Number.isNaN(itsBid)) bid[moment] = itsBid
      if (!(itsAsk >= (ask[moment] as number)) && !Number.isNaN(itsAsk)) ask[moment] = itsAsk
    }
  }
  return { at, bid, ask }
}

/** How much of a span a quote was what it should not be, 0..1; NaN where it never had both sides. */
export interface LockedAndCrossed {
  /** The bid is the ask. */
  readonly locked: number
  /** The bid is above the ask. */
  readonly crossed: number
}

/**
 * Shares of the time of `span` in which a quote is locked (bid = ask) and crossed (bid > ask), out of
 * the time in which it has both sides. Of the best over venues (`bestOfVenues`) it says how apart the
 * venues are; of what a consolidated feed published, which is of quotes of different ages, how apart
 * they look.
 *
 * Source: Shkilko, Van Ness, Van Ness (2008), "Locked and crossed markets on NASDAQ and the NYSE",
 * Journal of Financial Markets 11.
 */
export function lockedAndCrossed({ at, bid, ask }: Touch, span: Span): LockedAndCrossed {
  let [locked, crossed, both] = [0, 0, 0]
  for (let index = 0; index < at.length; index++) {
    const stood = standing(at, index, span)
    const spread = (ask[index] as number) - (bid[index] as number)
    if (stood <= 0 || Number.isNaN(spread)) continue
    both += stood
    if (spread === 0) locked += stood
    if (spread < 0) crossed += stood
  }
  return { locked: locked / both, crossed: crossed / both }
}
