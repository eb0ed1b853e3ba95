import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import type { SelectionState } from './selection.ts'
import { TrainingError, type TrainingFile } from './training-file.ts'

const FORMAT = 'outcry checkpoint 3'

/** A training where it stood after some update. */
export interface Checkpoint {
  /** What is trained; its `updates` may be others by now. */
  readonly file: TrainingFile
  readonly updates: number
  /** The last update's report. */
  readonly last: Readonly<Record<string, number>>
  /** The learner's own. */
  readonly state: unknown
  /** Which of its policies is the best, where it chooses among them. */
  readonly selection?: SelectionState | undefined
}

/**
 * Writes a checkpoint in the place of the one before: whoever is stopped meanwhile, however roughly,
 * leaves the one or the other, whole.
 */
export function writeCheckpoint(path: string, checkpoint: Checkpoint): void {
  const beside = `${path}.new`
  const to = openSync(beside, 'w')
  try {
    const bytes = serialize({ format: FORMAT, ...checkpoint })
    for (let from = 0; from < bytes.length; ) from += writeSync(to, bytes, from)
    fsyncSync(to)
  } finally {
    closeSync(to)
  }
  renameSync(beside, path)
}

/**
 * Reads the checkpoint of a training.
 *
 * @throws TrainingError where there is none, or it is of another training
 */
export function readCheckpoint(path: string, file: TrainingFile): Checkpoint {
  const read = checkpointIn(path)
  if (read.format !== FORMAT) throw new TrainingError(`${path}: no checkpoint of this version`)
  // Where it stands is no part of it.
  const said = { ...read.file, updates: 0, folder: '' }
  const now: TrainingFile = { ...file, updates: 0, folder: '' }
  const changed = Object.keys(now).find(
    (key) =>
      JSON.stringify(now[key as keyof TrainingFile]) !==
      JSON.stringify(said[key as keyof TrainingFile]),
  )
  if (changed === undefined) return read
  throw new TrainingError(
    `${path}: is of a training with another ${changed}: only updates may change. Train anew without --resume, or to another --out`,
  )
}

function checkpointIn(path: string): Checkpoint & { readonly format?: unknown } {
  try {
    return deserialize(readFileSync(path))
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = isMissing ? 'there is none to resume from' : 'no checkpoint, or not a whole one'
    throw new TrainingError(`${path}: ${why}`, { cause: error })
  }
}
