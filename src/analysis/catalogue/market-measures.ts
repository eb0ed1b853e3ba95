import { MILLISECOND, MINUTE, SECOND } from '../../../protocols/units.ts'
import { amihud } from '../measures/amihud.ts'
import { staleQuoteRents } from '../measures/arbitrage-rents.ts'
import { autocorrelations } from '../measures/autocorrelation.ts'
import { bookImbalance } from '../measures/book-imbalance.ts'
import { depthAtTouch } from '../measures/depth-at-touch.ts'
import { effectiveSpreads, sizeWeighted } from '../measures/effective-spread.ts'
import { flowSteps, kyleLambda } from '../measures/kyle-lambda.ts'
import { deviationBp } from '../measures/minute-returns.ts'
import { excessKurtosis } from '../measures/moments.ts'
import { distanceToFundamental } from '../measures/price-discovery.ts'
import { priceImpacts } from '../measures/price-impact.ts'
import { priceLag } from '../measures/price-lag.ts'
import { quotedSpreadPerUpdate, quotedSpreadTimeWeighted } from '../measures/quoted-spread.ts'
import { realisedSpreads } from '../measures/realised-spread.ts'
import { resiliency } from '../measures/resiliency.ts'
import { vpin } from '../measures/vpin.ts'
import type { MarketView } from './market-view.ts'
import type { Value } from './measurement.ts'

/** Buckets of a day's volume that VPIN fills, as its source has them. */
const BUCKETS = 50
/** Seconds by which a price is looked for behind its value. */
const LAG_STEPS = 60
const HORIZONS = [
  ['100 ms', 100 * MILLISECOND],
  ['5 s', 5 * SECOND],
  ['60 s', 60 * SECOND],
] as const

/** What can be measured of one market by itself, by name. */
export const MARKET_MEASURES = {
  activity: ({ prints, quotes }) => [
    ['trades', prints.at.length, ''],
    ['volume', sum(prints.size), 'lots'],
    ['book updates', quotes.at.length, ''],
  ],
  'quoted-spread': ({ quotes, span }) => [
    ['by time', quotedSpreadTimeWeighted(quotes, span), 'ticks'],
    ['by update', quotedSpreadPerUpdate(quotes), 'ticks'],
  ],
  'effective-spread': ({ prints, mids }) => [
    ['', sizeWeighted(effectiveSpreads(prints, mids), prints.size), 'ticks'],
  ],
  'realised-spread': ({ prints, mids, span }) =>
    HORIZONS.map(([what, after]) => {
      const spreads = realisedSpreads(prints, mids, after, span.to)
      return [what, sizeWeighted(spreads, prints.size), 'ticks']
    }),
  'price-impact': ({ prints, mids, span }) =>
    HORIZONS.map(([what, after]) => {
      const impacts = priceImpacts(prints, mids, after, span.to)
      return [what, sizeWeighted(impacts, prints.size), 'ticks']
    }),
  depth: ({ quotes, span }) => {
    const { bid, ask } = depthAtTouch(quotes, span)
    return [
      ['best bid', bid, 'lots'],
      ['best ask', ask, 'lots'],
    ]
  },
  resiliency: ({ quotes, prints, span }) =>
    HORIZONS.map(([what, after]) => [what, resiliency(quotes, prints.at, after, span.to), '']),
  'book-imbalance': ({ quotes, span }) => {
    const { mean, magnitude } = bookImbalance(quotes, span)
    return [
      ['mean', mean, ''],
      ['magnitude', magnitude, ''],
    ]
  },
  'kyle-lambda': ({ mids, prints, span }) => [
    ['1 min', kyleLambda(flowSteps(mids, prints, span, MINUTE)), 'ticks/lot'],
  ],
  amihud: ({ bars, prints }) => [
    ['1 min', amihud(bars.returns, bars.volumes, mean(prints.price)) * 1e12, '1e-12/(tick × lot)'],
  ],
  vpin: ({ prints }) => [
    [`${BUCKETS} buckets`, vpin(prints.size, prints.sign, sum(prints.size) / BUCKETS), ''],
  ],
  returns: ({ bars }) => [
    ['deviation, 1 min', deviationBp(bars.returns), 'bp'],
    ['excess kurtosis', excessKurtosis(bars.returns), ''],
    ['autocorrelation, lag 1', autocorrelations(bars.returns, 1)[0] ?? Number.NaN, ''],
  ],
  'price-discovery': ({ fundamental, mids, span }) => [
    [
      'distance to the fundamental',
      fundamental === null ? Number.NaN : distanceToFundamental(mids, fundamental, span, SECOND),
      'ticks',
    ],
  ],
  'price-lag': ({ fundamental, mids, span }) => [
    [
      '',
      fundamental === null
        ? Number.NaN
        : priceLag(mids, fundamental, span, SECOND, LAG_STEPS) / SECOND,
      's',
    ],
  ],
  'arbitrage-rents': ({ prints, mids, span, taker }) => {
    const rents = staleQuoteRents(prints, mids, 100 * MILLISECOND, span.to)
    const groups = new Map<string, number>()
    for (const [trade, group] of taker.entries()) {
      const rent = rents[trade] as number
      groups.set(group, (groups.get(group) ?? 0) + (Number.isNaN(rent) ? 0 : rent))
    }
    return [...groups].map(([group, rent]) => [`taken by ${group}`, rent, 'ticks × lots'])
  },
} as const satisfies Readonly<Record<string, (view: MarketView) => readonly Value[]>>

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
const mean = (values: Float64Array): number => sum(values) / values.length
