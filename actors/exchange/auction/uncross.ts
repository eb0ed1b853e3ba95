import type { Key } from '../../../protocols/hash.ts'
import { Side } from '../../../protocols/kind.ts'
import type { Lots, Ticks } from '../../../protocols/units.ts'
import type { Book } from '../book/book.ts'
import { endAuction } from '../book/collect.ts'
import type { Ladder } from '../book/ladder.ts'
import { takeFrom } from '../book/resting.ts'
import type { MechanismSink } from '../mechanism.ts'
import { clearing, type TieRule } from './clearing.ts'
import { queuesOf, wholeSize } from './interest.ts'
import { type AuctionAllocation, type Claim, sharesOf } from './shares.ts'

/** By what rules an auction is held. */
export interface UncrossOptions {
  /** In ticks; 0: none. @see clearing */
  readonly reference: number
  readonly tie?: TieRule
  /** How the queue that is short is shared out; left out: by time. */
  readonly allocation?: AuctionAllocation
  /** The chance of `price-random`. */
  readonly key?: Key
  /** The auction's number, 0..2^53 − 1: each draws anew. */
  readonly auction?: number
  /** The batch in which the order in a slot came, for `time-then-pro-rata`. */
  readonly batchAt?: (at: number) => number
}

/** What an auction did: `size` lots changed hands at `price`; both are 0 where none did. */
export interface Uncrossed {
  readonly price: number
  readonly size: number
}

const NO_KEY: Key = { lo: 0, hi: 0 }
const ONE_BATCH = (): number => 0

/**
 * Holds an auction on a book whose orders were collected, and leaves it uncrossed.
 *
 * All trades are at the one price that `clearing` finds. Of the heavier side not all can trade:
 * market orders come first, then better prices, at a price what is shown before what is hidden;
 * the one queue that is short is shared out by `allocation`. An iceberg takes part with its reserve.
 *
 * The sink hears `crossed` for each order that trades, buyers and then sellers, each side in the
 * order of rank; then `uncrossed`, unless nothing traded; then `expired` with `auctionOver` for what
 * is left of market orders and of orders for this auction alone, by `endAuction`, which looks through
 * the whole book.
 */
export function uncross(book: Book, options: UncrossOptions, sink: MechanismSink): Uncrossed {
  const done = tradeAtOnePrice(book, options, sink)
  endAuction(book, sink)
  return done
}

/** As `uncross`, but what may not outlive an auction stays: its end is the caller's. */
export function tradeAtOnePrice(
  book: Book,
  options: UncrossOptions,
  sink: MechanismSink,
): Uncrossed {
  const { price, size } = clearing(book, options.reference, options.tie)
  if (size === 0) return { price: 0, size: 0 }
  fillSide(book, Side.buy, price as Ticks, size, options, sink)
  fillSide(book, Side.sell, price as Ticks, size, options, sink)
  sink.uncrossed(price as Ticks, size)
  return { price, size }
}

/** Trades `size` lots of a side at `price`, queue by queue. */
function fillSide(
  book: Book,
  side: Side,
  price: Ticks,
  size: number,
  options: UncrossOptions,
  sink: MechanismSink,
): void {
  const { unpriced, shown, hidden } = queuesOf(book, side)
  let left = size
  while (left > 0) {
    const priced = hidden.bestKey < shown.bestKey ? hidden : shown
    const ladder = unpriced.best === 0 ? priced : unpriced
    left -= fillQueue(book, ladder, price, left, options, sink)
  }
}

/** Trades `size` lots of a side's best queue, or all of it where that is less. @returns how many */
function fillQueue(
  book: Book,
  ladder: Ladder,
  price: Ticks,
  size: number,
  options: UncrossOptions,
  sink: MechanismSink,
): number {
  const { store, maker } = book
  const take = (at: number, lots: number): void => {
    takeFrom(book, at, lots)
    maker.at = at
    sink.crossed(maker, price, lots as Lots)
  }
  const level = ladder.best
  const whole = wholeSize(book, ladder, level)
  if (whole <= size) {
    for (let at = ladder.oldest(level); at !== 0; ) {
      const next = store.next(at)
      take(at, store.left(at))
      at = next
    }
    return whole
  }
  const { allocation = 'price-time', key = NO_KEY, auction = 0, batchAt = ONE_BATCH } = options
  const claims: Claim[] = []
  for (let at = ladder.oldest(level); at !== 0; at = store.next(at)) {
    claims.push({ at, venueOrder: store.venueOrder(at), open: store.left(at), batch: batchAt(at) })
  }
  const shares = sharesOf(claims, size, allocation, key, auction)
  claims.forEach(({ at }, place) => {
    const share = shares[place] as number
    if (share > 0) take(at, share)
  })
  return size
}
