import { SECOND } from '../../protocols/units.ts'
import { HistoryError } from './history-error.ts'
import type { NamedFile } from './lobster-source.ts'

const NEWLINE = 10
const RETURN = 13
const COMMA = 44
const MINUS = 45
const POINT = 46
const ZERO = 48
const LONGEST_QUOTE = 40
const MARK = [0xef, 0xbb, 0xbf]

/** Numbers in rows of a comma-separated file, read one after another. */
export interface NumberRows {
  /** The line in hand, from 1. */
  readonly line: number
  /** Goes to the next row. @returns false where there is none */
  next(): boolean
  /**
   * The next field of the row, a whole number up to ±(2^53 − 1).
   * @param column what to call it in errors
   * @throws HistoryError where it is none
   */
  whole(column: string): number
  /** The next field, in seconds with any decimals, as ns, rounded. @throws HistoryError */
  seconds(column: string): number
  /** @throws HistoryError where the row has a further field */
  endRow(columns: number): void
  /** An error about the row in hand. */
  fault(column: string, value: unknown, must: string): HistoryError
}

/** Reads `file` from its beginning. */
export function readNumberRows({ name, bytes }: NamedFile): NumberRows {
  // Some programs begin a text with a mark of its encoding.
  let at = MARK.every((byte, nth) => bytes[nth] === byte) ? MARK.length : 0
  let line = 0
  let rowEnd = true

  const isDigit = (byte: number | undefined): boolean =>
    byte !== undefined && byte >= ZERO && byte < ZERO + 10
  const isEnd = (byte: number | undefined): boolean =>
    byte === undefined || byte === NEWLINE || byte === RETURN

  const fault = (column: string, value: unknown, must: string): HistoryError =>
    new HistoryError(`${name}:${line}: ${column} is ${JSON.stringify(value)}: must be ${must}`)

  /** The field that begins at `from`, as it is written. */
  const written = (from: number): string => {
    let end = from
    while (!isEnd(bytes[end]) && bytes[end] !== COMMA) end++
    return bytes.toString('latin1', from, Math.min(end, from + LONGEST_QUOTE))
  }

  /** Ends a field that began at `from`. */
  const endField = (from: number, column: string, must: string): void => {
    const byte = bytes[at]
    if (byte === COMMA) at++
    else if (isEnd(byte)) rowEnd = true
    else throw fault(column, written(from), must)
  }

  const digits = (): number => {
    let value = 0
    for (; isDigit(bytes[at]); at++) value = value * 10 + (bytes[at] as number) - ZERO
    return value
  }

  const beginField = (column: string): number => {
    if (rowEnd) throw new HistoryError(`${name}:${line}: ${column} is missing: the row is cut off`)
    return at
  }

  return {
    get line() {
      return line
    },
    fault,
    next() {
      if (line > 0) {
        if (bytes[at] === RETURN) at++
        if (bytes[at] === NEWLINE) at++
      }
      if (at >= bytes.length) return false
      line++
      rowEnd = false
      return true
    },
    whole(column) {
      const must = 'a whole number'
      const from = beginField(column)
      const negative = bytes[at] === MINUS
      if (negative) at++
      if (!isDigit(bytes[at])) throw fault(column, written(from), must)
      const value = digits()
      if (value > Number.MAX_SAFE_INTEGER) throw fault(column, written(from), 'below 2^53')
      endField(from, column, must)
      return negative && value > 0 ? -value : value
    },
    seconds(column) {
      const must = 'seconds, such as 34200.189607670'
      const from = beginField(column)
      if (!isDigit(bytes[at])) throw fault(column, written(from), must)
      const whole = digits()
      let nanoseconds = 0
      if (bytes[at] === POINT) {
        const begin = ++at
        // Some files were written from floats: past the ninth decimal there is noise.
        for (let unit = SECOND / 10; isDigit(bytes[at]); at++, unit /= 10) {
          const digit = (bytes[at] as number) - ZERO
          if (unit >= 1) nanoseconds += digit * unit
          else if (at - begin === 9 && digit >= 5) nanoseconds++
        }
        if (at === begin) throw fault(column, written(from), must)
      }
      endField(from, column, must)
      const value = whole * SECOND + nanoseconds
      if (value > Number.MAX_SAFE_INTEGER) throw fault(column, written(from), 'a time of day')
      return value
    },
    endRow(columns) {
      if (!rowEnd) throw fault('the row', written(at), `of ${columns} columns`)
    },
  }
}
