import { CELL_BYTES, CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'

/** Where committed records go, in the order in which they were said. */
export interface Tape {
  /**
   * Takes a copy of the `cells` cells that begin at `cell` of `words`: one message, whole.
   * @throws TapeError where it cannot be kept; what was taken before stays readable
   */
  append(words: Uint32Array, cell: number, cells: number): void
}

/** A tape that cannot be written or read: which file, where in it, and why. */
export class TapeError extends Error {
  override readonly name = 'TapeError'
}

/** Cells in a chunk: 1 MB, what is written to a file or read from it at once. */
export const CHUNK_CELLS = 16_384

/** Whole messages, one after another, in the first `used` cells. */
export interface Chunk {
  readonly cells: Cells
  readonly used: number
}

/** A tape kept in memory, for tests and for runs that leave no folder. */
export interface MemoryTape extends Tape {
  readonly kind: 'memory'
  /** How many cells were appended. */
  readonly length: number
  /** The words of each message in turn: 16 a cell, a view that later appends leave alone. */
  cells(): IterableIterator<Uint32Array>
  /** The chunks, oldest first; a message never spans two. */
  chunks(): Iterable<Chunk>
  /** All of it as the bytes of a tape file. */
  bytes(): Uint8Array
}

/** An empty tape in memory. It grows by chunks of 1 MB and never moves what it holds. */
export function createMemoryTape(): MemoryTape {
  const chunks: { cells: Cells; used: number }[] = []
  let last = { cells: new Cells(1), used: 1 }
  let length = 0

  return {
    kind: 'memory',
    get length() {
      return length
    },
    append(words, cell, cells) {
      if (last.used + cells > last.cells.capacity) {
        last = { cells: new Cells(CHUNK_CELLS), used: 0 }
        chunks.push(last)
      }
      copyCells(words, cell, last.cells.words, last.used, cells)
      last.used += cells
      length += cells
    },
    *cells() {
      for (const { cells, used } of chunks) {
        for (let cell = 0; cell < used; ) {
          const count = cellsAt(cells.words, cell)
          yield cells.words.subarray(cell * CELL_WORDS, (cell + count) * CELL_WORDS)
          cell += count
        }
      }
    },
    chunks: () => chunks,
    bytes() {
      const all = new Uint8Array(length * CELL_BYTES)
      let written = 0
      for (const { cells, used } of chunks) {
        all.set(cells.bytes.subarray(0, used * CELL_BYTES), written)
        written += used * CELL_BYTES
      }
      return all
    },
  }
}

/** How many cells the message at `cell` says it has: 1..16 in a sound tape, anything in a bad one. */
export const cellsAt = (words: Uint32Array, cell: number): number =>
  ((words[cell * CELL_WORDS] as number) >>> 8) & 255
