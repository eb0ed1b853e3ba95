import { Side } from '../../protocols/kind.ts'
import { PRICE_MAX } from '../../protocols/units.ts'
import type { NamedFile } from './lobster-source.ts'
import { readNumberRows } from './number-rows.ts'

/** One row of an orderbook file. */
export interface OrderbookRow {
  /** How many levels a side is shown to. */
  readonly levels: number
  /** How many of them a side has. */
  depth(side: Side): number
  /** Price of the level of that rank, from 0: currency × 10,000. */
  price(side: Side, rank: number): number
  /** Shares of the level of that rank. */
  size(side: Side, rank: number): number
}

/** The rows of an orderbook file, one after another. */
export interface OrderbookRows {
  readonly row: OrderbookRow
  /** Reads the next row into `row`. @returns false where there is none @throws HistoryError */
  next(): boolean
}

/**
 * Reads an orderbook file of LOBSTER: rows `ask price, ask size, bid price, bid size` of the best
 * level, then of the next; ±9999999999 and size 0 where a side has no such level. Levels that no
 * engine could hold, above 107,374.18, are left out as if they were not there.
 *
 * @throws HistoryError where the first row's columns are not four a level
 */
export function readOrderbook(file: NamedFile): OrderbookRows {
  const columns = countColumns(file.bytes)
  const rows = readNumberRows(file)
  if (columns === 0 || columns % 4 !== 0) {
    rows.next()
    throw rows.fault('the row', `${columns} columns`, 'of four columns a level')
  }
  const levels = columns / 4
  const values = new Float64Array(columns)
  const depths = { [Side.buy]: 0, [Side.sell]: 0 }
  const first = (side: Side, rank: number): number => 4 * rank + (side === Side.sell ? 0 : 2)
  const price = (side: Side, rank: number): number => values[first(side, rank)] as number
  const size = (side: Side, rank: number): number => values[first(side, rank) + 1] as number

  const measure = (side: Side): void => {
    let depth = 0
    for (let rank = 0; rank < levels && size(side, rank) > 0; rank++) {
      if (price(side, rank) > PRICE_MAX) break
      const column = `level ${rank + 1} of ${side === Side.buy ? 'bids' : 'asks'}`
      if (price(side, rank) < 1) throw rows.fault(column, price(side, rank), 'a price above 0')
      const isWorse =
        rank === 0 || price(side, rank - 1) < price(side, rank) === (side === Side.sell)
      if (!isWorse || (rank > 0 && price(side, rank - 1) === price(side, rank))) {
        throw rows.fault(column, price(side, rank), 'worse than the level before it')
      }
      depth++
    }
    depths[side] = depth
  }

  return {
    row: { levels, depth: (side) => depths[side], price, size },
    next() {
      if (!rows.next()) return false
      for (let column = 0; column < columns; column++) {
        values[column] = rows.whole(`column ${column + 1}`)
      }
      rows.endRow(columns)
      measure(Side.buy)
      measure(Side.sell)
      return true
    },
  }
}

function countColumns(bytes: Buffer): number {
  const end = bytes.indexOf(10)
  const row = bytes.subarray(0, end < 0 ? bytes.length : end)
  if (row.length === 0) return 0
  return row.reduce((count, byte) => (byte === 44 ? count + 1 : count), 1)
}
