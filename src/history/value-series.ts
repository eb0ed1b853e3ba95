import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { SECOND } from '../../protocols/units.ts'
import { HistoryError } from './history-error.ts'

/** Where a recorded value is found, and how it is to be read. */
export interface ValueSeriesTerms {
  /** A CSV with a line of names; .gz is unpacked. */
  readonly file: string
  readonly column: string
  /** The column of the time in seconds; `undefined`: rows are `every` ns apart. */
  readonly time?: string | undefined
  readonly every: number
  /** Rows that are passed over. */
  readonly from: number
  /** Ticks for one of the file's units. */
  readonly scale: number
}

/**
 * Reads a recorded value: times in ns, the first of them 0 where no column tells them, and values in
 * ticks. Fields are separated by commas, and none holds one.
 *
 * @throws HistoryError where the file, a column, a time or a value is not what it has to be
 */
export function readValueSeries(terms: ValueSeriesTerms): { times: number[]; values: number[] } {
  const { file, from, scale, every } = terms
  if (file === '') throw new HistoryError('a recorded value needs a file: say parameters file')
  const lines = textOf(file).split(/\r?\n/)
  const names = (lines.shift() ?? '').split(',').map((name) => name.trim())
  const column = columnOf(names, terms.column, file)
  const time = terms.time === undefined ? undefined : columnOf(names, terms.time, file)
  const times: number[] = []
  const values: number[] = []
  lines.forEach((line, nth) => {
    if (line.trim() === '' || nth < from) return
    const fields = line.split(',')
    const number = (at: number, what: string): number => {
      const read = Number(fields[at]?.trim() || Number.NaN)
      if (Number.isFinite(read)) return read
      throw new HistoryError(`${file}:${nth + 2}: ${what} "${fields[at] ?? ''}" is no number`)
    }
    const value = number(column, terms.column) * scale
    if (!(value > 0)) throw new HistoryError(`${file}:${nth + 2}: a value is above 0, not ${value}`)
    const at =
      time === undefined
        ? times.length * every
        : Math.round(number(time, terms.time ?? '') * SECOND)
    const before = times.at(-1) ?? Number.NEGATIVE_INFINITY
    if (at <= before) throw new HistoryError(`${file}:${nth + 2}: times must ascend`)
    times.push(at)
    values.push(value)
  })
  if (values.length === 0) throw new HistoryError(`${file}: no row is left after the first ${from}`)
  return { times, values }
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file)
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new HistoryError(`${file}: cannot be read (${(error as Error).message})`, {
      cause: error,
    })
  }
}

function columnOf(names: readonly string[], name: string, file: string): number {
  const at = names.indexOf(name)
  if (at >= 0) return at
  throw new HistoryError(`${file}: there is no column "${name}": there are ${names.join(', ')}`)
}
