import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import { CELL_BYTES } from '../../protocols/cells.ts'
import type { FileTape } from './file-tape.ts'
import { forEachCells, recordsOf } from './read-tape.ts'
import { TapeError } from './tape.ts'
import { whyUnwritten } from './write-failure.ts'

/** A tape that is gone through again, and then goes on. */
export interface ResumedTape extends FileTape {
  /** Whether everything that was on it has been said again. */
  readonly isCaughtUp: boolean
}

/**
 * Takes up the tape at `path` where it ends: what is appended first must be what is there, to the
 * byte, and changes nothing; what comes after that is added. A torn last record is cut off.
 *
 * @throws TapeError where the file cannot be read or written, and from an append that says something
 *   else than what is there
 */
export function openResumedTape(path: string): ResumedTape {
  let cells = 0
  const records = forEachCells(path, (_, __, count) => {
    cells += count
  })
  if (statSync(path).size > cells * CELL_BYTES) truncateSync(path, cells * CELL_BYTES)
  const stored = recordsOf(path)
  let replayed = 0
  let length = 0
  let file: number | undefined
  let pending: Uint8Array[] = []
  let pendingBytes = 0

  const flush = (): void => {
    if (pending.length === 0) return
    try {
      file ??= openSync(path, 'a')
      const bytes = Buffer.concat(pending)
      for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
    } catch (cause) {
      throw new TapeError(`${path}: the tape cannot be written: ${whyUnwritten(cause)}`, { cause })
    }
    pending = []
    pendingBytes = 0
  }

  return {
    get length() {
      return length
    },
    get isCaughtUp() {
      return replayed >= records
    },
    append(words, cell, count) {
      const bytes = new Uint8Array(
        words.buffer,
        words.byteOffset + cell * CELL_BYTES,
        count * CELL_BYTES,
      )
      length += count
      if (replayed < records) {
        const { value } = stored.next()
        if (value === undefined || Buffer.compare(bytes, value) !== 0) {
          throw new TapeError(
            `${path}: message ${replayed} is not what was said this time: the tape, the program or a ` +
              'file that the scenario names was changed; run the scenario anew',
          )
        }
        replayed++
        return
      }
      pending.push(bytes.slice())
      pendingBytes += bytes.length
      if (pendingBytes > FLUSH_BYTES) flush()
    },
    flush,
    close() {
      stored.return()
      try {
        flush()
      } finally {
        if (file !== undefined) closeSync(file)
        file = undefined
      }
    },
  }
}

const FLUSH_BYTES = 1 << 20
