import { existsSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { ensureTables } from '../journal/query.ts'
import { runFolderAt, type TableName } from '../journal/run-folder.ts'

/** One row of an answer: whole numbers and floats as numbers, NULL as null. */
export type Row = Record<string, number | string | null>

/** The columns of each table of a run folder; times in ns, prices in ticks, sizes in lots. */
const COLUMNS = {
  orders: `
    actor INTEGER, actor_key VARCHAR, actor_group VARCHAR, venue INTEGER, instrument INTEGER,
    request VARCHAR, order_id BIGINT, side VARCHAR, order_type VARCHAR, time_in_force VARCHAR,
    price INTEGER, size INTEGER, sequence BIGINT, sent BIGINT, arrived BIGINT, matched BIGINT,
    reported BIGINT, outcome VARCHAR, reason VARCHAR, venue_order BIGINT, less INTEGER,
    display INTEGER, hidden BOOLEAN, post_only VARCHAR, self_trade VARCHAR, minimum INTEGER,
    stop INTEGER, expires BIGINT, peg VARCHAR, peg_offset INTEGER,
    answered BIGINT, thinking BIGINT, link BIGINT, hold BIGINT, queue BIGINT, service BIGINT,
    venue_thinking BIGINT, link_back BIGINT`,
  reports: `
    venue INTEGER, actor INTEGER, actor_key VARCHAR, actor_group VARCHAR, kind VARCHAR,
    instrument INTEGER, order_id BIGINT, venue_order BIGINT, side VARCHAR, role VARCHAR,
    price INTEGER, size INTEGER, open INTEGER, number BIGINT, reason VARCHAR, sequence BIGINT,
    matched BIGINT, reported BIGINT, display INTEGER, hidden BOOLEAN, dormant BOOLEAN`,
  trades: `
    venue INTEGER, instrument INTEGER, number BIGINT, price INTEGER, size INTEGER,
    aggressor VARCHAR, time BIGINT, maker_order BIGINT, buyer INTEGER, seller INTEGER,
    maker INTEGER, taker INTEGER, buyer_group VARCHAR, seller_group VARCHAR,
    maker_group VARCHAR, taker_group VARCHAR`,
  auctions: `
    venue INTEGER, instrument INTEGER, kind VARCHAR, number BIGINT, time BIGINT, price INTEGER,
    size INTEGER, surplus INTEGER, side VARCHAR, phase VARCHAR`,
  negotiations: `
    kind VARCHAR, sender INTEGER, sender_key VARCHAR, recipient INTEGER, recipient_key VARCHAR,
    instrument INTEGER, order_id BIGINT, venue_order BIGINT, number BIGINT, side VARCHAR,
    price INTEGER, size INTEGER, expires BIGINT, answer BOOLEAN, reason VARCHAR, sequence BIGINT,
    sent BIGINT, arrived BIGINT`,
  quotes: `
    venue INTEGER, instrument INTEGER, number BIGINT, time BIGINT, bid INTEGER,
    bid_size INTEGER, ask INTEGER, ask_size INTEGER`,
  news: `
    publisher INTEGER, publisher_group VARCHAR, symbol VARCHAR, number BIGINT, time BIGINT,
    value DOUBLE`,
  agents: `
    actor INTEGER, actor_key VARCHAR, actor_group VARCHAR, actor_type VARCHAR,
    instrument INTEGER, cash BIGINT, position BIGINT, mark INTEGER, profit BIGINT,
    orders BIGINT, cancels BIGINT, fills BIGINT, volume BIGINT, restarts INTEGER`,
  events: `
    time BIGINT, actor INTEGER, actor_key VARCHAR, kind VARCHAR, detail VARCHAR`,
} as const satisfies Record<TableName, string>
/** The tables of a run, and the SQL that declares the columns of each. */
export const TABLES: Readonly<Record<TableName, string>> = COLUMNS

/** A run's tables, open to questions until `close`. */
export interface Tables {
  /** The rows that answer `sql`. Sums of BIGINT come back as numbers, exact to 2^53. */
  rows(sql: string): Promise<Row[]>
  /** The one row that answers `sql`. @throws when there is none */
  row(sql: string): Promise<Row>
  /** The answer column by column, NULL as NaN: for arrays of numbers only. */
  columns(sql: string): Promise<Record<string, Float64Array>>
  close(): void
}

/**
 * Opens the tables of the run in `folder` on one connection, since an analysis asks dozens of
 * questions and opening costs more than asking. Tables that a run which was cut off did not come to
 * write are made from its tape first; where there is not even a tape, they are there and empty.
 */
export async function openTables(folder: string): Promise<Tables> {
  const { table, tape } = runFolderAt(folder)
  if (existsSync(tape)) await ensureTables(folder)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const [name, columns] of Object.entries(TABLES)) {
    const file = table(name as TableName)
    const source = `read_parquet('${file.replaceAll("'", "''")}')`
    await connection.run(
      existsSync(file)
        ? `CREATE VIEW ${name} AS SELECT * FROM ${source}`
        : `CREATE TABLE ${name} (${columns})`,
    )
  }
  const rows = async (sql: string): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowObjectsJS().map(plain)
  }
  return {
    rows,
    row: async (sql) => {
      const [first] = await rows(sql)
      if (first === undefined) throw new Error(`no row answers: ${sql}`)
      return first
    },
    columns: (sql) => readColumns(connection, sql),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function plain(row: Record<string, unknown>): Row {
  const result: Row = {}
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'bigint') result[name] = Number(value)
    else if (typeof value === 'number' || typeof value === 'string') result[name] = value
    else result[name] = value === null || value === undefined ? null : String(value)
  }
  return result
}

/** Chunk by chunk into growing arrays: millions of rows never stand as JavaScript values at once. */
async function readColumns(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, Float64Array>> {
  const result = await connection.stream(`SELECT CAST(COLUMNS(*) AS DOUBLE) FROM (${sql})`)
  const names = result.columnNames()
  let columns = names.map(() => new Float64Array(4096))
  let length = 0
  for await (const chunk of result) {
    if (length + chunk.rowCount > (columns[0]?.length ?? 0)) columns = columns.map(doubled)
    for (const [index, column] of columns.entries()) {
      const vector = chunk.getColumnVector(index)
      for (let row = 0; row < chunk.rowCount; row++) {
        column[length + row] = (vector.getItem(row) as number | null) ?? Number.NaN
      }
    }
    length += chunk.rowCount
  }
  return Object.fromEntries(
    names.map((name, index) => [name, (columns[index] as Float64Array).subarray(0, length)]),
  )
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
