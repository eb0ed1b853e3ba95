import { readFileSync } from 'node:fs'
import type { Manifest } from './manifest.ts'
import { runFolderAt } from './run-folder.ts'
import { buildTables } from './tables.ts'
import { TapeError } from './tape.ts'
import { whyUnwritten } from './write-failure.ts'

/** The exit code that says that the tape is at fault; `write-tables.ts` knows it too. */
const BAD_TAPE = 2

const folder = process.argv[2]
if (folder === undefined) throw new Error('name the run folder whose tables are to be written')
try {
  // Whoever started this has checked the manifest; to load the checker again takes longer than to read.
  const manifest: Manifest = JSON.parse(readFileSync(runFolderAt(folder).manifest, 'utf8'))
  await buildTables(folder, manifest)
} catch (error) {
  const isTape = error instanceof TapeError
  process.stderr.write(`${isTape ? error.message : whyUnwritten(error)}\n`)
  process.exitCode = isTape ? BAD_TAPE : 1
}
