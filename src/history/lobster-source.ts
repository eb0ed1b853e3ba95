import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { HistoryError } from './history-error.ts'
import { readZip } from './zip.ts'

/** A file of text, and what to call it. */
export interface NamedFile {
  readonly name: string
  readonly bytes: Buffer
}

/** The two files of one instrument's day. */
export interface LobsterSource {
  /** What their names begin with, such as AMZN. */
  readonly symbol: string
  readonly messages: NamedFile
  readonly orderbook: NamedFile
}

/** A file that can be read when it is wanted. */
interface Readable {
  readonly name: string
  read(): Buffer
}

const MESSAGES = /^(?:.*\/)?([^/]+)_message_(\d+)\.csv$/

/**
 * Finds the message file and the orderbook file of a LOBSTER day: in a zip archive, in a folder, or
 * by one of the two.
 *
 * @param symbol which, where there are several
 * @throws HistoryError where they are not there
 */
export function openLobster(path: string, symbol?: string): LobsterSource {
  const files = filesAt(path)
  const days = files.flatMap((file) => {
    const [, day] = MESSAGES.exec(file.name) ?? []
    return day === undefined ? [] : [{ day, file }]
  })
  const asked = days.filter(({ day }) => symbol === undefined || symbolOf(day) === symbol)
  const [found] = asked
  if (found === undefined)
    throw none(
      path,
      days.map(({ day }) => symbolOf(day)),
      symbol,
    )
  if (asked.length > 1) {
    const names = asked.map(({ file }) => file.name).join(', ')
    throw new HistoryError(`${path}: has ${asked.length} days: give one of the files, ${names}`)
  }
  const name = found.file.name.replace(/_message_(\d+\.csv)$/, '_orderbook_$1')
  const orderbook = files.find((file) => file.name === name)
  if (orderbook === undefined) {
    throw new HistoryError(`${path}: ${name} is missing: a day is a message file and this one`)
  }
  return {
    symbol: symbolOf(found.day),
    messages: { name: found.file.name, bytes: found.file.read() },
    orderbook: { name, bytes: orderbook.read() },
  }
}

const symbolOf = (day: string): string => day.split('_', 1)[0] as string

function none(path: string, symbols: readonly string[], symbol: string | undefined): HistoryError {
  if (symbol !== undefined && symbols.length > 0) {
    return new HistoryError(`${path}: has no ${symbol}: there are ${symbols.join(', ')}`)
  }
  const names = 'SYMBOL_…_message_N.csv and SYMBOL_…_orderbook_N.csv'
  return new HistoryError(`${path}: has no LOBSTER day: a zip or a folder has ${names}`)
}

function filesAt(path: string): Readable[] {
  const read = (file: string): Readable => ({ name: file, read: () => readWhole(file) })
  if (!existsSync(path)) {
    throw new HistoryError(`${path}: there is no such file or folder; give a LOBSTER zip or folder`)
  }
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .sort()
      .map((name) => read(join(path, name)))
  }
  if (!path.endsWith('.csv')) return readZip(readWhole(path), path)
  const messages = basename(path).replace(/_orderbook_(\d+\.csv)$/, '_message_$1')
  const orderbook = messages.replace(/_message_(\d+\.csv)$/, '_orderbook_$1')
  return [messages, orderbook]
    .map((name) => join(dirname(path), name))
    .filter((file) => existsSync(file))
    .map(read)
}

/** @throws HistoryError where it cannot be read */
function readWhole(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new HistoryError(`${file}: cannot be read: ${(cause as Error).message}`, { cause })
  }
}
