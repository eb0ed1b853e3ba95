import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SECOND } from '../../protocols/units.ts'
import { writeWholeFiles } from './atomic-file.ts'
import { duckdb } from './duckdb.ts'
import { writeLobster } from './lobster.ts'
import { makeFolder } from './make-folder.ts'
import { type Manifest, RunFolderError, readManifest } from './manifest.ts'
import { ensureTables } from './query.ts'
import { runFolderAt, TABLES } from './run-folder.ts'
import { quoted } from './tables/table-sql.ts'
import { traceEvents, traceText } from './trace.ts'
import { unwritten, whyUnwritten } from './write-failure.ts'

/** The forms in which a run can be taken elsewhere. */
export const EXPORT_FORMATS = ['lobster', 'csv', 'parquet', 'trace'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** What `lobster` and `trace` write; the other formats write everything. */
export interface ExportOptions {
  /** Price levels a side, 1..1000; 10 where it is left out. */
  readonly levels?: number | undefined
  /** An instrument's symbol, or its number at the venue; the venue's first where left out. */
  readonly instrument?: string | number | undefined
  /** A venue's name or dense id; the first where left out. */
  readonly venue?: string | number | undefined
  /** Of a trace: ns since the session's start; by default the open. */
  readonly from?: number | undefined
  /** Of a trace: ns since the session's start, not before `from`; by default 1 s after it. */
  readonly to?: number | undefined
}

/**
 * Writes a run in a format that others read, into the folder `out`, which is made where missing.
 * `csv` and `parquet` write a file a table; `lobster` one instrument's messages and order book;
 * `trace` the messages of a span of time.
 * No file appears before it is whole.
 *
 * @returns the paths of the files
 * @throws RunFolderError, TapeError where the run has no such venue or instrument, or cannot be
 *   read; WriteError where a file cannot be written
 */
export async function exportRun(
  folder: string,
  format: ExportFormat,
  out: string,
  options: ExportOptions = {},
): Promise<string[]> {
  const manifest = readManifest(folder)
  try {
    makeFolder(out)
  } catch (cause) {
    throw new RunFolderError(`${out}: the folder cannot be made: ${whyUnwritten(cause)}`, { cause })
  }
  try {
    if (format === 'lobster') return await exportLobster(folder, manifest, out, options)
    if (format === 'trace') return await exportTrace(folder, manifest, out, options)
    await ensureTables(folder)
    return await exportTables(folder, format, out)
  } catch (cause) {
    throw unwritten(out, cause)
  }
}

async function exportTables(
  folder: string,
  format: Exclude<ExportFormat, 'lobster' | 'trace'>,
  out: string,
): Promise<string[]> {
  const { table } = runFolderAt(folder)
  const paths = TABLES.map((name) => join(out, `${name}.${format}`))
  await writeWholeFiles(paths, async (partials) => {
    if (format === 'parquet') {
      TABLES.forEach((name, index) => {
        copyFileSync(table(name), partials[index] as string)
      })
      return
    }
    const instance = await duckdb.DuckDBInstance.create(':memory:')
    try {
      const connection = await instance.connect()
      for (const [index, name] of TABLES.entries()) {
        const to = quoted(partials[index] as string)
        await connection.run(`COPY (FROM ${quoted(table(name))}) TO ${to} (FORMAT csv, HEADER)`)
      }
    } finally {
      instance.closeSync()
    }
  })
  return paths
}

async function exportLobster(
  folder: string,
  { venues, session }: Manifest,
  out: string,
  { levels = 10, ...asked }: ExportOptions,
): Promise<string[]> {
  if (!Number.isInteger(levels) || levels < 1 || levels > 1_000) {
    throw new RunFolderError(`levels is ${levels}: must be a whole number, 1 to 1000`)
  }
  const venue = choose(
    venues.map((one) => ({ ...one, id: one.actor })),
    'venue',
    asked.venue,
  )
  const instrument = choose(
    venue.instruments.map((one) => ({ ...one, name: one.symbol })),
    'instrument',
    asked.instrument,
  )
  const name = venues.length > 1 ? `${instrument.symbol}_${venue.name}` : instrument.symbol
  const paths = ['message', 'orderbook'].map((part) => join(out, `${name}_${part}_${levels}.csv`))
  await writeWholeFiles(paths, async ([messages = '', books = '']) => {
    const options = { venue: venue.actor, instrument: instrument.id, tick: instrument.tick }
    writeLobster(runFolderAt(folder).tape, messages, books, {
      ...options,
      start: session.start,
      levels,
    })
  })
  return paths
}

async function exportTrace(
  folder: string,
  manifest: Manifest,
  out: string,
  { from = manifest.session.open, to = from + SECOND }: ExportOptions,
): Promise<string[]> {
  if (!(from <= to)) throw new RunFolderError('--to is before --from: a trace ends after it begins')
  const paths = [join(out, 'trace.json')]
  await writeWholeFiles(paths, async ([path = '']) => {
    const events = traceEvents(runFolderAt(folder).tape, manifest, { from, to })
    writeFileSync(path, traceText(events))
  })
  return paths
}

/** The one that was asked for by name or number, or the first. */
function choose<One extends { name: string; id: number }>(
  ones: readonly One[],
  what: string,
  asked: string | number | undefined,
): One {
  const found =
    asked === undefined
      ? ones[0]
      : ones.find(({ name, id }) => name === asked || String(id) === String(asked))
  if (found !== undefined) return found
  const known = ones.map(({ name }) => name).join(', ') || 'none'
  throw new RunFolderError(`there is no ${what} ${asked ?? ''}: the run has ${known}`)
}
