import { closeSync, openSync, readSync } from 'node:fs'
import { CELL_BYTES, CELLS_MAX, Cells } from '../../protocols/cells.ts'
import { VERSION } from '../../protocols/layout.ts'
import type { Message } from '../../protocols/message.ts'
import { MessageReader } from '../../protocols/reader.ts'
import { CHUNK_CELLS, type Chunk, cellsAt, type MemoryTape, TapeError } from './tape.ts'

/** A tape to read: the path of a tape file, or a tape in memory. */
export type TapeSource = string | MemoryTape

/** Where `visit` finds the message that it is shown. */
export type VisitCells = (cells: Cells, cell: number, count: number) => void

/**
 * Shows `visit` every record of `source`, in the order in which they were said. The message is one
 * reused reader, good until `visit` returns: copy what you keep. A torn last record, of a run that
 * was cut off while writing, is ignored.
 *
 * @returns how many records were shown
 * @throws TapeError where the file cannot be read or is not a tape, naming the cell
 */
export function forEachRecord(source: TapeSource, visit: (message: Message) => void): number {
  const reader = new MessageReader()
  return forEachCells(source, (cells, cell) => visit(reader.at(cells, cell)))
}

/** Shows `visit` where each record lies, for those who want its bytes. @see forEachRecord */
export function forEachCells(source: TapeSource, visit: VisitCells): number {
  const name = typeof source === 'string' ? source : 'tape in memory'
  let records = 0
  let before = 0
  for (const { cells, used } of chunksOf(source)) {
    let cell = 0
    while (cell < used) {
      const count = checkedCount(cells, cell, name, before)
      visit(cells, cell, count)
      cell += count
      records++
    }
    before += used
  }
  return records
}

/** The records of `source` one at a time, its bytes good until the next is asked for. */
export function* recordsOf(source: TapeSource): Generator<Uint8Array, void> {
  const name = typeof source === 'string' ? source : 'tape in memory'
  let before = 0
  for (const { cells, used } of chunksOf(source)) {
    for (let cell = 0; cell < used; ) {
      const count = checkedCount(cells, cell, name, before)
      yield cells.bytes.subarray(cell * CELL_BYTES, (cell + count) * CELL_BYTES)
      cell += count
    }
    before += used
  }
}

const chunksOf = (source: TapeSource): Iterable<Chunk> =>
  typeof source === 'string' ? fileChunks(source) : source.chunks()

/** Chunks of whole messages; the cells are one buffer, refilled for each. */
function* fileChunks(path: string): Generator<Chunk, void> {
  const file = reading(path, () => openSync(path, 'r'))
  try {
    const cells = new Cells(CHUNK_CELLS)
    let kept = 0
    let before = 0
    for (;;) {
      const read = reading(path, () => fill(file, cells.bytes, kept))
      if (read === 0) return
      const available = Math.floor((kept + read) / CELL_BYTES)
      const used = wholeMessages(cells, available, path, before)
      yield { cells, used }
      cells.bytes.copyWithin(0, used * CELL_BYTES, kept + read)
      kept += read - used * CELL_BYTES
      before += used
    }
  } finally {
    closeSync(file)
  }
}

/** Fills `bytes` from `from` on as far as the file goes. @returns how many bytes came */
function fill(file: number, bytes: Uint8Array, from: number): number {
  let to = from
  while (to < bytes.length) {
    const read = readSync(file, bytes, to, bytes.length - to, null)
    if (read === 0) break
    to += read
  }
  return to - from
}

function wholeMessages(cells: Cells, available: number, path: string, before: number): number {
  let cell = 0
  while (cell < available) {
    const next = cell + checkedCount(cells, cell, path, before)
    if (next > available) break
    cell = next
  }
  return cell
}

function checkedCount(cells: Cells, cell: number, name: string, before: number): number {
  const version = (cells.words[cell * 16] as number) & 255
  const count = cellsAt(cells.words, cell)
  if (version === VERSION && count >= 1 && count <= CELLS_MAX) return count
  const found = version === VERSION ? `a message of ${count} cells` : `layout version ${version}`
  throw new TapeError(
    `${name}: cell ${before + cell} is no message: ${found}, where version ${VERSION} and 1 to ` +
      `${CELLS_MAX} cells are possible; the file is no tape of this version, or was changed: run the ` +
      'scenario again',
  )
}

function reading<Result>(path: string, act: () => Result): Result {
  try {
    return act()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file; run the scenario again' : message
    throw new TapeError(`${path}: the tape cannot be read: ${why}`, { cause })
  }
}
