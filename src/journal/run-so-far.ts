import { existsSync } from 'node:fs'
import { type Manifest, readManifest } from './manifest.ts'
import { forEachRecord, type TapeSource } from './read-tape.ts'
import { runFolderAt } from './run-folder.ts'

/** How far a tape goes: its whole records, and when the last of them was said, ns. */
export type TapeExtent = Pick<Manifest, 'records' | 'reached'>

/**
 * Reads a tape to its end.
 * @throws TapeError where it cannot be read
 */
export function extentOf(tape: TapeSource): TapeExtent {
  let reached = 0
  const records = forEachRecord(tape, ({ sent }) => {
    reached = sent
  })
  return { records, reached }
}

/**
 * Reads the manifest of the run folder `folder`, as `readManifest` does. One that says `running`
 * was written before the first message, by a run that is under way or was cut off: it is given the
 * extent of its tape.
 * @throws RunFolderError, TapeError where manifest or tape cannot be read
 */
export function readRunSoFar(folder: string): Manifest {
  const manifest = readManifest(folder)
  const { tape } = runFolderAt(folder)
  if (manifest.status !== 'running' || !existsSync(tape)) return manifest
  return { ...manifest, ...extentOf(tape) }
}
