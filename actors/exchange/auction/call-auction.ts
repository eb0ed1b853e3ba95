import type { MechanismSink } from '../mechanism.ts'
import { createPeriodicAuction, type PeriodicAuction } from './periodic-auction.ts'

/** What a periodic call auction is made with. */
export interface CallAuctionOptions {
  /** From one auction to the next, in whole ns, at least 1: five minutes are 300e9. */
  readonly every: number
  /** How the queue at the last price that trades is shared out; by time where left out. */
  readonly allocation?: 'price-time' | 'pro-rata'
  /** The reference price until an auction has found one, in ticks; 0, none, by default. */
  readonly reference?: number
}

/**
 * A market of call auctions alone, as exchanges hold for what trades seldom: orders gather in an
 * open book, the sink hears after each request what an auction would do now where that changed, and
 * each auction's price is the reference of the next.
 *
 * @see clearing for the price, createPeriodicAuction for phases, what is refused, what is due when
 * @throws RangeError where an option is out of its range
 */
export function createCallAuction(
  options: CallAuctionOptions,
  sink: MechanismSink,
): PeriodicAuction {
  const { every, allocation = 'price-time', reference = 0 } = options
  return createPeriodicAuction(
    {
      interval: every,
      reference,
      allocation,
      key: { lo: 0, hi: 0 },
      tie: 'reference',
      isSealed: false,
    },
    sink,
  )
}
