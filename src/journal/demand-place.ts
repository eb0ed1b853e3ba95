import { accessSync, constants, mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RunFolderError } from './run-folder-error.ts'
import { whyUnwritten } from './write-failure.ts'

/**
 * Refuses a file that could not be written, for whoever works long before writing it. It is the file
 * system itself that is asked, and nothing is left behind. A device or a pipe is taken as it is.
 *
 * @throws RunFolderError with what helps
 */
export function demandPlaceForFile(path: string): void {
  const folder = dirname(path)
  const there = at(path, path)
  if (there === undefined && at(folder, path) === undefined) {
    const remedy = 'make it or choose another'
    throw new RunFolderError(
      `${path}: cannot be written: there is no folder ${folder}; ${remedy} (ENOENT)`,
    )
  }
  if (there?.isDirectory()) throw refusal(path, failure('EISDIR'))
  if (there !== undefined && !there.isFile()) return
  trying(path, () => {
    if (there !== undefined) accessSync(path, constants.W_OK)
    writeIn(folder)
  })
}

/**
 * Refuses a folder in which nothing could be written, for whoever works long before writing there.
 * One that is missing is made by whoever writes: here the nearest above it is asked. Nothing is left
 * behind.
 *
 * @throws RunFolderError with what helps
 */
export function demandPlaceForFolder(path: string): void {
  let nearest = path
  let there = at(nearest, path)
  while (there === undefined) {
    nearest = dirname(nearest)
    there = at(nearest, path)
  }
  if (!there.isDirectory()) throw refusal(path, failure(nearest === path ? 'EEXIST' : 'ENOTDIR'))
  trying(path, () => writeIn(nearest))
}

/** What is there; below a file there is nothing. @throws RunFolderError of the `asked` path */
function at(path: string, asked: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw refusal(asked, cause)
  }
}

const writeIn = (folder: string): void => rmdirSync(mkdtempSync(join(folder, '.outcry-')))

function trying(path: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    throw refusal(path, cause)
  }
}

const failure = (code: string): Error => Object.assign(new Error(code), { code })

const refusal = (path: string, cause: unknown): RunFolderError =>
  new RunFolderError(`${path}: cannot be written: ${whyUnwritten(cause)}`, { cause })
