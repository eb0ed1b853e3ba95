import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RunFolderError } from './run-folder-error.ts'
import { whyUnwritten } from './write-failure.ts'

/**
 * Makes the folder at `path`, and those above it that are missing. It is there already: nothing.
 *
 * Node's own recursive `mkdirSync` never returns where a system has a folder in which nothing can
 * be made and says that it is not there, as Linux does of /proc; this climbs only over what is
 * missing.
 *
 * @throws the system's error where it cannot be made
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    const parent = dirname(path)
    if (code !== 'ENOENT' || existsSync(parent)) throw cause
    makeFolder(parent)
    makeFolder(path)
  }
}

/**
 * Makes the folder that somebody named for results.
 * @throws RunFolderError where it cannot be made, with what helps
 */
export function demandFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (cause) {
    throw new RunFolderError(`${path}: the folder cannot be made: ${whyUnwritten(cause)}`, {
      cause,
    })
  }
}
