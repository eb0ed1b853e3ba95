import { inMarket } from '../market.ts'
import { asOf } from '../measures/as-of.ts'
import { implementationShortfall } from '../measures/implementation-shortfall.ts'
import { latencyStatistics } from '../measures/latency-statistics.ts'
import { profitParts } from '../measures/profit-parts.ts'
import { readRaces } from '../races.ts'
import type { Tables } from '../tables.ts'
import type { MarketView } from './market-view.ts'
import type { Value } from './measurement.ts'

/** The figures of each group of the cast in one market, by the group's name. */
export type ByGroup = ReadonlyMap<string, readonly Value[]>

/** What can be measured of who trades in a market, by name. */
export const GROUP_MEASURES = {
  'order-to-trade': orderToTrades,
  'fill-rate': fillRatesOf,
  'queue-time': queueTimes,
  'implementation-shortfall': shortfalls,
  'profit-parts': partsOf,
  races: racesOf,
} as const satisfies Readonly<
  Record<string, (view: MarketView, tables: Tables) => Promise<ByGroup> | ByGroup>
>

const FILLS = `kind IN ('fill', 'partialFill')`

async function orderToTrades({ market }: MarketView, tables: Tables): Promise<ByGroup> {
  const rows = await tables.rows(`
    WITH asked AS (
      SELECT actor_group, count(*) AS requests FROM orders WHERE ${inMarket(market)} GROUP BY ALL),
    filled AS (
      SELECT actor_group, count(*) AS fills FROM reports
      WHERE ${FILLS} AND ${inMarket(market)} GROUP BY ALL)
    SELECT actor_group, requests, fills FROM asked LEFT JOIN filled USING (actor_group)
    ORDER BY actor_group`)
  return new Map(
    rows.map(({ actor_group, requests, fills }) => [
      String(actor_group),
      [['messages a fill', fills === null ? Number.NaN : Number(requests) / Number(fills), '']],
    ]),
  )
}

async function fillRatesOf({ market }: MarketView, tables: Tables): Promise<ByGroup> {
  const rows = await tables.rows(`
    WITH traded AS (
      SELECT actor, order_id, sum(size) AS filled FROM reports
      WHERE ${FILLS} AND ${inMarket(market)} GROUP BY ALL)
    SELECT actor_group, avg(CASE WHEN filled > 0 THEN 1.0 ELSE 0.0 END) AS share,
      sum(coalesce(filled, 0)) / sum(size) AS lots
    FROM orders LEFT JOIN traded USING (actor, order_id)
    WHERE request = 'newOrder' AND ${inMarket(market)} GROUP BY actor_group ORDER BY actor_group`)
  return new Map(
    rows.map(({ actor_group, share, lots }) => [
      String(actor_group),
      [
        ['of orders', Number(share), ''],
        ['of lots', Number(lots), ''],
      ],
    ]),
  )
}

/** How long orders that rested waited for their first fill as a maker. */
async function queueTimes({ market }: MarketView, tables: Tables): Promise<ByGroup> {
  const rows = await tables.rows(`
    WITH first AS (
      SELECT actor, order_id, min(matched) AS filled FROM reports
      WHERE ${FILLS} AND role = 'maker' AND ${inMarket(market)} GROUP BY ALL)
    SELECT actor_group, filled - matched AS waited
    FROM orders JOIN first USING (actor, order_id)
    WHERE request = 'newOrder' AND ${inMarket(market)} ORDER BY actor_group`)
  const waits = new Map<string, number[]>()
  for (const { actor_group, waited } of rows) {
    const own = waits.get(String(actor_group)) ?? []
    own.push(Number(waited))
    waits.set(String(actor_group), own)
  }
  return new Map(
    [...waits].map(([group, own]) => {
      const { count, p50, p90 } = latencyStatistics(own) ?? { count: 0, p50: NaN, p90: NaN }
      return [
        group,
        [
          ['orders filled as makers', count, ''],
          ['median', p50 / 1e9, 's'],
          ['90th percentile', p90 / 1e9, 's'],
        ],
      ]
    }),
  )
}

async function shortfalls({ market, mids, span }: MarketView, tables: Tables): Promise<ByGroup> {
  const rows = await tables.rows(`
    WITH last AS (
      SELECT actor, order_id, max(matched) AS ended,
        coalesce(sum(size) FILTER (${FILLS}), 0) AS filled,
        coalesce(sum(size * CAST(price AS BIGINT)) FILTER (${FILLS}), 0) AS money
      FROM reports WHERE ${inMarket(market)} GROUP BY ALL)
    SELECT actor_group, CASE side WHEN 'buy' THEN 1 ELSE -1 END AS sign, size, sent,
      coalesce(arrived, sent) AS arrived, coalesce(ended, ${span.to}) AS ended, filled, money
    FROM orders JOIN last USING (actor, order_id)
    WHERE request = 'newOrder' AND ${inMarket(market)} ORDER BY actor_group`)
  const midAt = (name: string): number[] => {
    const order = rows.map((_, index) => index)
    order.sort((a, b) => Number(rows[a]?.[name]) - Number(rows[b]?.[name]))
    const places = asOf(
      mids.at,
      order.map((index) => Number(rows[index]?.[name]) - 1),
    )
    const found = new Array<number>(rows.length).fill(Number.NaN)
    for (const [rank, index] of order.entries()) {
      const place = places[rank] as number
      if (place >= 0) found[index] = mids.mid[place] as number
    }
    return found
  }
  const [decided, arrived, ended] = [midAt('sent'), midAt('arrived'), midAt('ended')]
  const sums = new Map<string, { wanted: number; parts: [number, number, number] }>()
  for (const [index, { actor_group, sign, size, filled, money }] of rows.entries()) {
    const part = implementationShortfall({
      sign: Number(sign) as 1 | -1,
      size: Number(size),
      filled: Number(filled),
      money: Number(money),
      decided: decided[index] as number,
      arrived: arrived[index] as number,
      ended: ended[index] as number,
    })
    if (Number.isNaN(part.total)) continue
    const own = sums.get(String(actor_group)) ?? { wanted: 0, parts: [0, 0, 0] }
    own.wanted += Number(size)
    own.parts[0] += part.delay
    own.parts[1] += part.trading
    own.parts[2] += part.opportunity
    sums.set(String(actor_group), own)
  }
  return new Map(
    [...sums].map(
      ([
        group,
        {
          wanted,
          parts: [delay, trading, opportunity],
        },
      ]) => [
        group,
        [
          ['total', (delay + trading + opportunity) / wanted, 'ticks/lot'],
          ['delay', delay / wanted, 'ticks/lot'],
          ['trading', trading / wanted, 'ticks/lot'],
          ['opportunity', opportunity / wanted, 'ticks/lot'],
        ],
      ],
    ),
  )
}

/** How often each group took part in a race, was first, and by how much. */
async function racesOf({ market }: MarketView, tables: Tables): Promise<ByGroup> {
  const found = new Map<string, Value[]>()
  for (const { cause, groups } of await readRaces(tables, market)) {
    for (const { group, entered, won, leads } of groups) {
      const lead = latencyStatistics(leads)?.p50 ?? Number.NaN
      found.set(group, [
        ...(found.get(group) ?? []),
        [`after ${cause}`, entered, ''],
        [`first after ${cause}`, won, ''],
        [`median lead after ${cause}`, lead / 1_000, 'µs'],
      ])
    }
  }
  return found
}

function partsOf({ prints, mids, buyer, seller }: MarketView): ByGroup {
  const before = asOf(
    mids.at,
    prints.at.map((at) => at - 1),
  )
  const mid = Float64Array.from(before, (place) =>
    place < 0 ? Number.NaN : (mids.mid[place] as number),
  )
  const parts = profitParts({ price: prints.price, size: prints.size, mid, buyer, seller })
  return new Map(
    [...parts].map(([group, part]) => [
      group,
      [
        ['profit', part.profit, 'ticks × lots'],
        ['spread capture', part.spreadCapture, 'ticks × lots'],
        ['position taking', part.positionTaking, 'ticks × lots'],
        ['inventory', part.inventory, 'lots'],
        ['largest inventory', part.inventoryMax, 'lots'],
      ],
    ]),
  )
}
