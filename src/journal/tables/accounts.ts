import { Kind, Side } from '../../../protocols/kind.ts'
import type {
  Cross,
  Fill,
  Message,
  OrderEntry,
  PartialFill,
  Trade,
} from '../../../protocols/message.ts'
import type { Manifest } from '../manifest.ts'
import type { Roster } from '../roster.ts'

/** What one participant did and has in one symbol. */
export interface AccountRow {
  readonly actor: number
  /** The symbol's number at the first venue that lists it. */
  readonly instrument: number
  /** Ticks × lots. */
  readonly cash: number
  /** Lots, negative where short. */
  readonly position: number
  /** The symbol's last trade price, an auction's too, in ticks; NaN where it never traded. */
  readonly mark: number
  readonly profit: number
  readonly orders: number
  readonly cancels: number
  readonly fills: number
  readonly volume: number
  readonly restarts: number
}

/** Keeps every participant's books from what venues told it. */
export interface Accounts {
  request(message: Extract<Message, OrderEntry>): void
  print(message: Extract<Message, Trade | Cross>): void
  fill(message: Extract<Message, PartialFill | Fill>): void
  /** @param life the actor's count of restarts */
  live(actor: number, life: number): void
  /** A row an actor, and one more for each further symbol in which it asked or traded. */
  rows(): Generator<AccountRow, void>
}

const FIELDS = 6
const [FLOW, POSITION, ORDERS, CANCELS, FILLS, VOLUME] = [0, 1, 2, 3, 4, 5] as const

/**
 * Accounts by participant and symbol: what trades as one symbol on two venues is one position.
 *
 * Rows of one actor add up: its starting cash and its restarts stand in its first row alone, each
 * row's profit is what came of that symbol. Fills count only where a venue of the manifest reports
 * them, so that a broker who passes reports on counts nothing twice.
 */
export function createAccounts(roster: Roster, venues: Manifest['venues']): Accounts {
  const { symbolOf, instruments } = listSymbols(venues)
  const symbols = Math.max(1, instruments.length)
  const actors = roster.keys.length
  const books = new Float64Array(actors * symbols * FIELDS)
  const marks = new Float64Array(symbols).fill(Number.NaN)
  const restarts = new Uint32Array(actors)

  const add = (actor: number, symbol: number, field: number, amount: number): void => {
    const place = (actor * symbols + symbol) * FIELDS + field
    books[place] = (books[place] as number) + amount
  }

  return {
    request({ kind, sender, recipient, instrument }) {
      const symbol = symbolOf(recipient, instrument) ?? 0
      if (kind === Kind.newOrder) add(sender, symbol, ORDERS, 1)
      if (kind === Kind.cancelOrder || kind === Kind.massCancel) add(sender, symbol, CANCELS, 1)
    },
    print({ sender, instrument, price }) {
      const symbol = symbolOf(sender, instrument)
      if (symbol !== undefined) marks[symbol] = price
    },
    fill({ sender, recipient, instrument, side, price, size }) {
      const symbol = symbolOf(sender, instrument)
      if (symbol === undefined) return
      const bought = side === Side.buy ? size : -size
      add(recipient, symbol, FLOW, -bought * price)
      add(recipient, symbol, POSITION, bought)
      add(recipient, symbol, FILLS, 1)
      add(recipient, symbol, VOLUME, size)
    },
    live(actor, life) {
      if (life > (restarts[actor] ?? life)) restarts[actor] = life
    },
    *rows() {
      for (const { first, count, cash, isVenue } of roster.groups) {
        if (isVenue) continue
        for (let actor = first; actor < first + count; actor++) {
          let isFirst = true
          for (let symbol = 0; symbol < symbols; symbol++) {
            const from = (actor * symbols + symbol) * FIELDS
            const book = books.subarray(from, from + FIELDS)
            const isLast = symbol === symbols - 1
            const isIdle = book.every((amount) => amount === 0)
            if (isIdle && !(isFirst && isLast)) continue
            yield {
              actor,
              instrument: instruments[isIdle ? 0 : symbol] ?? 0,
              cash: (isFirst ? cash : 0) + (book[FLOW] as number),
              position: book[POSITION] as number,
              mark: marks[isIdle ? 0 : symbol] as number,
              profit: profitOf(book, marks[symbol] as number),
              orders: book[ORDERS] as number,
              cancels: book[CANCELS] as number,
              fills: book[FILLS] as number,
              volume: book[VOLUME] as number,
              restarts: isFirst ? (restarts[actor] as number) : 0,
            }
            isFirst = false
          }
        }
      }
    },
  }
}

function profitOf(book: Float64Array, mark: number): number {
  const position = book[POSITION] as number
  return (book[FLOW] as number) + (position === 0 ? 0 : position * mark)
}

/** Numbers the symbols in the order in which the venues list them. */
function listSymbols(venues: Manifest['venues']): {
  symbolOf: (venue: number, instrument: number) => number | undefined
  instruments: number[]
} {
  const symbols = new Map<string, number>()
  const instruments: number[] = []
  const listed = new Map<number, Map<number, number>>()
  for (const venue of venues) {
    const here = new Map<number, number>()
    for (const { id, symbol } of venue.instruments) {
      if (!symbols.has(symbol)) {
        symbols.set(symbol, instruments.length)
        instruments.push(id)
      }
      here.set(id, symbols.get(symbol) as number)
    }
    listed.set(venue.actor, here)
  }
  return { symbolOf: (venue, instrument) => listed.get(venue)?.get(instrument), instruments }
}
