import {
  Kind,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../protocols/kind.ts'
import type { Roster } from '../roster.ts'
import type { TableName } from '../run-folder.ts'

/** SQL text literal. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const bigint = (column: string, name = column): string =>
  `CAST(nullif("${column}", 'nan') AS BIGINT) AS ${name}`
const integer = (column: string, name = column): string =>
  `CAST(nullif("${column}", 'nan') AS INTEGER) AS ${name}`
const integers = (...columns: string[]): string => columns.map((name) => integer(name)).join(', ')
const bigints = (...columns: string[]): string => columns.map((name) => bigint(name)).join(', ')

/** The name that stands at `column` in `names`; NULL for a number that has none. */
function pick(names: readonly (string | undefined)[], column: string): string {
  const list = names.map((name) => (name === undefined ? 'NULL' : quoted(name)))
  return `(CAST([${list.join(', ')}] AS VARCHAR[]))[CAST(nullif("${column}", 'nan') AS INTEGER) + 1]`
}

/** The names of `table`, each at its code. */
function namesOf(table: Record<string, number>): (string | undefined)[] {
  const names: (string | undefined)[] = []
  for (const [name, code] of Object.entries(table)) names[code] = name
  return Array.from(names)
}

const named = (table: Record<string, number>, column: string, name = column): string =>
  `${pick(namesOf(table), column)} AS ${name}`

/** Whether it is so, or NULL where nothing is said of it. */
const flag = (column: string): string => `CAST(nullif("${column}", 'nan') AS BOOLEAN) AS ${column}`

/** Why, or NULL where the report gives no reason. */
const reason = `nullif(${pick(namesOf(Reason), 'reason')}, 'none') AS reason`

/** The query that reads each table out of the stage of the same name. */
export function tableSql({ groups }: Roster): Record<TableName, string> {
  const names = groups.map(({ name }) => name)
  const group = (column: string, name: string): string => `${pick(names, column)} AS ${name}`
  // A key is put together from its group and index: no join, so the rows keep their order.
  const firsts = `[${groups.map(({ first }) => first).join(', ')}]`
  const keyOf = (actor: string, of: string): string =>
    `${pick(names, of)} || '/' || ` +
    `CAST("${actor}" - ${firsts}[CAST(nullif("${of}", 'nan') AS INTEGER) + 1] AS BIGINT)`
  const key = `${keyOf('actor', 'group')} AS actor_key`
  const type = pick(
    groups.map((one) => one.type),
    'group',
  )

  return {
    orders: `SELECT ${integers('actor')}, ${key}, ${group('group', 'actor_group')},
      ${integers('venue', 'instrument')}, ${named(Kind, 'kind', 'request')}, ${bigint('order_id')},
      ${named(Side, 'side')}, ${named(OrderType, 'order_type')},
      ${named(TimeInForce, 'time_in_force')}, ${integers('price', 'size')},
      ${bigints('sequence', 'sent', 'arrived', 'matched', 'reported')},
      coalesce(${pick(namesOf(Kind), 'outcome')}, 'unanswered') AS outcome, ${reason},
      ${bigint('venue_order')}, ${integers('less', 'display')}, ${flag('hidden')},
      ${named(PostOnly, 'post_only')}, ${named(SelfTrade, 'self_trade')},
      ${integers('minimum', 'stop')}, ${bigint('expires')}, ${named(Peg, 'peg')},
      ${integer('peg_offset')}, ${bigint('answered')},
      ${bigints('thinking', 'link', 'hold', 'queue', 'service', 'venue_thinking', 'link_back')}
      FROM stage_orders`,
    reports: `SELECT ${integers('venue', 'actor')}, ${key}, ${group('group', 'actor_group')},
      ${named(Kind, 'kind')}, ${integers('instrument')}, ${bigints('order_id', 'venue_order')},
      ${named(Side, 'side')}, ${named(Role, 'role')}, ${integers('price', 'size', 'open')},
      ${bigint('number')}, ${reason}, ${bigints('sequence', 'matched', 'reported')},
      ${integer('display')}, ${flag('hidden')}, ${flag('dormant')}
      FROM stage_reports`,
    trades: `SELECT ${integers('venue', 'instrument')}, ${bigint('number')},
      ${integers('price', 'size')}, ${named(Side, 'aggressor')}, ${bigints('time', 'maker_order')},
      ${integers('buyer', 'seller', 'maker', 'taker')}, ${group('buyer_g', 'buyer_group')},
      ${group('seller_g', 'seller_group')}, ${group('maker_g', 'maker_group')},
      ${group('taker_g', 'taker_group')} FROM stage_trades`,
    auctions: `SELECT ${integers('venue', 'instrument')}, ${named(Kind, 'kind')},
      ${bigints('number', 'time')}, ${integers('price', 'size', 'surplus')},
      ${named(Side, 'side')}, ${named(Phase, 'phase')} FROM stage_auctions`,
    negotiations: `SELECT ${named(Kind, 'kind')}, ${integer('sender')},
      ${keyOf('sender', 'sender_g')} AS sender_key, ${integer('recipient')},
      ${keyOf('recipient', 'recipient_g')} AS recipient_key, ${integer('instrument')},
      ${bigints('order_id', 'venue_order', 'number')}, ${named(Side, 'side')},
      ${integers('price', 'size')}, ${bigint('expires')}, ${flag('answer')}, ${reason},
      ${bigints('sequence', 'sent', 'arrived')} FROM stage_negotiations`,
    quotes: `SELECT ${integers('venue', 'instrument')}, ${bigints('number', 'time')},
      ${integers('bid', 'bid_size', 'ask', 'ask_size')} FROM stage_quotes`,
    news: `SELECT ${integer('publisher')}, ${group('group', 'publisher_group')}, text AS symbol,
      ${bigints('number', 'time')}, value FROM stage_news`,
    agents: `SELECT ${integers('actor')}, ${key}, ${group('group', 'actor_group')},
      ${type} AS actor_type, ${integers('instrument')}, ${bigints('cash', 'position')},
      ${integers('mark')}, ${bigints('profit', 'orders', 'cancels', 'fills', 'volume')},
      ${integers('restarts')} FROM stage_agents`,
    events: `SELECT ${bigint('time')}, ${integers('actor')}, ${key}, ${named(Kind, 'kind')}, text AS detail
      FROM stage_events`,
  }
}
