import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A name beside `path` that nobody else uses, for what is not whole yet. */
export const partialName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`)

/**
 * Puts `contents` at `path` in one step: whoever reads finds the old file or the new one, whole.
 * @throws the system's error where it cannot be written; `path` is then as it was
 */
export function writeWholeFile(path: string, contents: string | Uint8Array): void {
  const partial = partialName(path)
  try {
    const file = openSync(partial, 'w')
    try {
      writeFileSync(file, contents)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (cause) {
    rmSync(partial, { force: true })
    throw cause
  }
}

/**
 * Lets `write` make files under temporary names, then gives all of them their own names; if it
 * throws, none of them appears.
 */
export async function writeWholeFiles<Result>(
  paths: readonly string[],
  write: (partials: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const partials = paths.map(partialName)
  try {
    const result = await write(partials)
    partials.forEach((partial, index) => {
      renameSync(partial, paths[index] as string)
    })
    return result
  } catch (cause) {
    for (const partial of partials) rmSync(partial, { force: true })
    throw cause
  }
}
