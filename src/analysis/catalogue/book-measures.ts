import { Side } from '../../../protocols/kind.ts'
import { SECOND } from '../../../protocols/units.ts'
import type { BookDepth } from '../../journal/book-depth.ts'
import { rebuildBook } from '../../journal/rebuild-book.ts'
import { bookSlope } from '../measures/book-slope.ts'
import type { MarketView } from './market-view.ts'
import type { Value } from './measurement.ts'

const LEVELS = 10
const STEP = 60 * SECOND

/** The mean slope of each side's best ten levels, looked at once a minute of continuous trading. */
export function meanSlopes({ tape, market, span }: MarketView): readonly Value[] {
  const looks = { [Side.buy]: [] as number[], [Side.sell]: [] as number[] }
  let next = span.from + STEP
  if (tape !== null) {
    let before = { [Side.buy]: Number.NaN, [Side.sell]: Number.NaN }
    rebuildBook(tape, market.venue, market.instrument, ({ at }, book) => {
      // The book before this event is what the looks since the last one see.
      for (; next < at && next <= span.to; next += STEP) {
        looks[Side.buy].push(before[Side.buy])
        looks[Side.sell].push(before[Side.sell])
      }
      before = slopes(book)
    })
  }
  return [
    [`bids, ${LEVELS} levels`, mean(looks[Side.buy]), 'lots/tick'],
    [`asks, ${LEVELS} levels`, mean(looks[Side.sell]), 'lots/tick'],
  ]
}

function slopes(book: BookDepth): { [Side.buy]: number; [Side.sell]: number } {
  const [bid, ask] = [book.level(Side.buy, 0), book.level(Side.sell, 0)]
  if (bid === undefined || ask === undefined) {
    return { [Side.buy]: Number.NaN, [Side.sell]: Number.NaN }
  }
  const mid = (bid.price + ask.price) / 2
  const of = (side: Side): number => {
    const levels = Array.from({ length: LEVELS }, (_, rank) => book.level(side, rank)).filter(
      (level) => level !== undefined,
    )
    return bookSlope(
      { price: levels.map(({ price }) => price), size: levels.map(({ size }) => size) },
      mid,
    )
  }
  return { [Side.buy]: of(Side.buy), [Side.sell]: of(Side.sell) }
}

function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
