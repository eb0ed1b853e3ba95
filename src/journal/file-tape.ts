import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import { CELL_BYTES, Cells, copyCells } from '../../protocols/cells.ts'
import { CHUNK_CELLS, type Tape, TapeError } from './tape.ts'
import { whyUnwritten } from './write-failure.ts'

/** A tape in a file: 64-byte cells, one after another, no header. */
export interface FileTape extends Tape {
  /** How many cells were appended. */
  readonly length: number
  /** Writes what is still in memory. @throws TapeError where it cannot be written */
  flush(): void
  /** Flushes and closes. After a failed write it only closes: the failure was told once. */
  close(): void
}

/**
 * Starts a tape at `path`, over whatever was there.
 *
 * An append copies cells into a chunk of 1 MB; a full chunk is one synchronous write, and nothing
 * else stands on that path. After a write that failed, every further append throws the same error,
 * and the file holds what reached it: whole records and at most one torn one, which readers ignore.
 *
 * @param keep cells of what was there that stay, and after which it goes on; default none
 * @throws TapeError where the file cannot be opened, or is shorter than what is to stay of it, and
 *   from an append or a flush that cannot write
 */
export function openFileTape(path: string, keep = 0): FileTape {
  const file = attempt(path, 'cannot be opened', () => {
    if (keep === 0) return openSync(path, 'w')
    if (statSync(path).size < keep * CELL_BYTES) throw new Error(`it has less than ${keep} cells`)
    truncateSync(path, keep * CELL_BYTES)
    return openSync(path, 'a')
  })
  const chunk = new Cells(CHUNK_CELLS)
  let room = CHUNK_CELLS
  let used = 0
  let flushed = keep
  let failure: TapeError | undefined
  let closed = false

  const flush = (): void => {
    if (failure) throw failure
    if (closed) throw new TapeError(`${path}: the tape was closed and takes no more records`)
    const bytes = used * CELL_BYTES
    try {
      for (let from = 0; from < bytes; ) from += writeSync(file, chunk.bytes, from, bytes - from)
    } catch (cause) {
      failure = new TapeError(tell(path, 'cannot be written', cause), { cause })
      throw failure
    }
    flushed += used
    used = 0
  }

  return {
    get length() {
      return flushed + used
    },
    append(words, cell, cells) {
      if (used + cells > room) flush()
      copyCells(words, cell, chunk.words, used, cells)
      used += cells
    },
    flush,
    close() {
      if (closed) return
      try {
        if (!failure) flush()
      } finally {
        closed = true
        // Without room the next append goes to `flush`, which refuses it.
        room = 0
        closeSync(file)
      }
    },
  }
}

function attempt<Result>(path: string, what: string, act: () => Result): Result {
  try {
    return act()
  } catch (cause) {
    throw new TapeError(tell(path, what, cause), { cause })
  }
}

const tell = (path: string, what: string, cause: unknown): string =>
  `${path}: the tape ${what}: ${whyUnwritten(cause)}`
