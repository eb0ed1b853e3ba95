import { CELL_WORDS, Cells, copyCells } from '../../protocols/cells.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import { MessageReader } from '../../protocols/reader.ts'
import type { Tape } from '../journal/tape.ts'
import { createGrowingColumns } from './growing-columns.ts'
import type { Mids } from './measures/effective-spread.ts'

/** What a venue published about one instrument, in the order of time: its touch and its trades. */
export interface MarketSeries {
  /** One place a book update: ns since the session's start, ticks, lots; an empty side is NaN. */
  readonly quotes: {
    readonly at: Float64Array
    readonly bid: Float64Array
    readonly ask: Float64Array
    readonly bidSize: Float64Array
    readonly askSize: Float64Array
  }
  /** One place a trade; `sign` +1 where the aggressor bought, −1 where it sold, NaN in an auction. */
  readonly prints: {
    readonly at: Float64Array
    readonly price: Float64Array
    readonly size: Float64Array
    readonly sign: Float64Array
  }
}

/** The mid after each book update, NaN while a side is empty. */
export function midsOf({ quotes }: MarketSeries): Mids {
  const { at, bid, ask } = quotes
  return { at, mid: bid.map((price, index) => (price + (ask[index] as number)) / 2) }
}

/** A tape that keeps the touch and the trades of one instrument, and nothing else. */
export interface SeriesTape extends Tape {
  /** What was heard up to now. */
  series(): MarketSeries
}

/**
 * Listens to a run, for studies that measure thousands of runs and keep none of them.
 *
 * @param venue the venue's actor id
 * @param instrument its number there
 */
export function createSeriesTape(venue = 0, instrument = 0): SeriesTape {
  const reader = new MessageReader()
  const cells = new Cells(1)
  const quotes = createGrowingColumns(5)
  const prints = createGrowingColumns(4)
  return {
    append(words, cell, count) {
      const kind = ((words[cell * CELL_WORDS] as number) >>> 16) & 255
      if ((kind !== Kind.quote && kind !== Kind.trade) || count > 1) return
      copyCells(words, cell, cells.words, 0, 1)
      const said = reader.at(cells, 0)
      if (said.sender !== venue) return
      if (said.kind === Kind.quote && said.instrument === instrument) {
        const { bid, ask } = said
        quotes.add(said.arrives, bid || Number.NaN, ask || Number.NaN, said.bidSize, said.askSize)
      } else if (said.kind === Kind.trade && said.instrument === instrument) {
        prints.add(said.arrives, said.price, said.size, said.side === Side.buy ? 1 : -1)
      }
    },
    series() {
      const [at, bid, ask, bidSize, askSize] = quotes.columns() as [C, C, C, C, C]
      const [when, price, size, sign] = prints.columns() as [C, C, C, C]
      return { quotes: { at, bid, ask, bidSize, askSize }, prints: { at: when, price, size, sign } }
    },
  }
}
type C = Float64Array
