import type { Key } from '../../../protocols/hash.ts'
import type { MechanismSink } from '../mechanism.ts'
import { createPeriodicAuction, type PeriodicAuction } from './periodic-auction.ts'

/** How a batch auction's queue that is short is shared out. */
export type BatchAllocation = 'time-then-pro-rata' | 'price-random'

/** What a frequent batch auction is made with. */
export type BatchAuctionOptions = {
  /** From one batch's end to the next, in whole ns, at least 1. */
  readonly interval: number
  /** For batches of market orders alone, until one has found a price, in ticks; 0, none, by default. */
  readonly reference?: number
} & (
  | {
      /** Older batches first; inside the batch that is short in proportion to size. The default. */
      readonly allocation?: 'time-then-pro-rata'
    }
  | {
      /** To each in turn, in an order of chance that is drawn anew for each batch. */
      readonly allocation: 'price-random'
      readonly key: Key
    }
)

/**
 * The frequent batch auction that Budish, Cramton and Shim propose (The High-Frequency Trading Arms
 * Race, Quarterly Journal of Economics 130(4), 2015, section VII): time is discrete, and whatever
 * comes in between two of its steps is treated alike.
 *
 * - At the end of each batch all orders that rest, of this batch or of older ones, trade at one
 *   price. Where demand and supply leave a choice of prices at which all are served, it is their
 *   middle.
 * - Of orders at the last price that trades, those of older batches come first; those of one batch
 *   share in proportion to their sizes. A smaller size at the same price stays in its batch;
 *   another price or a larger size comes again with the batch in hand.
 * - Cancels take effect at once. Immediate or cancel means: in this batch alone.
 * - A batch is sealed: nothing of it is shown, and no indication given, until it has ended; then
 *   the book that is left is. Public data must be held back while `isSealed` is true.
 *
 * @see createPeriodicAuction for phases, what is refused, and what is due when
 * @throws RangeError where an option is out of its range
 */
export function createBatchAuction(
  options: BatchAuctionOptions,
  sink: MechanismSink,
): PeriodicAuction {
  const { interval, reference = 0, allocation = 'time-then-pro-rata' } = options
  const key = options.allocation === 'price-random' ? options.key : { lo: 0, hi: 0 }
  return createPeriodicAuction(
    { interval, reference, allocation, key, tie: 'middle', isSealed: true },
    sink,
  )
}
