import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { partialName } from './atomic-file.ts'
import { unwritten } from './write-failure.ts'

/**
 * Holds `bytes` of the disk on which the folder of `path` is, so that a run which fills the disk
 * can still say so. The bytes are those of a file that has no name any more: whatever ends the
 * program gives them back. They are random, for file systems that keep no room for zeros.
 *
 * @param path a file beside which there is to be room
 * @returns what gives them back
 * @throws WriteError where there is no room
 */
export function holdRoom(path: string, bytes: number): () => void {
  const name = partialName(path)
  let file: number | undefined
  try {
    const opened = openSync(name, 'wx')
    file = opened
    writeFileSync(file, randomBytes(bytes))
    return () => closeSync(opened)
  } catch (cause) {
    if (file !== undefined) closeSync(file)
    throw unwritten(path, cause)
  } finally {
    rmSync(name, { force: true })
  }
}
