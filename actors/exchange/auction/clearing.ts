import { Side } from '../../../protocols/kind.ts'
import { PRICE_MAX } from '../../../protocols/units.ts'
import type { Book } from '../book/book.ts'
import { InterestWalk, interestAt } from './interest.ts'

/** What an auction would do now. All are 0 where it would do nothing. */
export interface Clearing {
  /** In ticks. */
  readonly price: number
  /** Lots that change hands; exact, and may pass 2^31. */
  readonly size: number
  /** Lots more on `side` that would trade at the price and find nobody. */
  readonly surplus: number
  readonly side: Side | 0
}

/**
 * What decides among prices that are equal in volume and imbalance: the reference price, or their
 * middle.
 */
export type TieRule = 'reference' | 'middle'

const NOTHING: Clearing = { price: 0, size: 0, surplus: 0, side: 0 }

/**
 * The price of an auction held now, and what would trade at it.
 *
 * 1. Most volume: the price at which most lots trade.
 * 2. Least imbalance: of these, the one at which fewest lots are left over on the heavier side.
 * 3. Market pressure: where all of these leave buyers over, the highest; sellers, the lowest.
 * 4. The reference: otherwise the reference price where it lies between the lowest and the highest
 *    of these, else the nearest of them.
 *
 * Candidates are the limits in the book and, where market orders alone make the most volume, the
 * reference. Market orders trade at any price; hidden orders and the reserves of icebergs count.
 * These are the rules of Xetra (Deutsche Börse, Market Model for the Trading Venue Xetra, "Price
 * determination in auctions"), with the reference a candidate one case earlier; Euronext's (Trading
 * Manual for the Optiq Trading Platform) are alike.
 *
 * With `middle`, prices at which nobody at all is left over, limits or not, are taken at their
 * middle: the vertical crossing of demand and supply in Budish, Cramton and Shim 2015. So is what
 * rule 4 would decide, in want of a reference or for the sake of the rule. Half a tick goes up.
 *
 * Walks the prices at which both sides would trade, and in these the queues where there are
 * icebergs.
 *
 * @param reference in ticks; 0 where there is none
 */
export function clearing(book: Book, reference: number, tie: TieRule = 'reference'): Clearing {
  const { size, low, high, bids, asks } = cross(book)
  if (size === 0) return NOTHING
  const lowest = low || 1
  const highest = high || PRICE_MAX
  const limits = [low, high, bids.best, asks.best].filter(
    (price) => price !== 0 && price >= lowest && price <= highest,
  )
  if (tie === 'middle' && limits.length > 0 && !bids.hasUnpriced && !asks.hasUnpriced) {
    const from = Math.max(Math.min(...limits), bids.best + 1)
    const to = Math.min(Math.max(...limits), (asks.best || PRICE_MAX + 1) - 1)
    if (from <= to) return { price: middle(from, to), size, surplus: 0, side: 0 }
  }
  const isUnpriced = low === 0 && high === 0 && reference !== 0
  const candidates = isUnpriced ? [...limits, reference] : limits
  if (candidates.length === 0) return NOTHING

  candidates.sort((a, b) => a - b)
  const supplied = candidates.map((price) => asks.upTo(price))
  const demanded = [...candidates].reverse().map((price) => bids.upTo(price))
  const imbalances = demanded.reverse().map((lots, at) => lots - (supplied[at] as number))
  const price = choose(candidates, imbalances, tie === 'middle' ? 0 : reference)
  const at = candidates.indexOf(price)
  const imbalance = at < 0 ? imbalanceAt(book, price) : (imbalances[at] as number)
  const side = imbalance === 0 ? 0 : imbalance > 0 ? Side.buy : Side.sell
  return { price, size, surplus: Math.abs(imbalance), side }
}

/** Where demand meets supply. */
interface Crossing {
  /** The most lots that trade at one price. */
  readonly size: number
  /** The lowest price at which they do: the worst ask needed; 0 where market orders are enough. */
  readonly low: number
  /** The highest such price: the worst bid needed; 0 where market orders are enough. */
  readonly high: number
  readonly bids: Rest
  readonly asks: Rest
}

/** Lets the best bids and asks trade off against each other for as long as they accept a price. */
function cross(book: Book): Crossing {
  const bids = new InterestWalk(book, Side.buy)
  const asks = new InterestWalk(book, Side.sell)
  let bidLeft = bids.size
  let askLeft = asks.size
  let [size, low, high] = [0, 0, 0]
  for (;;) {
    // Nothing left: there were no market orders, or a price is used up.
    if (bidLeft === 0 && bids.next()) bidLeft = bids.size
    if (askLeft === 0 && asks.next()) askLeft = asks.size
    if (bidLeft === 0 || askLeft === 0) break
    if (bids.price !== 0 && asks.price !== 0 && bids.price < asks.price) break
    const traded = Math.min(bidLeft, askLeft)
    size += traded
    bidLeft -= traded
    askLeft -= traded
    high = bids.price
    low = asks.price
  }
  return { size, low, high, bids: new Rest(bids, bidLeft), asks: new Rest(asks, askLeft) }
}

/** What one side has left where the most lots trade. */
class Rest {
  /** Whether market orders are left, for which there is no price. */
  readonly hasUnpriced: boolean
  /** Its best limit of which something is left; 0 where there is none. */
  readonly best: number
  private readonly walk: InterestWalk
  private left: number
  private sum = 0

  /** @param walk where the side came to @param left of what it stands at */
  constructor(walk: InterestWalk, left: number) {
    this.walk = walk
    this.left = left
    this.hasUnpriced = walk.price === 0 && left > 0
    if (this.hasUnpriced) this.pass()
    this.best = walk.price
  }

  /** Lots of it that would trade at `price`. To be asked from the side's best prices to its worst. */
  upTo(price: number): number {
    const { walk } = this
    while (walk.price !== 0 && walk.accepts(price)) this.pass()
    return this.sum
  }

  private pass(): void {
    this.sum += this.left
    this.left = this.walk.next() ? this.walk.size : 0
  }
}

/** By imbalance, pressure and reference, among prices at which the most lots trade. */
function choose(prices: number[], imbalances: number[], reference: number): number {
  const least = Math.min(...imbalances.map(Math.abs))
  const left = prices.filter((_, at) => Math.abs(imbalances[at] as number) === least)
  const signs = imbalances.filter((imbalance) => Math.abs(imbalance) === least)
  const low = Math.min(...left)
  const high = Math.max(...left)
  if (signs.every((imbalance) => imbalance > 0)) return high
  if (signs.every((imbalance) => imbalance < 0)) return low
  return reference === 0 ? middle(low, high) : Math.min(Math.max(reference, low), high)
}

/** Half a tick goes up. */
const middle = (low: number, high: number): number => low + ((high - low + 1) >> 1)

/** Lots wanted at `price` less lots offered. */
const imbalanceAt = (book: Book, price: number): number =>
  interestAt(book, Side.buy, price) - interestAt(book, Side.sell, price)
