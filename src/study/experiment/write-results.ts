import { join } from 'node:path'
import { writeWholeFile, writeWholeFiles } from '../../journal/atomic-file.ts'
import { duckdb } from '../../journal/duckdb.ts'
import type { StudyOutcome } from './run-study.ts'
import type { ReadStudy } from './study-file.ts'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Writes `results.parquet`, one row a run by cell and seed: `cell`, `seed`, each factor's level by its
 * name, each measure in its unit (NULL where there was nothing to measure), and `tape`; and
 * `manifest.json`, which says what was asked and what each column is. Both are functions of the study
 * alone but for the program's version.
 */
export async function writeResults(
  folder: string,
  { study, scenario, cells }: ReadStudy,
  { runs, identity, finished }: StudyOutcome,
  outcry: string,
): Promise<void> {
  const factors = study.factors.map(({ name }) => name)
  const measures = Object.keys(study.measures)
  const columns = [
    'cell INTEGER',
    'seed BIGINT',
    ...factors.map((name) => `${quoted(name)} VARCHAR`),
    ...measures.map((name) => `${quoted(name)} DOUBLE`),
    'tape VARCHAR',
  ]
  await writeWholeFiles([join(folder, 'results.parquet')], async ([partial]) => {
    const instance = await duckdb.DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    try {
      await connection.run(`CREATE TABLE results (${columns.join(', ')})`)
      const rows = await connection.createAppender('results')
      for (const { cell, seed, values, tape } of runs) {
        rows.appendInteger(cell)
        rows.appendBigInt(BigInt(seed))
        for (const { name } of cells[cell]?.levels ?? []) rows.appendVarchar(name)
        for (const name of measures) {
          const value = values[name] ?? null
          if (value === null) rows.appendNull()
          else rows.appendDouble(value)
        }
        rows.appendVarchar(tape)
        rows.endRow()
      }
      rows.closeSync()
      const file = (partial as string).replaceAll("'", "''")
      await connection.run(
        `COPY (SELECT * FROM results ORDER BY cell, seed) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
      )
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  })
  const units = runs[0]?.units ?? {}
  const manifest = {
    ...{ format: 1, outcry, study, scenario, identity },
    status: finished ? 'complete' : 'interrupted',
    runs: runs.length,
    cells: cells.map(({ index, levels, set }) => ({
      cell: index,
      levels: Object.fromEntries(levels.map(({ name }, nth) => [factors[nth] as string, name])),
      set,
    })),
    units,
  }
  writeWholeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
