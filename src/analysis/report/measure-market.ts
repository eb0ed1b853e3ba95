import { SECOND } from '../../../protocols/units.ts'
import { inMarket, type Market } from '../market.ts'
import { depthAtTouch } from '../measures/depth-at-touch.ts'
import { effectiveSpreads, sizeWeighted } from '../measures/effective-spread.ts'
import { minuteReturns } from '../measures/minute-returns.ts'
import { quotedSpreadPerUpdate, quotedSpreadTimeWeighted } from '../measures/quoted-spread.ts'
import { realisedSpreads } from '../measures/realised-spread.ts'
import type { Source } from './section.ts'

/** The market-quality figures of one market; NaN where there is nothing to measure. */
export interface MarketFigures {
  readonly market: Market
  readonly volume: number
  readonly quotes: number
  readonly requests: number
  /** Ticks. */
  readonly first: number
  readonly last: number
  readonly low: number
  readonly high: number
  readonly spreadPerUpdate: number
  readonly spreadTimeWeighted: number
  readonly effective: number
  readonly realised5s: number
  readonly realised60s: number
  /** Lots. */
  readonly depth: { readonly bid: number; readonly ask: number }
  /** Log returns of the mid, one a minute. */
  readonly returns: Float64Array
}

/** Measures `market`; the definitions are those of docs/measures.md. */
export async function measureMarket(source: Source, market: Market): Promise<MarketFigures> {
  const { tables, span } = source
  const quotes = await tables.columns(`
    SELECT time AS "at", bid, ask, bid_size, ask_size, (bid + ask) / 2.0 AS mid
    FROM quotes WHERE ${inMarket(market)} ORDER BY time, number`)
  const {
    at,
    bid,
    ask,
    mid,
    bid_size: bidSize,
    ask_size: askSize,
  } = quotes as Columns<'at' | 'bid' | 'ask' | 'mid' | 'bid_size' | 'ask_size'>
  const prints = (await tables.columns(`
    SELECT time AS "at", price, size, CASE aggressor WHEN 'buy' THEN 1 WHEN 'sell' THEN -1 END AS sign
    FROM trades WHERE ${inMarket(market)} ORDER BY time, number`)) as Columns<
    'at' | 'price' | 'size' | 'sign'
  >
  const { requests } = await tables.row(
    `SELECT count(*) AS requests FROM orders WHERE ${inMarket(market)}`,
  )
  const mids = { at, mid }
  const realised = (after: number): number =>
    sizeWeighted(realisedSpreads(prints, mids, after, span.to), prints.size)
  return {
    market,
    volume: prints.size.reduce((sum, size) => sum + size, 0),
    quotes: at.length,
    requests: Number(requests),
    first: prints.price[0] ?? Number.NaN,
    last: prints.price.at(-1) ?? Number.NaN,
    low: prints.price.reduce((low, price) => Math.min(low, price), Number.POSITIVE_INFINITY),
    high: prints.price.reduce((high, price) => Math.max(high, price), Number.NEGATIVE_INFINITY),
    spreadPerUpdate: quotedSpreadPerUpdate({ at, bid, ask }),
    spreadTimeWeighted: quotedSpreadTimeWeighted({ at, bid, ask }, span),
    effective: sizeWeighted(effectiveSpreads(prints, mids), prints.size),
    realised5s: realised(5 * SECOND),
    realised60s: realised(60 * SECOND),
    depth: depthAtTouch({ at, bidSize, askSize }, span),
    returns: minuteReturns(mids, span),
  }
}

type Columns<Name extends string> = Record<Name, Float64Array>
