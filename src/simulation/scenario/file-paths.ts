import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { parseAssignment } from './set-path.ts'
import { shippedScenarios } from './shipped.ts'

/**
 * The one rule of paths: what a file names is found from that file's folder, and what the command line
 * names from the working folder.
 */
export const folderOf = (file: string): string => dirname(file)

/**
 * A copy of what a file says in which the files that it names, fields called `file` wherever they are,
 * are found from `folder`. Everything else is passed over as it is.
 *
 * @param data anything
 * @param folder that of the file in which it was read
 */
export function withFilePaths(data: unknown, folder: string): unknown {
  if (Array.isArray(data)) return data.map((each) => withFilePaths(each, folder))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, fileFrom(name, value, folder)]),
  )
}

const fileFrom = (name: unknown, value: unknown, folder: string): unknown =>
  name === 'file' && typeof value === 'string' && value !== ''
    ? resolve(folder, value)
    : withFilePaths(value, folder)

/** The files that `data` names, fields called `file` wherever they are, in its order. */
export function filesIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]) =>
    name === 'file' && typeof value === 'string' && value !== '' ? [value] : filesIn(value),
  )
}

/**
 * Assignments that were written in a file of `folder`, as whoever sets them from anywhere has to say
 * them. Those that name no file stay as they are.
 */
export const setFrom = (set: readonly string[], folder: string): string[] =>
  set.map((text) => {
    const { path, value } = parseAssignment(text, undefined)
    const found = fileFrom(path.at(-1), value, folder)
    const isSame = JSON.stringify(found) === JSON.stringify(value)
    return isSame ? text : `${text.slice(0, text.indexOf('='))}=${JSON.stringify(found)}`
  })

/** A scenario that was named in a file of `folder`: a shipped one's name, or its path from here. */
export function scenarioFrom(named: string, folder: string): string {
  if (isAbsolute(named) || shippedScenarios().includes(named)) return named
  return join(folder, named)
}

/** How a file in `folder` is to name a scenario that is called `named` here. */
export function scenarioFor(named: string, folder: string): string {
  if (isAbsolute(named) || shippedScenarios().includes(named)) return named
  return pathFor(named, folder)
}

/** How a file in `folder` is to name what is at `path` from here; '' is its own folder. */
export const pathFor = (path: string, folder: string): string => relative(folder, path)
