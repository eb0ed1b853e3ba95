import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { type CellRun, StudyError } from './run-cell.ts'

/** A finished run, as a line of the log has it. */
export interface LoggedRun extends CellRun {
  /** Milliseconds that it took; no part of what it came to. */
  readonly ms: number
}

/** The log of a study: one line what is asked, then one a finished run, each on the disk before the next. */
export interface RunLog {
  /** What an earlier process had finished. */
  readonly past: readonly LoggedRun[]
  /** Returns when the line is on the disk. */
  append(run: LoggedRun): void
  close(): void
}

/**
 * Opens the log of a study, or begins it. A line that a killed process left unfinished is cut off, so
 * that its run is run again; whatever has a whole line is not.
 *
 * @param asked says which study it is: one line, the same for the same study
 * @throws StudyError where the log is of another study
 */
export function openRunLog(path: string, asked: string): RunLog {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [first, ...lines] = whole.split('\n').filter((line) => line !== '')
  if (first !== undefined && first !== asked) {
    throw new StudyError(
      `${path} is of another study, or of this one before it was changed: give --out another folder, or remove this one`,
    )
  }
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  const file = openSync(path, 'a')
  let isOpen = true
  const write = (line: string): void => {
    writeSync(file, `${line}\n`)
    fsyncSync(file)
  }
  if (first === undefined) write(asked)
  return {
    past: lines.map((line) => JSON.parse(line) as LoggedRun),
    append(run) {
      // The system may have given the file's number to another by then.
      if (isOpen) write(JSON.stringify(run))
    },
    close() {
      isOpen = false
      closeSync(file)
    },
  }
}
