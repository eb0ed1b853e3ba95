import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Side } from '../../protocols/kind.ts'
import { HistoryError } from '../history/history-error.ts'
import { LobsterType, readLobsterMessages } from '../history/lobster-messages.ts'
import { readOrderbook } from '../history/lobster-orderbook.ts'
import { openLobster } from '../history/lobster-source.ts'
import type { MarketSeries } from './market-series.ts'
import type { Span } from './measures/quoted-spread.ts'

/** A recorded day: what the market published, from the first message to the last. */
export interface RecordedDay extends MarketSeries {
  readonly symbol: string
  /** ns after midnight. */
  readonly span: Span
  /** Messages of each type of LOBSTER, by its number. */
  readonly counts: Readonly<Record<number, number>>
  /** Shares of each submission. */
  readonly submitted: Float64Array
  /** ns after midnight of every message. */
  readonly times: Float64Array
}

/**
 * Reads a LOBSTER day: its touch after every message, and its visible executions as trades, each by the
 * side that took. Hidden executions are no trades here: who took is known, what the book showed is not.
 *
 * @param tick currency × 10,000 of one tick; 100 is a cent
 * @throws HistoryError where the files are not there, or are no such files
 */
export function readLobsterDay(path: string, symbol?: string, tick = 100): RecordedDay {
  const source = openLobster(path, symbol)
  const messages = readLobsterMessages(source.messages)
  const { row, next } = readOrderbook(source.orderbook)
  const { count, times, types, sizes, prices, sides } = messages
  const column = (): Float64Array => new Float64Array(count)
  const quotes = { at: times, bid: column(), ask: column(), bidSize: column(), askSize: column() }
  for (let index = 0; index < count; index++) {
    if (!next()) throw new HistoryError(`${source.orderbook.name}: ends before the messages do`)
    const [bid, ask] = [row.depth(Side.buy) > 0, row.depth(Side.sell) > 0]
    quotes.bid[index] = bid ? row.price(Side.buy, 0) / tick : Number.NaN
    quotes.ask[index] = ask ? row.price(Side.sell, 0) / tick : Number.NaN
    quotes.bidSize[index] = bid ? row.size(Side.buy, 0) : 0
    quotes.askSize[index] = ask ? row.size(Side.sell, 0) : 0
  }
  const places = (type: number): number[] =>
    Array.from(types.keys()).filter((index) => types[index] === type)
  const trades = places(LobsterType.execution)
  const pick = (from: ArrayLike<number>, of: readonly number[]): Float64Array =>
    Float64Array.from(of, (index) => from[index] as number)
  const counts: Record<number, number> = {}
  for (const type of types) counts[type] = (counts[type] ?? 0) + 1
  return {
    symbol: source.symbol,
    quotes,
    prints: {
      at: pick(times, trades),
      price: pick(prices, trades).map((price) => price / tick),
      size: pick(sizes, trades),
      sign: Float64Array.from(trades, (index) => (sides[index] === Side.sell ? 1 : -1)),
    },
    span: { from: times[0] ?? 0, to: times[count - 1] ?? 0 },
    counts,
    submitted: pick(sizes, places(LobsterType.submission)),
    times,
  }
}

/** A series of prices at equal steps, such as daily closes. */
export interface RecordedPrices {
  readonly prices: Float64Array
  /** What was traded in each step, where the file says it. */
  readonly volumes: Float64Array | null
}

/**
 * Reads prices from comma-separated values with a header, perhaps gzipped: the column `price` or
 * `close`, and `volume` where there is one, in any case.
 *
 * @throws HistoryError where there is no such column, or a value is no price
 */
export function readPrices(path: string): RecordedPrices {
  const [head = '', ...lines] = readText(path).trim().split(/\r?\n/)
  const names = head.split(',').map((name) => name.trim().toLowerCase())
  const of = names.includes('price') ? names.indexOf('price') : names.indexOf('close')
  if (of < 0) {
    throw new HistoryError(`${path}:1: has no column "price" or "close": it has ${head}`)
  }
  const traded = names.indexOf('volume')
  const value = (line: string, index: number, column: number): number => {
    const text = line.split(',')[column] ?? ''
    const found = Number(text)
    if (text.trim() !== '' && Number.isFinite(found) && (column !== of || found > 0)) return found
    throw new HistoryError(
      `${path}:${index + 2}: ${names[column]} is ${JSON.stringify(text)}: must be a number above 0`,
    )
  }
  return {
    prices: Float64Array.from(lines, (line, index) => value(line, index, of)),
    volumes:
      traded < 0 ? null : Float64Array.from(lines, (line, index) => value(line, index, traded)),
  }
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path)
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (cause) {
    throw new HistoryError(`${path}: cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/** The log returns of `prices`, one fewer than they are. */
export const logReturns = (prices: Float64Array): Float64Array =>
  prices.slice(1).map((price, index) => Math.log(price) - Math.log(prices[index] as number))
