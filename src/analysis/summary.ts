import { type Manifest, readManifest } from '../journal/manifest.ts'
import { inMarket, type Market, marketsOf } from './market.ts'
import { openTables, type Row, type Tables } from './tables.ts'

/** What one group of the cast did; money in ticks × lots, marked at the last trade. */
export interface GroupFigures {
  readonly group: string
  readonly agents: number
  readonly profit: number
  readonly volume: number
  readonly orders: number
  readonly fills: number
}

/**
 * The figures of one run. Counts are of the whole run. Prices, spreads and returns are of its most
 * traded market, in ticks; `null` where the run has nothing to measure.
 */
export interface Summary {
  /** Messages on the tape. */
  readonly messages: number
  /** Traders of the cast. */
  readonly agents: number
  readonly venues: number
  readonly trades: number
  /** Lots traded, each trade counted once. */
  readonly volume: number
  readonly quotes: number
  /** New orders sent, whatever became of them. */
  readonly orders: number
  readonly cancels: number
  readonly replaces: number
  /** Requests that a venue rejected or refused. */
  readonly refusals: number
  /** Order-entry messages for one trade. */
  readonly orderToTrade: number | null
  readonly lastPrice: number | null
  readonly meanSpreadPerUpdate: number | null
  readonly meanSpreadTimeWeighted: number | null
  /** Sample standard deviation of one-minute log returns of the mid, in basis points. */
  readonly minuteReturnDeviationBp: number | null
  readonly restarts: number
  readonly dropped: number
  readonly failures: number
  /** The symbol and the venue that the price figures are of. */
  readonly market: string
  readonly profitByGroup: readonly GroupFigures[]
}

/**
 * The figures of the run in `folder`, asked of its tables: docs/measures.md defines each. A run that
 * was interrupted is summed up as far as it came.
 *
 * @throws when the folder holds no manifest
 */
export async function summarise(folder: string): Promise<Summary> {
  const manifest = readManifest(folder)
  const tables = await openTables(folder)
  try {
    return await summariseTables(tables, manifest)
  } finally {
    tables.close()
  }
}

/** @see summarise, over tables that are open already. */
export async function summariseTables(tables: Tables, manifest: Manifest): Promise<Summary> {
  const [market] = await marketsOf(tables, manifest)
  const flow = await tables.row(FLOW)
  const incidents = await tables.row(INCIDENTS)
  const price = market === undefined ? {} : await priceFigures(tables, manifest, market)
  const trades = Number(flow.trades)
  return {
    messages: manifest.records,
    agents: tradersOf(manifest),
    venues: manifest.venues.length,
    trades,
    volume: Number(flow.volume),
    quotes: Number(flow.quotes),
    orders: Number(flow.orders),
    cancels: Number(flow.cancels),
    replaces: Number(flow.replaces),
    refusals: Number(flow.refusals),
    orderToTrade: trades === 0 ? null : Number(flow.requests) / trades,
    lastPrice: figure(price.last),
    meanSpreadPerUpdate: figure(price.per_update),
    meanSpreadTimeWeighted: figure(price.time_weighted),
    minuteReturnDeviationBp: figure(price.deviation_bp),
    restarts: Number(incidents.restarts),
    dropped: Number(incidents.dropped),
    failures: Number(incidents.failures),
    market: market === undefined ? '' : `${market.symbol} at ${market.venueName}`,
    profitByGroup: (await tables.rows(GROUPS)).map(groupFigures),
  }
}

/** How many actors of the cast are no venue. */
function tradersOf({ cast, venues }: Manifest): number {
  const isVenue = new Set(venues.map(({ name }) => name))
  return cast.reduce((sum, { group, count }) => sum + (isVenue.has(group) ? 0 : count), 0)
}

const FLOW = `
  SELECT * FROM
    (SELECT count(*) AS trades, coalesce(sum(size), 0) AS volume FROM trades),
    (SELECT count(*) AS quotes FROM quotes),
    (SELECT count(*) AS requests,
       count(*) FILTER (request = 'newOrder') AS orders,
       count(*) FILTER (request IN ('cancelOrder', 'massCancel')) AS cancels,
       count(*) FILTER (request = 'replaceOrder') AS replaces,
       count(*) FILTER (outcome IN ('rejected', 'refused')) AS refusals FROM orders)`

const INCIDENTS = `
  SELECT * FROM
    (SELECT count(*) FILTER (kind = 'dropped') AS dropped,
       count(*) FILTER (kind = 'failed') AS failures FROM events),
    (SELECT coalesce(sum(restarts), 0) AS restarts
       FROM (SELECT max(restarts) AS restarts FROM agents GROUP BY actor))`

const GROUPS = `
  SELECT actor_group, count(DISTINCT actor) AS agents, sum(profit) AS profit,
    sum(volume) AS volume, sum(orders) AS orders, sum(fills) AS fills
  FROM agents GROUP BY actor_group ORDER BY profit DESC, actor_group`

const groupFigures = (row: Row): GroupFigures => ({
  group: String(row.actor_group),
  agents: Number(row.agents),
  profit: Number(row.profit),
  volume: Number(row.volume),
  orders: Number(row.orders),
  fills: Number(row.fills),
})

const figure = (value: number | string | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

/** When measuring by time begins and ends: continuous trading, as far as the run came. */
export function tradingSpan({ session, reached }: Manifest): { from: number; to: number } {
  return { from: session.open, to: Math.max(session.open, Math.min(session.close, reached)) }
}

// `at` is quoted throughout: DuckDB keeps the bare word for its own use.
async function priceFigures(tables: Tables, manifest: Manifest, market: Market): Promise<Row> {
  const { from, to } = tradingSpan(manifest)
  return tables.row(`
    WITH book AS (
      SELECT time, number, ask - bid AS spread, (bid + ask) / 2.0 AS mid,
        greatest(time, ${from}) AS since,
        least(coalesce(lead(time) OVER (ORDER BY time, number), ${to}), ${to}) AS until
      FROM quotes WHERE ${inMarket(market)}),
    mids AS (SELECT time, arg_max(mid, number) AS mid FROM book WHERE mid IS NOT NULL GROUP BY time),
    minutes AS (SELECT unnest(generate_series(${from}, ${to}, 60000000000)) AS minute),
    returns AS (
      SELECT ln(mid / lag(mid) OVER (ORDER BY minute)) AS change
      FROM minutes ASOF JOIN mids ON minutes.minute >= mids.time)
    SELECT * FROM
      (SELECT arg_max(price, (time, number)) AS last FROM trades WHERE ${inMarket(market)}),
      (SELECT avg(spread) AS per_update,
         sum(spread * (until - since)) FILTER (until > since)
           / nullif(sum(until - since) FILTER (until > since AND spread IS NOT NULL), 0)
           AS time_weighted FROM book),
      (SELECT stddev_samp(change) * 10000 AS deviation_bp FROM returns)`)
}
