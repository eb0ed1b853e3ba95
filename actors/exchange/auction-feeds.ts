import { Kind, type Phase, type Side } from '../../protocols/kind.ts'
import { type InstrumentId, type Lots, SIZE_MAX, type Ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { FeedName } from './market-data.ts'

const clamp = (size: number): Lots => Math.min(size, SIZE_MAX) as Lots

/**
 * Publishes an instrument's auctions: what one would do, when a request is done that changed it, on
 * the `indicative` feed; and what one did, as it happens, with the trades.
 */
export function createAuctionFeeds(
  context: ActorContext,
  instrument: InstrumentId,
  names: ReadonlySet<FeedName>,
) {
  const indications = context.feed(context.id, Kind.indicative, instrument)
  const crosses = context.feed(context.id, Kind.cross, instrument)
  let count = 0
  let next: (() => void) | undefined
  return {
    indicative(price: number, size: number, surplus: number, side: Side | 0) {
      if (!names.has('indicative')) return
      next = () => {
        count++
        context.publish(indications, {
          kind: Kind.indicative,
          instrument,
          number: count,
          price: price as Ticks,
          size: clamp(size),
          surplus: clamp(surplus),
          onlySide: side,
        })
      }
    },
    uncrossed(number: number, price: Ticks, size: number, phase: Phase) {
      if (!names.has('trade')) return
      const kind = Kind.cross
      context.publish(crosses, { kind, instrument, number, price, size: clamp(size), phase })
    },
    settle() {
      next?.()
      next = undefined
    },
    save: () => count,
    restore(saved: number) {
      count = saved
    },
  }
}
