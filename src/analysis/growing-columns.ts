/** Columns of numbers that grow row by row, without an object a row. */
export interface GrowingColumns {
  readonly length: number
  /** Appends one row: a value for each column. */
  add(...row: readonly number[]): void
  /** The columns as they are now; what is added later leaves them alone. */
  columns(): Float64Array[]
}

/** @param width how many columns */
export function createGrowingColumns(width: number): GrowingColumns {
  let cells = new Float64Array(width * 1024)
  let length = 0
  return {
    get length() {
      return length
    },
    add(...row) {
      if ((length + 1) * width > cells.length) {
        const larger = new Float64Array(cells.length * 2)
        larger.set(cells)
        cells = larger
      }
      for (let column = 0; column < width; column++) {
        cells[length * width + column] = row[column] as number
      }
      length++
    },
    columns: () =>
      Array.from({ length: width }, (_, column) =>
        Float64Array.from({ length }, (_, row) => cells[row * width + column] as number),
      ),
  }
}
