import { inMarket, type Market } from './market.ts'
import { findRaces, type Moves, type Race, type RaceEntries } from './measures/races.ts'
import type { Tables } from './tables.ts'

/** What one group came to in races. */
export interface Racer {
  readonly group: string
  /** Races in which one of the group took part, and those that one of it won. */
  readonly entered: number
  readonly won: number
  /** By how much it won each, ns. */
  readonly leads: readonly number[]
}

/** The races after one kind of move. */
export interface RaceField {
  readonly cause: 'news' | 'a quote change'
  readonly moves: number
  readonly races: readonly Race[]
  /** Those who raced, in the order of their names. */
  readonly groups: readonly Racer[]
}

/**
 * The races of one market: after news about its symbol, and after changes of its best prices. A rise
 * of the value makes asks stale, a fall bids; a change of the best bid is raced for on the bids.
 * What would take is what came with no intention to rest, or took; what would withdraw is a cancel,
 * a replace or a mass cancel.
 *
 * @see findRaces for who races
 */
export async function readRaces(tables: Tables, market: Market): Promise<RaceField[]> {
  const entries = (await tables.columns(entriesOf(market))) as unknown as RaceEntries
  const groups = await groupsOf(tables)
  const causes = [
    ['news', newsMoves(market)],
    ['a quote change', quoteMoves(market)],
  ] as const
  const fields: RaceField[] = []
  for (const [cause, sql] of causes) {
    const moves = (await tables.columns(sql)) as unknown as Moves
    const races = findRaces(entries, moves)
    if (races.length === 0) continue
    fields.push({ cause, moves: moves.at.length, races, groups: racers(races, groups) })
  }
  return fields
}

function racers(races: readonly Race[], groupOf: ReadonlyMap<number, string>): Racer[] {
  const found = new Map<string, { entered: number; won: number; leads: number[] }>()
  for (const { actors, lead } of races) {
    const [winner, ...others] = actors.map((actor) => groupOf.get(actor) ?? '')
    for (const group of new Set([winner as string, ...others])) {
      const own = found.get(group) ?? { entered: 0, won: 0, leads: [] }
      found.set(group, own)
      own.entered++
      if (group !== winner) continue
      own.won++
      own.leads.push(lead)
    }
  }
  return [...found]
    .map(([group, own]) => ({ group, ...own }))
    .sort((one, other) => (one.group < other.group ? -1 : 1))
}

async function groupsOf(tables: Tables): Promise<Map<number, string>> {
  const rows = await tables.rows('SELECT DISTINCT actor, actor_group FROM orders')
  return new Map(rows.map(({ actor, actor_group }) => [Number(actor), String(actor_group)]))
}

/** A mass cancel of both sides is a request on each. The venue's own count tells ties apart. */
const entriesOf = (market: Market): string => `
  WITH own AS (SELECT * FROM orders WHERE ${inMarket(market)} AND answered IS NOT NULL),
  placed AS (
    SELECT actor, order_id, any_value(side) AS side FROM own WHERE request = 'newOrder' GROUP BY ALL),
  took AS (
    SELECT DISTINCT actor, order_id FROM reports WHERE role = 'taker' AND ${inMarket(market)}),
  racing AS (
    SELECT sent, arrived, answered, actor, 1 AS takes,
      CASE own.side WHEN 'buy' THEN 2 ELSE 1 END AS side
    FROM own LEFT JOIN took USING (actor, order_id)
    WHERE request = 'newOrder' AND (took.order_id IS NOT NULL OR order_type = 'market'
      OR time_in_force IN ('immediateOrCancel', 'fillOrKill'))
    UNION ALL
    SELECT sent, arrived, answered, actor, 0, CASE placed.side WHEN 'buy' THEN 1 ELSE 2 END
    FROM own JOIN placed USING (actor, order_id) WHERE request IN ('cancelOrder', 'replaceOrder')
    UNION ALL
    SELECT sent, arrived, answered, actor, 0, sides.side
    FROM own CROSS JOIN (VALUES (1, 'buy'), (2, 'sell')) sides(side, name)
    WHERE request = 'massCancel' AND coalesce(own.side, sides.name) = sides.name)
  SELECT sent, arrived, actor, side, takes FROM racing ORDER BY answered, side`

const newsMoves = ({ symbol }: Market): string => `
  WITH told AS (
    SELECT time, number, value, lag(value) OVER (ORDER BY time, number) AS before
    FROM news WHERE symbol = '${symbol.replaceAll("'", "''")}')
  SELECT time AS "at", CASE WHEN value > before THEN 2 ELSE 1 END AS side
  FROM told WHERE value <> before ORDER BY time, number`

const quoteMoves = (market: Market): string => `
  WITH shown AS (
    SELECT time, number, bid, ask, lag(bid) OVER (ORDER BY time, number) AS bid_before,
      lag(ask) OVER (ORDER BY time, number) AS ask_before
    FROM quotes WHERE ${inMarket(market)})
  SELECT time AS "at", side FROM (
    SELECT time, number, 1 AS side FROM shown WHERE bid IS DISTINCT FROM bid_before
    UNION ALL SELECT time, number, 2 FROM shown WHERE ask IS DISTINCT FROM ask_before)
  ORDER BY time, number, side`
