import { Side } from '../../protocols/kind.ts'

/** One price level: ticks, lots. */
export interface Level {
  readonly price: number
  readonly size: number
}

/** The resting volume of a book by price: a plain list a side, kept sorted. */
export class BookDepth {
  private readonly bids: { price: number; size: number }[] = []
  private readonly asks: { price: number; size: number }[] = []

  /** The `rank`-th best level of a side, from 0; `undefined` past its end. */
  level(side: Side, rank: number): Level | undefined {
    const levels = side === Side.buy ? this.bids : this.asks
    // Best last, so that what changes most moves least.
    return levels[levels.length - 1 - rank]
  }

  /** How many levels a side has. */
  levels(side: Side): number {
    return (side === Side.buy ? this.bids : this.asks).length
  }

  /** Adds `size` lots, negative to take them away. @returns the lots now there */
  change(side: Side, price: number, size: number): number {
    const levels = side === Side.buy ? this.bids : this.asks
    const place = findPlace(levels, side, price)
    const level = levels[place]
    if (level?.price !== price) {
      levels.splice(place, 0, { price, size })
      return size
    }
    level.size += size
    if (level.size === 0) levels.splice(place, 1)
    return level.size
  }
}

/** Where `price` stands in `levels`, or would: bids ascend, asks descend, so that the best is last. */
function findPlace(levels: readonly Level[], side: Side, price: number): number {
  let from = 0
  let to = levels.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const { price: other } = levels[middle] as Level
    const isWorse = side === Side.buy ? other < price : other > price
    if (isWorse) from = middle + 1
    else to = middle
  }
  return from
}
