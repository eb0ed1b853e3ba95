import type { Listing } from '../../../actors/actor.ts'
import { inMarket, type Market } from '../market.ts'
import type { MarketSeries } from '../market-series.ts'
import { midsOf } from '../market-series.ts'
import type { Mids } from '../measures/effective-spread.ts'
import { type Bars, minuteBars } from '../measures/minute-bars.ts'
import type { Span } from '../measures/quoted-spread.ts'
import type { Tables } from '../tables.ts'

/** One market of a run, ready to be measured. */
export interface MarketView extends MarketSeries {
  readonly market: Market
  readonly span: Span
  readonly mids: Mids
  readonly bars: Bars
  /** Who bought and sold in each trade, and who took, by group. */
  readonly buyer: readonly string[]
  readonly seller: readonly string[]
  readonly taker: readonly string[]
  /** Ticks at ns since the session's start, or `null` where the scenario says none. */
  readonly fundamental: ((at: number) => number) | null
  /** Who publishes the best quote over its venues, and under which number; `null` where nobody does. */
  readonly consolidated: Listing | null
  /** The tape, for who must rebuild the book; `null` where it is gone. */
  readonly tape: string | null
}

/** Reads what `market` published. */
export async function readMarket(
  tables: Tables,
  market: Market,
  span: Span,
  rest: Pick<MarketView, 'fundamental' | 'consolidated' | 'tape'>,
): Promise<MarketView> {
  const quotes = (await tables.columns(`
    SELECT time AS "at", bid, ask, coalesce(bid_size, 0) AS "bidSize", coalesce(ask_size, 0) AS "askSize"
    FROM quotes WHERE ${inMarket(market)} ORDER BY time, number`)) as MarketSeries['quotes'] &
    object
  const prints = (await tables.columns(`
    SELECT time AS "at", price, size, CASE aggressor WHEN 'buy' THEN 1 WHEN 'sell' THEN -1 END AS sign
    FROM trades WHERE ${inMarket(market)} ORDER BY time, number`)) as MarketSeries['prints'] &
    object
  const sides = await tables.rows(`
    SELECT buyer_group, seller_group, taker_group
    FROM trades WHERE ${inMarket(market)} ORDER BY time, number`)
  const mids = midsOf({ quotes, prints })
  return {
    market,
    span,
    quotes,
    prints,
    mids,
    bars: minuteBars(mids, prints, span),
    buyer: sides.map(({ buyer_group }) => String(buyer_group)),
    seller: sides.map(({ seller_group }) => String(seller_group)),
    taker: sides.map(({ taker_group }) => String(taker_group)),
    ...rest,
  }
}
