import { Role, Side } from '../../../protocols/kind.ts'
import type { Cross, Fill, Message, PartialFill, Trade } from '../../../protocols/message.ts'
import { INSTRUMENTS_MAX } from '../../../protocols/units.ts'

/**
 * One trade as its public print and its two fill reports tell it; NaN for what none has told. An
 * auction's trading is one row, whose print alone tells of it: it has no number and no two sides.
 */
export interface TradeRow {
  readonly venue: number
  readonly instrument: number
  readonly number: number
  price: number
  size: number
  aggressor: number
  at: number
  makerOrder: number
  buyer: number
  seller: number
  maker: number
  taker: number
  /** How many of the three have come. */
  told: number
}

/** Joins prints with fills. */
export interface Trades {
  print(message: Extract<Message, Trade>): void
  /** An auction took place, of which the fills are told one by one to those who traded. */
  cross(message: Extract<Message, Cross>): void
  fill(message: Extract<Message, PartialFill | Fill>): void
  /** Gives out what was cut off before all three were told. */
  close(): void
}

/**
 * Joins each trade's print with its two fill reports by venue, instrument and number, and gives it
 * to `emit` when all three have come, in whichever order they were said.
 */
export function createTrades(emit: (row: TradeRow) => void): Trades {
  const open = new Map<number, Map<number, TradeRow>>()

  const find = (venue: number, instrument: number, number: number): TradeRow => {
    const market = venue * (INSTRUMENTS_MAX + 1) + instrument
    let rows = open.get(market)
    if (rows === undefined) {
      rows = new Map()
      open.set(market, rows)
    }
    let row = rows.get(number)
    if (row === undefined) {
      row = blank(venue, instrument, number)
      rows.set(number, row)
    }
    return row
  }
  const tell = (row: TradeRow): void => {
    if (++row.told < 3) return
    open.get(row.venue * (INSTRUMENTS_MAX + 1) + row.instrument)?.delete(row.number)
    emit(row)
  }

  return {
    print(message) {
      const row = find(message.sender, message.instrument, message.number)
      row.price = message.price
      row.size = message.size
      row.aggressor = message.side
      row.at = message.sent
      row.makerOrder = message.venueOrder
      tell(row)
    },
    cross({ sender, instrument, price, size, sent }) {
      emit({ ...blank(sender, instrument, Number.NaN), price, size, at: sent })
    },
    fill(message) {
      if (message.role === Role.auction) return
      const row = find(message.sender, message.instrument, message.number)
      if (message.side === Side.buy) row.buyer = message.recipient
      else row.seller = message.recipient
      if (message.role === Role.maker) row.maker = message.recipient
      else row.taker = message.recipient
      tell(row)
    },
    close() {
      // A fill whose print is missing was cut off with its run, and is in the reports.
      for (const rows of open.values()) {
        for (const row of rows.values()) if (!Number.isNaN(row.price)) emit(row)
      }
      open.clear()
    },
  }
}

const blank = (venue: number, instrument: number, number: number): TradeRow => ({
  venue,
  instrument,
  number,
  price: Number.NaN,
  size: Number.NaN,
  aggressor: Number.NaN,
  at: Number.NaN,
  makerOrder: Number.NaN,
  buyer: Number.NaN,
  seller: Number.NaN,
  maker: Number.NaN,
  taker: Number.NaN,
  told: 0,
})
