import { closeSync, openSync, writeSync } from 'node:fs'
import { Phase, Side } from '../../protocols/kind.ts'
import { SECOND } from '../../protocols/units.ts'
import type { BookDepth } from './book-depth.ts'
import type { TapeSource } from './read-tape.ts'
import { type BookEvent, rebuildBook } from './rebuild-book.ts'

/** What of a run is written, and in which units. */
export interface LobsterOptions {
  /** The venue's dense id and its number for the instrument. */
  readonly venue: number
  readonly instrument: number
  /** Currency per tick. */
  readonly tick: number
  /** The time of day of virtual time 0, `HH:MM:SS`. */
  readonly start: string
  /** Price levels a side, at least 1. */
  readonly levels: number
}

/** LOBSTER's numbers for what happened. */
const TYPES = { add: 1, reduce: 2, delete: 3, execute: 4, executeHidden: 5 } as const
/** The price of a message of type 7: trading halts, quoting resumes, trading resumes. */
const HALTS = { halt: -1, auction: 0, resume: 1 } as const
/** The order id of a message of type 6, by the auction that it was. */
const CROSSES: Readonly<Partial<Record<Phase, number>>> = {
  [Phase.openingAuction]: -1,
  [Phase.closingAuction]: -2,
}
const OTHER_CROSS = -3
const NO_ASK = '9999999999,0'
const NO_BID = '-9999999999,0'

/**
 * Writes one instrument's messages and order book as the two files of LOBSTER (Huang and Polak
 * 2011): rows `time, type, order id, size, price, direction` and, after each, the best `levels` as
 * `ask price, ask size, bid price, bid size, …`.
 *
 * Times are seconds after midnight with nine decimals, prices currency × 10,000, order ids the
 * venue's own, directions those of the resting order (1 buy, −1 sell), also in an execution. An
 * order that trades on its way in is written with what rests of it. Only what is displayed is an
 * order: an execution of what was hidden is type 5 and has no id; an iceberg's refresh is a type 1 of
 * its id. In an auction what was displayed executes at its own price; then type 6 tells the auction's
 * price and all of its volume, its id −1 for the opening, −2 for the closing, −3 for others. A halt is
 * type 7.
 *
 * @returns how many rows each file has
 */
export function writeLobster(
  tape: TapeSource,
  messageFile: string,
  bookFile: string,
  options: LobsterOptions,
): number {
  const { venue, instrument, levels } = options
  const units = { start: secondsOf(options.start) * SECOND, factor: options.tick * 10_000 }
  const messages = openLines(messageFile)
  const books = openLines(bookFile)
  try {
    return rebuildBook(tape, venue, instrument, (event, book) => {
      messages.write(messageRow(event, units))
      books.write(bookRow(book, levels, units))
    })
  } finally {
    messages.close()
    books.close()
  }
}

interface Units {
  readonly start: number
  readonly factor: number
}

function messageRow(event: BookEvent, units: Units): string {
  const time = timeOf(units.start + event.at)
  if (!('price' in event)) return `${time},7,0,0,${HALTS[event.type]},-1`
  const { type, size } = event
  const price = priceOf(event.price, units)
  if (type === 'cross')
    return `${time},6,${CROSSES[event.phase] ?? OTHER_CROSS},${size},${price},-1`
  const id = type === 'executeHidden' ? 0 : event.venueOrder
  return `${time},${TYPES[type]},${id},${size},${price},${event.side === Side.buy ? 1 : -1}`
}

function bookRow(book: BookDepth, levels: number, units: Units): string {
  let row = ''
  for (let rank = 0; rank < levels; rank++) {
    const ask = book.level(Side.sell, rank)
    const bid = book.level(Side.buy, rank)
    row += rank === 0 ? '' : ','
    row += ask ? `${priceOf(ask.price, units)},${ask.size},` : `${NO_ASK},`
    row += bid ? `${priceOf(bid.price, units)},${bid.size}` : NO_BID
  }
  return row
}

/** Whole wherever a tick is a multiple of 0.0001; else to six decimals. */
const priceOf = (ticks: number, { factor }: Units): number => Math.round(ticks * factor * 1e6) / 1e6

function timeOf(nanoseconds: number): string {
  const seconds = Math.floor(nanoseconds / SECOND)
  return `${seconds}.${String(nanoseconds - seconds * SECOND).padStart(9, '0')}`
}

function secondsOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = timeOfDay.split(':').map(Number)
  return (hours * 60 + minutes) * 60 + seconds
}

/** Lines of text to a file, a quarter of a million characters at a time. */
function openLines(path: string): { write(line: string): void; close(): void } {
  const file = openSync(path, 'w')
  let text = ''
  const flush = (): void => {
    const bytes = Buffer.from(text, 'utf8')
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
    text = ''
  }
  return {
    write(line) {
      text += `${line}\n`
      if (text.length > 250_000) flush()
    },
    close() {
      try {
        flush()
      } finally {
        closeSync(file)
      }
    },
  }
}
