import { readManifest } from './manifest.ts'
import { rosterOf } from './roster.ts'
import { runFolderAt } from './run-folder.ts'
import { chainsOf, hashOf } from './tape-hash.ts'

/** What a run folder's tape is, beside what its manifest says it is. */
export interface Verification {
  /** Whether the manifest has a hash and a count, and the tape has the same. */
  readonly ok: boolean
  readonly expected: { readonly hash: string | null; readonly records: number }
  readonly found: { readonly hash: string; readonly records: number }
}

/**
 * Recomputes a run's identity from its tape. A run that was cut off has no hash to agree with and
 * is never ok.
 * @throws RunFolderError, TapeError where manifest or tape cannot be read
 */
export function verifyRun(folder: string): Verification {
  const manifest = readManifest(folder)
  const chains = chainsOf(runFolderAt(folder).tape, rosterOf(manifest).keys)
  const found = {
    hash: hashOf(chains),
    records: chains.reduce((sum, { count }) => sum + count, 0),
  }
  const { hash, records } = manifest
  return {
    ok: hash === found.hash && records === found.records,
    expected: { hash, records },
    found,
  }
}
