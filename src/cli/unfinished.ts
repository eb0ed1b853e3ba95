import type { Manifest } from '../journal/manifest.ts'
import { runFolderAt } from '../journal/run-folder.ts'
import { readRunSoFar } from '../journal/run-so-far.ts'
import { formatClock, parseClock } from '../simulation/scenario/clock-time.ts'

/**
 * Says on stderr how far a run came that did not come to its end, for whoever asks it something:
 * what is answered is of that part alone.
 *
 * @returns the run's status, as its manifest has it
 * @throws RunFolderError, TapeError where manifest or tape cannot be read
 */
export function tellUnfinished(folder: string): Manifest['status'] {
  const manifest = readRunSoFar(folder)
  const text = unfinishedText(runFolderAt(folder).name, manifest)
  if (text !== undefined) process.stderr.write(`outcry: ${text}\n`)
  return manifest.status
}

/** @returns how far the run `name` came, in one line; nothing where it is whole */
export function unfinishedText(name: string, manifest: Manifest): string | undefined {
  const { status, reached, end, records, session, error } = manifest
  if (status === 'complete') return undefined
  const zero = parseClock(session.start) as number
  const clock = (at: number): string => formatClock(Math.floor((zero + at) / 1e9) * 1e9)
  const what = {
    running: 'has not ended, or was cut off',
    interrupted: 'was interrupted',
    failed: 'failed',
  }[status]
  const messages = `${records} message${records === 1 ? '' : 's'}`
  const far = `${name} ${what}: it came to ${clock(reached)} of ${clock(end)}, ${messages}`
  return error === null ? far : `${far}: ${error.message.split('\n', 1)[0]}`
}
