import { writeWholeFiles } from './atomic-file.ts'
import { duckdb } from './duckdb.ts'
import { RunFolderError } from './run-folder-error.ts'
import { createStage } from './tables/stage.ts'
import { quoted } from './tables/table-sql.ts'
import { unwritten } from './write-failure.ts'

/** Columns of numbers, all of one length, by name; NaN stands for NULL. */
export type NumberTable = Readonly<Record<string, Float64Array>>

/**
 * Writes columns of numbers as one Parquet file of DOUBLEs, which appears when it is whole.
 * @throws WriteError where it cannot be written
 */
export async function writeNumberTable(path: string, table: NumberTable): Promise<void> {
  const names = Object.keys(table)
  const rows = table[names[0] as string]?.length ?? 0
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    const stage = await createStage(connection, 'numbers', names)
    for (let row = 0; row < rows; row++) {
      for (const name of names) {
        const column = stage.at[name] as Float64Array
        column[stage.row] = (table[name] as Float64Array)[row] as number
      }
      stage.next()
    }
    stage.close()
    const columns = names.map((name) => `nullif("${name}", 'nan') AS "${name}"`).join(', ')
    await writeWholeFiles([path], async ([partial = '']) => {
      await connection.run(
        `COPY (SELECT ${columns} FROM numbers) TO ${quoted(partial)} (FORMAT parquet, COMPRESSION zstd)`,
      )
    })
  } catch (cause) {
    throw unwritten(path, cause)
  } finally {
    instance.closeSync()
  }
}

/**
 * Reads the columns of a Parquet file of numbers, in its order of rows.
 * @throws RunFolderError where it is none, or lacks one of `names`
 */
export async function readNumberTable(
  path: string,
  names: readonly string[],
): Promise<NumberTable> {
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    const columns = names.map((name) => `CAST("${name}" AS DOUBLE)`).join(', ')
    const reader = await connection.runAndReadAll(
      `SELECT ${columns} FROM read_parquet(${quoted(path)})`,
    )
    const read = reader.getColumnsJS() as (readonly (number | null)[])[]
    return Object.fromEntries(
      names.map((name, nth) => [
        name,
        Float64Array.from(read[nth] ?? [], (value) => value ?? Number.NaN),
      ]),
    )
  } catch (cause) {
    throw new RunFolderError(`${path}: cannot be read: ${(cause as Error).message}`, { cause })
  } finally {
    instance.closeSync()
  }
}
