import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { duckdb } from './duckdb.ts'
import { RunFolderError, readManifest } from './manifest.ts'
import { runFolderAt, TABLES } from './run-folder.ts'
import { quoted } from './tables/table-sql.ts'
import { writeTables } from './write-tables.ts'

/** What a query came to. */
export interface QueryResult {
  readonly columns: string[]
  /**
   * A row is a value a column: null, boolean, number, string, or what a nested type holds of these.
   * A whole number beyond ±(2^53 − 1) comes as a string of its digits.
   */
  readonly rows: unknown[][]
}

/**
 * Asks a run folder a question in DuckDB's SQL, over a view a table. A folder with a tape and no tables, of a run that was cut off,
 * gets its tables first.
 *
 * The query can change nothing: it may be several statements, of which the last one's rows are
 * given, but only such as select, or create something that lives in memory while this lasts; and
 * it sees no file but the run's tables.
 *
 * @throws RunFolderError with DuckDB's own words, or where the folder has neither tables nor tape;
 *   WriteError where its tables cannot be written
 */
export async function queryRun(folder: string, sql: string): Promise<QueryResult> {
  return withTables(folder, async (connection) => {
    try {
      return await runAll(connection, sql)
    } catch (cause) {
      if (cause instanceof RunFolderError) throw cause
      throw new RunFolderError(`${folder}: ${inOurWords((cause as Error).message)}`, { cause })
    }
  })
}

/**
 * Builds the tables of a run folder where any is missing or torn and there is a tape.
 * @throws RunFolderError where there is none or it is none; WriteError where they cannot be written
 */
export async function ensureTables(folder: string): Promise<void> {
  const { tape, table } = runFolderAt(folder)
  const missing = TABLES.find((name) => !isWhole(table(name)))
  if (missing === undefined) return
  readManifest(folder)
  if (!existsSync(tape)) {
    throw new RunFolderError(
      `${table(missing)}: is missing or torn, and there is no tape to build it from; run the scenario again`,
    )
  }
  await writeTables(folder)
}

const MAGIC = 'PAR1'

/** Whether a file is there and begins and ends as Parquet does: a torn one has no such end. */
function isWhole(path: string): boolean {
  if (!existsSync(path)) return false
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const ends = Buffer.alloc(2 * MAGIC.length)
    const read =
      readSync(file, ends, 0, MAGIC.length, 0) +
      readSync(file, ends, MAGIC.length, MAGIC.length, Math.max(0, size - MAGIC.length))
    return read === ends.length && ends.toString('latin1') === MAGIC + MAGIC
  } finally {
    closeSync(file)
  }
}

async function withTables<Result>(
  folder: string,
  act: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  await ensureTables(folder)
  const { table } = runFolderAt(folder)
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    for (const name of TABLES) {
      await connection.run(
        `CREATE VIEW ${name} AS SELECT * FROM read_parquet(${quoted(table(name))})`,
      )
    }
    const paths = TABLES.map((name) => quoted(table(name)))
    await connection.run(`SET allowed_paths = [${paths.join(', ')}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    return await act(connection)
  } finally {
    instance.closeSync()
  }
}

const READ_ONLY = 'a run is only read'
const INSTEAD = 'use SELECT, and `outcry export` for files'

/** What the database says, and, where that is not the reason, the reason. */
function inOurWords(message: string): string {
  const text = message.replace(/^Failed to extract statements: /, '')
  const isRefused = /^Permission Error|^Catalog Error: \w+ is not an table/.test(text)
  return isRefused ? `${text}\n${READ_ONLY}: ${INSTEAD}` : text
}

const { StatementType } = duckdb
const harmless: ReadonlySet<number> = new Set([StatementType.SELECT, StatementType.CREATE])

async function runAll(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const statements = await statementsOf(connection, sql)
  let result: QueryResult = { columns: [], rows: [] }
  for (let index = 0; index < statements.count; index++) {
    const statement = await statements.prepare(index)
    if (!harmless.has(statement.statementType)) {
      const kind = StatementType[statement.statementType]
      throw new RunFolderError(`${READ_ONLY}: ${kind} is refused; ${INSTEAD}`)
    }
    const reader = await statement.runAndReadAll()
    result = {
      columns: reader.deduplicatedColumnNames(),
      rows: reader.getRowsJS().map((row) => row.map(plain)),
    }
  }
  return result
}

/** The database's binding does not bear a text without a statement in it. */
async function statementsOf(connection: DuckDBConnection, sql: string) {
  const comments = /--[^\n]*|\/\*.*?\*\//gs
  if (sql.replace(comments, '').replace(/[\s;]/g, '') === '') {
    throw new RunFolderError(
      'the query is empty: ask something, such as "SELECT count(*) FROM trades"',
    )
  }
  return connection.extractStatements(sql)
}

/** Numbers where they are exact, text where they are not. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value.toString()
  }
  if (Array.isArray(value)) return value.map(plain)
  if (
    value !== null &&
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
