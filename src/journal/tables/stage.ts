import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api'
import { duckdb } from '../duckdb.ts'

/** Rows on their way into DuckDB: fill `at.<column>[row]` for every column, then call `next`. */
export interface Stage<Column extends string> {
  readonly at: Readonly<Record<Column, Float64Array>>
  /** The same for the table's `text`, where it has one. */
  readonly text: string[]
  /** The row to fill. */
  row: number
  next(): void
  /** Sends the last rows. */
  close(): void
}

const { DOUBLE, DuckDBDataChunk, VARCHAR } = duckdb

/** Rows in one of DuckDB's chunks. */
const CHUNK_ROWS = 2048

/**
 * A table `name` of DOUBLE columns, and a VARCHAR column `text` where it is wanted, filled from
 * typed arrays 2,048 rows at a time. All else that a tape holds is whole numbers below 2^53 and
 * small codes, which doubles keep exactly, and one type makes one monomorphic loop. NaN stands for
 * NULL. What the columns really are is said in SQL, when the table is read out.
 */
export async function createStage<const Column extends string>(
  connection: DuckDBConnection,
  name: string,
  columns: readonly Column[],
  { withText = false } = {},
): Promise<Stage<Column>> {
  const definitions = columns.map((column) => `"${column}" DOUBLE`)
  if (withText) definitions.push('"text" VARCHAR')
  await connection.run(`CREATE TABLE ${name} (${definitions.join(', ')})`)
  const appender = await connection.createAppender(name)
  const arrays = columns.map(() => new Float64Array(CHUNK_ROWS))
  const types = [...columns.map(() => DOUBLE), ...(withText ? [VARCHAR] : [])]

  // One chunk for all: a new one each time would be a quarter of a megabyte of fresh pages.
  const chunk = DuckDBDataChunk.create(types, CHUNK_ROWS)

  const send = (): void => {
    const { row: rows, text } = stage
    if (rows < CHUNK_ROWS) chunk.rowCount = rows
    arrays.forEach((values, column) => {
      fill(chunk.getColumnVector(column), values, rows)
    })
    if (withText) fill(chunk.getColumnVector(columns.length), text, rows)
    appender.appendDataChunk(chunk)
    stage.row = 0
  }
  const stage: Stage<Column> = {
    at: Object.fromEntries(columns.map((column, index) => [column, arrays[index]])) as Record<
      Column,
      Float64Array
    >,
    text: [],
    row: 0,
    next() {
      if (++stage.row === CHUNK_ROWS) send()
    },
    close() {
      if (stage.row > 0) send()
      appender.closeSync()
    },
  }
  return stage
}

function fill(vector: DuckDBVector, values: Float64Array | string[], rows: number): void {
  for (let row = 0; row < rows; row++) vector.setItem(row, values[row] as number | string)
  vector.flush()
}
