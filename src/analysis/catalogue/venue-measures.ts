import { SECOND } from '../../../protocols/units.ts'
import { consolidatedTouch } from '../consolidated-touch.ts'
import { crossedRents } from '../measures/arbitrage-rents.ts'
import { asOf } from '../measures/as-of.ts'
import { informationShares } from '../measures/information-shares.ts'
import { bestOfVenues, lockedAndCrossed } from '../measures/locked-and-crossed.ts'
import type { Touch } from '../measures/quoted-spread.ts'
import type { MarketView } from './market-view.ts'
import type { Value } from './measurement.ts'

/** Lags of the model of prices, in seconds. */
const LAGS = 5

/** What can be measured of the venues of one symbol together, by name. */
export const VENUE_MEASURES = {
  'information-shares': (views) => {
    const shares = informationShares(commonMids(views), LAGS)
    return views.flatMap(({ market }, venue) => {
      const { low, high, middle } = shares?.[venue] ?? { low: NaN, high: NaN, middle: NaN }
      const what = market.venueName
      return [
        [`${what}, lower bound`, low, ''],
        [`${what}, upper bound`, high, ''],
        [`${what}, middle`, middle, ''],
      ] satisfies Value[]
    })
  },
  'crossed-markets': (views) =>
    views.flatMap((left, place) =>
      views.slice(place + 1).flatMap((right) => {
        const { episodes, time, rent } = crossedRents(left.quotes, right.quotes, left.span.to)
        const pair = `${left.market.venueName} and ${right.market.venueName}`
        return [
          [`${pair}, episodes`, episodes, ''],
          [`${pair}, time`, time / 1e9, 's'],
          [`${pair}, rent`, rent, 'ticks × lots'],
        ] satisfies Value[]
      }),
    ),
  'locked-markets': (views) => {
    const [first] = views
    if (first === undefined) return []
    const { span, tape, consolidated } = first
    const shares = (what: string, quote: Touch): Value[] => {
      const { locked, crossed } = lockedAndCrossed(quote, span)
      return [
        [`${what}, locked`, locked, ''],
        [`${what}, crossed`, crossed, ''],
      ]
    }
    const own = shares('best of the venues', bestOfVenues(views.map(({ quotes }) => quotes)))
    if (tape === null || consolidated === null) return own
    return [...own, ...shares('consolidated feed', consolidatedTouch(tape, consolidated))]
  },
} as const satisfies Readonly<Record<string, (views: readonly MarketView[]) => readonly Value[]>>

/** The mids of all venues each second, from the moment that all have one. */
function commonMids(views: readonly MarketView[]): number[][] {
  const [first] = views
  if (first === undefined) return []
  const { from, to } = first.span
  const count = Math.max(0, Math.floor((to - from) / SECOND))
  const grid = Float64Array.from({ length: count }, (_, index) => from + index * SECOND)
  const series = views.map(({ mids }) => {
    const known = Array.from(mids.mid, (_, index) => index).filter(
      (index) => !Number.isNaN(mids.mid[index] as number),
    )
    const places = asOf(
      known.map((index) => mids.at[index] as number),
      grid,
    )
    return Array.from(places, (place) =>
      place < 0 ? Number.NaN : (mids.mid[known[place] as number] as number),
    )
  })
  const begin = grid.findIndex((_, index) =>
    series.every((mid) => !Number.isNaN(mid[index] as number)),
  )
  return series.map((mid) => (begin < 0 ? [] : mid.slice(begin)))
}
