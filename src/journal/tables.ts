import { tmpdir } from 'node:os'
import { writeWholeFiles } from './atomic-file.ts'
import { duckdb } from './duckdb.ts'
import type { Manifest } from './manifest.ts'
import { rosterOf } from './roster.ts'
import { runFolderAt, TABLES } from './run-folder.ts'
import { stageTape } from './tables/stage-tape.ts'
import { quoted, tableSql } from './tables/table-sql.ts'

/** Rows of a Parquet row group: small enough that a usual run's table is written by all threads. */
const GROUP_ROWS = 32_768

/**
 * Builds the Parquet tables of a run folder out of its tape and its manifest, in this process.
 * None of them appears before all are whole. Call `writeTables`, which keeps a crash of the
 * database away from the caller.
 * @throws TapeError where the tape cannot be read; DuckDB's error otherwise
 */
export async function buildTables(folder: string, manifest: Manifest): Promise<void> {
  const { tape, table } = runFolderAt(folder)
  const sql = tableSql(rosterOf(manifest))
  const instance = await duckdb.DuckDBInstance.create(':memory:', { temp_directory: tmpdir() })
  try {
    await stageTape(await instance.connect(), tape, manifest)
    await writeWholeFiles(TABLES.map(table), async (partials) => {
      // A connection runs one statement at a time: a connection a table writes them side by side.
      const written = TABLES.map(async (name, index) => {
        const connection = await instance.connect()
        await connection.run(
          `COPY (${sql[name]}) TO ${quoted(partials[index] as string)}
           (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP_ROWS})`,
        )
        connection.closeSync()
      })
      const failed = (await Promise.allSettled(written)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    })
  } finally {
    instance.closeSync()
  }
}
