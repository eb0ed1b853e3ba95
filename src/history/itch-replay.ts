import { Side } from '../../protocols/kind.ts'
import type { Engine } from './engine.ts'
import { HistoryError } from './history-error.ts'
import { ItchBooks, type ItchCounts } from './itch-books.ts'
import { readItchFile } from './itch-file.ts'
import { ITCH_TYPES, type ItchMessage, type ItchType } from './itch-layout.ts'

/** A price level: currency × 10,000, and shares. */
export interface ItchLevel {
  readonly price: number
  readonly size: number
}

/** What came of a replay. */
export interface ItchReplay {
  readonly messages: number
  /** Bytes of the messages with their lengths, after unpacking. */
  readonly bytes: number
  /** How many messages of each type. */
  readonly types: Readonly<Record<ItchType, number>>
  /** How many stocks the file names. */
  readonly stocks: number
  readonly orders: Readonly<ItchCounts>
  /** The first of what does not fit together, at most ten. */
  readonly inconsistencies: readonly string[]
  /** The best levels at the end, where one stock was asked for. */
  readonly book?: { readonly bids: readonly ItchLevel[]; readonly asks: readonly ItchLevel[] }
}

/** How a replay is to go. */
export interface ItchReplayOptions {
  /** The one stock whose book is kept; left out, every stock's. */
  readonly symbol?: string | undefined
  /** Levels a side of that stock's book at the end; by default 5. */
  readonly levels?: number | undefined
  /** Called now and then with the share that is done, 0..1. */
  readonly onProgress?: (share: number) => void
}

const LEVELS = 5
const SYMBOLS_SHOWN = 10

/**
 * Decodes every message of a file of ITCH 5.0 and keeps the books of its stocks.
 *
 * @throws HistoryError where the file cannot be read, or has no such stock
 */
export async function replayItch(
  path: string,
  { symbol, levels = LEVELS, onProgress }: ItchReplayOptions = {},
): Promise<ItchReplay> {
  const types = Object.fromEntries(ITCH_TYPES.map((type) => [type, 0])) as Record<ItchType, number>
  const symbols = new Map<number, string>()
  const books = new ItchBooks()
  const hear = (message: ItchMessage, offset: number): void => {
    const { type, stockLocate } = message
    types[type]++
    if ((type === 'R' || type === 'A' || type === 'F') && !symbols.has(stockLocate)) {
      symbols.set(stockLocate, message.stock)
    }
    if (symbol === undefined || symbols.get(stockLocate) === symbol) books.hear(message, offset)
  }
  const { messages, bytes } = await readItchFile(path, hear, onProgress)
  if (messages === 0) throw new HistoryError(`${path}: has no message: give a file of ITCH 5.0`)
  books.end()
  const found = {
    messages,
    bytes,
    types,
    stocks: new Set(symbols.values()).size,
    orders: books.counts,
    inconsistencies: books.examples,
  }
  if (symbol === undefined) return found
  const [stockLocate] = [...symbols].find(([, name]) => name === symbol) ?? []
  if (stockLocate === undefined) throw noStock(path, symbol, [...symbols.values()])
  const engine = books.engineOf(stockLocate)
  return { ...found, book: { bids: best(engine, Side.buy), asks: best(engine, Side.sell) } }

  function best(of: Engine | undefined, side: Side): ItchLevel[] {
    const list: ItchLevel[] = []
    of?.forEachLevel(side, levels, (price, size) => list.push({ price, size }))
    return list
  }
}

function noStock(path: string, symbol: string, symbols: readonly string[]): HistoryError {
  const more = symbols.length > SYMBOLS_SHOWN ? ` and ${symbols.length - SYMBOLS_SHOWN} more` : ''
  const named = symbols.slice(0, SYMBOLS_SHOWN).join(', ') || 'none'
  return new HistoryError(`${path}: has no stock ${symbol}: there are ${named}${more}`)
}
