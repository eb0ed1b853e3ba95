import { inspect } from 'node:util'
import { CommanderError } from 'commander'

/** Exit codes: done; a run or a comparison failed or differs; the input was bad. */
export const EXIT = { done: 0, failed: 1, badInput: 2 } as const

/** A command that cannot do what it was asked: what to say, and with which code to exit. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: number

  constructor(message: string, exitCode: number = EXIT.failed, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.exitCode = exitCode
  }
}

// By name, so that what throws them is loaded only by the commands that need it.
const BAD_INPUT: ReadonlySet<string> = new Set([
  'CalibrationError',
  'HistoryError',
  'LiveError',
  'MeetingError',
  'PlacementError',
  'PolicyError',
  'RunFolderError',
  'ScenarioError',
  'StudyError',
  'TapeError',
  'TrainingError',
])

/** A path that somebody named and the system refuses: why, and what helps. */
const REFUSED: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder: name one that is there',
  ENOTDIR: 'is a file, or a part of its path is: name a folder',
  EISDIR: 'is a folder: name a file',
  EEXIST: 'there is a file of this name: name another',
  EACCES: 'permission denied: name one that you may use',
  EPERM: 'it is not permitted: name one that you may use',
  EROFS: 'the file system is read-only: name another',
}

/** What to say of a path that the system refuses; `undefined` of any other error. */
function refusedPath(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException
  const why = code === undefined || path === undefined ? undefined : REFUSED[code]
  return why === undefined ? undefined : `${path}: ${why} (${code})`
}

/** With which code the program exits after `error`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exitCode
  if (refusedPath(error) !== undefined) return EXIT.badInput
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput
  return error instanceof Error && BAD_INPUT.has(error.name) ? EXIT.badInput : EXIT.failed
}

/**
 * Says what went wrong: `outcry: ` and the reason. Commander has said its own. A stack is for
 * whoever works on the code.
 */
export function tell(error: unknown, stream: NodeJS.WritableStream, debug: boolean): void {
  if (error instanceof CommanderError) return
  if (debug) {
    stream.write(`${inspect(error)}\n`)
    return
  }
  const said = error instanceof Error ? error.message || error.name : String(error)
  const message = refusedPath(error) ?? said
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  // A scenario's problems are a line each; of anything else, what follows explains the first line.
  const areEqual = error instanceof Error && error.name === 'ScenarioError'
  for (const [index, line] of lines.entries()) {
    stream.write(`${areEqual || index === 0 ? 'outcry: ' : '  '}${line}\n`)
  }
}
