import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { HistoryError } from './history-error.ts'

/** Where delays that somebody measured stand in a file. */
export interface DelaySource {
  readonly file: string
  /** The column of a CSV that has them; the only one where there is no other. */
  readonly column?: string | undefined
  /** ns of one unit of the column. */
  readonly unit: number
}

/** A line of a recorded feed: when it was received, ns since 1970, and the message. */
const FEED_LINE = /^(\d{13})(\d{6}) \{/
/** When the exchange said that it sent it, ms since 1970. */
const SENT = /"E":(\d{13})\b/

/**
 * Reads measured delays, ns. A CSV has a header and a column of them; a recorded feed has lines
 * `received {message}`, received in ns and the message with the exchange's time `"E"` in ms. The
 * clocks of a feed's two ends agree on nothing, so that of its delays the least is taken off all:
 * what is left is jitter. Either may be gzipped.
 *
 * @throws HistoryError where there is no such file, column or number
 */
export function readDelays({ file, column, unit }: DelaySource): number[] {
  const lines = textOf(file)
    .split(/\r?\n/)
    .filter((line) => line !== '')
  const delays = FEED_LINE.test(lines[0] ?? '')
    ? feedDelays(lines)
    : columnOf(lines, column, file).map((value) => value * unit)
  if (delays.length > 0) return delays
  throw new HistoryError(`${file}: there is no delay in it`)
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file)
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    return (isZipped ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new HistoryError(`${file}: cannot be read: ${(error as Error).message}`)
  }
}

function feedDelays(lines: readonly string[]): number[] {
  const delays = lines.flatMap((line) => {
    const [, ms, rest] = FEED_LINE.exec(line) ?? []
    const sent = SENT.exec(line)?.[1]
    if (ms === undefined || sent === undefined) return []
    return [(Number(ms) - Number(sent)) * 1e6 + Number(rest)]
  })
  const least = delays.reduce((found, delay) => Math.min(found, delay), Number.POSITIVE_INFINITY)
  return delays.map((delay) => delay - least)
}

function columnOf(lines: readonly string[], column: string | undefined, file: string): number[] {
  const names = (lines[0] ?? '').split(',').map((name) => name.trim())
  const at = column === undefined ? 0 : names.indexOf(column)
  if (at < 0 || (column === undefined && names.length > 1)) {
    const asked = column === undefined ? 'no column is named' : `there is no column "${column}"`
    throw new HistoryError(`${file}: ${asked}: its columns are ${names.join(', ')}`)
  }
  return lines.slice(1).map((line, nth) => {
    const text = (line.split(',')[at] ?? '').trim()
    const value = Number(text)
    if (text !== '' && Number.isFinite(value) && value >= 0) return value
    throw new HistoryError(`${file}:${nth + 2} a delay must be a number, 0 or more, not "${text}"`)
  })
}
