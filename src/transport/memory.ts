import { CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import type { Transport } from './transport.ts'

/** Cells in the order in which they were added. */
interface Batch {
  readonly cells: Cells
  used: number
}

const createBatch = (): Batch => ({ cells: new Cells(256), used: 0 })

function add(batch: Batch, words: Uint32Array, cell: number, count: number): void {
  const { cells } = batch
  const needed = batch.used + count
  if (needed > cells.capacity) cells.grow(Math.max(needed, cells.capacity * 2))
  copyCells(words, cell, cells.words, batch.used, count)
  batch.used += count
}

/**
 * Transport between partitions of one process: one end for each of `partitions`. Batches from
 * several partitions are drained one partition after the other, each in the order of posting.
 */
export function createMemoryTransport(partitions: number): Transport[] {
  const pairs = (): Batch[][] =>
    Array.from({ length: partitions }, () => Array.from({ length: partitions }, createBatch))
  const posted = pairs()
  const handed = pairs()

  return Array.from({ length: partitions }, (_, self) => ({
    post(to, words, cell, count) {
      add(posted[self]?.[to] as Batch, words, cell, count)
    },
    flush() {
      for (let to = 0; to < partitions; to++) {
        const batch = posted[self]?.[to] as Batch
        if (batch.used > 0) add(handed[self]?.[to] as Batch, batch.cells.words, 0, batch.used)
        batch.used = 0
      }
    },
    drain(visit) {
      for (let from = 0; from < partitions; from++) {
        const batch = handed[from]?.[self] as Batch
        const { words } = batch.cells
        for (let cell = 0; cell < batch.used; ) {
          const count = ((words[cell * CELL_WORDS] as number) >>> 8) & 255
          visit(words, cell, count)
          cell += count
        }
        batch.used = 0
      }
    },
  }))
}
