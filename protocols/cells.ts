/** Bytes in a cell: the unit in which messages travel, wait and are kept. */
export const CELL_BYTES = 64
/** 32-bit words in a cell. */
export const CELL_WORDS = 16
/** 64-bit floats in a cell. */
export const CELL_FLOATS = 8
/** The most cells that one message may take. */
export const CELLS_MAX = 16

if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) {
  throw new Error('Outcry reads and writes its cells in place and needs a little-endian machine')
}

/**
 * A run of cells in memory, seen as bytes, words and floats at once. `grow` moves them into a
 * larger buffer; views taken before it keep their old, still readable, contents.
 */
export class Cells {
  bytes: Uint8Array<ArrayBuffer>
  words: Uint32Array<ArrayBuffer>
  floats: Float64Array<ArrayBuffer>

  /** @param capacity in cells, at least 1 */
  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * CELL_BYTES)
    this.bytes = new Uint8Array(buffer)
    this.words = new Uint32Array(buffer)
    this.floats = new Float64Array(buffer)
  }

  /** How many cells there is room for. */
  get capacity(): number {
    return this.bytes.length / CELL_BYTES
  }

  /** Makes room for `capacity` cells and keeps what is there. */
  grow(capacity: number): void {
    const larger = new Cells(capacity)
    larger.bytes.set(this.bytes)
    this.bytes = larger.bytes
    this.words = larger.words
    this.floats = larger.floats
  }
}

/** Copies `count` cells, word by word: for a cell or two that is faster than `TypedArray.set`. */
export function copyCells(
  from: Uint32Array,
  fromCell: number,
  to: Uint32Array,
  toCell: number,
  count: number,
): void {
  const source = fromCell * CELL_WORDS
  const target = toCell * CELL_WORDS
  for (let word = 0; word < count * CELL_WORDS; word++) {
    to[target + word] = from[source + word] as number
  }
}
