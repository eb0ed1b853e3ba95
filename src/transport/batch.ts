import { CELL_BYTES, CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import type { Visit } from './transport.ts'

/** Cells in the order in which they were added. */
export interface Batch {
  readonly cells: Cells
  used: number
}

/** An empty batch. */
export const createBatch = (): Batch => ({ cells: new Cells(64), used: 0 })

/** Makes room for `count` more cells. @returns the first of them */
export function extend(batch: Batch, count: number): number {
  const { cells, used } = batch
  if (used + count > cells.capacity) cells.grow(Math.max(used + count, cells.capacity * 2))
  batch.used += count
  return used
}

/** Adds `count` cells from `cell` on. */
export function add(batch: Batch, words: Uint32Array, cell: number, count: number): void {
  const to = extend(batch, count)
  copyCells(words, cell, batch.cells.words, to, count)
}

/** Shows each message of a batch, oldest first. */
export function forEachMessage({ cells, used }: Batch, visit: Visit): void {
  for (let cell = 0; cell < used; ) {
    const count = ((cells.words[cell * CELL_WORDS] as number) >>> 8) & 255
    visit(cells.words, cell, count)
    cell += count
  }
}

/** What is in `batch`, which is empty when this returns. */
export function takeOut(batch: Batch): Batch {
  const { used } = batch
  if (used === 0) return EMPTY
  const cells = new Cells(used)
  cells.words.set(batch.cells.words.subarray(0, used * CELL_WORDS))
  batch.used = 0
  return { cells, used }
}

const EMPTY: Batch = { cells: new Cells(1), used: 0 }

/** A copy of a batch's bytes: one message after another. */
export const bytesOf = ({ cells, used }: Batch): Uint8Array =>
  cells.bytes.slice(0, used * CELL_BYTES)

/** Copies of a batch's bytes in pieces of at most `most` cells, or of one message that has more. */
export function payloadsOf(batch: Batch, most: number): Uint8Array[] {
  if (batch.used <= most) return batch.used === 0 ? [] : [bytesOf(batch)]
  const payloads: Uint8Array[] = []
  let from = 0
  const cut = (to: number): void => {
    if (to > from) payloads.push(batch.cells.bytes.slice(from * CELL_BYTES, to * CELL_BYTES))
    from = to
  }
  forEachMessage(batch, (_, cell, count) => {
    if (cell + count - from > most) cut(cell)
  })
  cut(batch.used)
  return payloads
}

/** The batch of `whose` among `batches`, an empty one where there is none yet. */
export function batchOf(batches: Map<number, Batch>, whose: number): Batch {
  let batch = batches.get(whose)
  if (batch === undefined) {
    batch = createBatch()
    batches.set(whose, batch)
  }
  return batch
}
