import { Side } from '../protocols/kind.ts'

/** A quote that was made in the market, and whether somebody took it. */
export interface Shout {
  readonly side: Side
  readonly price: number
  readonly isTaken: boolean
}

/** What was quoted and traded lately, as it is heard from a venue's public feeds. */
export interface Memory {
  /** A quote became the best of its side. */
  quoted(price: number, side: Side): void
  /** The best quote of the other side than the aggressor's was taken. */
  traded(price: number, aggressor: Side): void
  /** Quotes from the oldest to the newest. */
  readonly shouts: readonly Shout[]
}

/**
 * Remembers quotes back to the one that led to the last trade but `trades`. A trade marks the newest
 * quote at its price on the side that was taken; where none is known of, it is one itself.
 *
 * Source: Gjerstad and Dickhaut (1998), section 3.1.
 *
 * @param trades 1 or more
 */
export function createMemory(trades: number): Memory {
  let shouts: { side: Side; price: number; isTaken: boolean }[] = []
  const forget = (): void => {
    let left = trades + 1
    let from = shouts.length
    while (from > 0 && left > 0) {
      from--
      if ((shouts[from] as Shout).isTaken) left--
    }
    if (left === 0) shouts = shouts.slice(from + 1)
  }
  return {
    quoted(price, side) {
      shouts.push({ side, price, isTaken: false })
    },
    traded(price, aggressor) {
      const side = aggressor === Side.buy ? Side.sell : Side.buy
      const taken = shouts.findLast(
        (shout) => !shout.isTaken && shout.side === side && shout.price === price,
      )
      if (taken === undefined) shouts.push({ side, price, isTaken: true })
      else taken.isTaken = true
      forget()
    },
    get shouts() {
      return shouts
    },
  }
}

/** How likely an order at a price is to trade, 0..1. */
export type Belief = (price: number) => number

/**
 * What a buyer or a seller believes of its order at each price, from what it remembers: at a price
 * that it has seen, for a seller (TA + B)/(TA + B + RA), where TA counts asks at or above it that were
 * taken, B bids at or above it, RA asks at or below it that were not; for a buyer the mirror image.
 * Between two such prices it goes from one to the other by the cubic whose slope is 0 at both.
 * What betters no standing quote of its side does not trade; what crosses the other's does.
 *
 * Source: Gjerstad and Dickhaut (1998), "Price formation in double auctions", Games and Economic
 * Behavior 22, section 3.2.
 *
 * @param touch 0 is an empty side
 * @param priceMax above which nothing is ever bought
 */
export function createBelief(
  side: Side,
  shouts: readonly Shout[],
  touch: { readonly bid: number; readonly ask: number },
  priceMax: number,
): Belief {
  const isBuyer = side === Side.buy
  const { bid, ask } = touch
  // A buyer's belief is a seller's in a market whose prices are counted down from the top.
  const turn = (price: number): number => (isBuyer ? priceMax + 1 - price : price)
  const seen = shouts.map((shout) => ({
    price: turn(shout.price),
    isOwn: shout.side === side,
    isTaken: shout.isTaken,
  }))
  const standing = isBuyer ? bid : ask
  const facing = isBuyer ? ask : bid
  const worst = standing === 0 ? Number.POSITIVE_INFINITY : turn(standing)
  const sure = facing === 0 ? 0 : Math.max(0, turn(facing))
  const knots = [...new Set(seen.map(({ price }) => price))]
    .filter((price) => price > sure)
    .sort((a, b) => a - b)
  const shareAt = (price: number): number => {
    let good = 0
    let bad = 0
    for (const shout of seen) {
      if (!shout.isOwn) {
        if (shout.price >= price) good++
      } else if (shout.isTaken) {
        if (shout.price >= price) good++
      } else if (shout.price <= price) bad++
    }
    return good + bad === 0 ? 0 : good / (good + bad)
  }
  const xs = [sure, ...knots.filter((price) => price < priceMax + 1), priceMax + 1]
  const ys = xs.map((x, nth) => (nth === 0 ? 1 : nth === xs.length - 1 ? 0 : shareAt(x)))
  return (asked) => {
    const price = turn(asked)
    if (price >= worst) return 0
    if (price <= sure) return 1
    if (price > priceMax) return 0
    let right = 1
    while ((xs[right] as number) < price) right++
    const from = xs[right - 1] as number
    const share = (price - from) / ((xs[right] as number) - from)
    const before = ys[right - 1] as number
    return before + ((ys[right] as number) - before) * share * share * (3 - 2 * share)
  }
}
