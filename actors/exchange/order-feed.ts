import { Kind, type Side } from '../../protocols/kind.ts'
import type { InstrumentId, Lots, Ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { OrderView } from './book/order-view.ts'

/** An order as the public is to see it. */
interface Sight {
  readonly side: Side
  readonly price: Ticks
  /** Lots that it shows; 0: it is gone. */
  readonly shown: number
  /** Its total, by which a change that keeps its place is told from one that does not. */
  readonly size: number
}

/** The feed of single orders. @see createOrderFeed */
export interface OrderFeed {
  /** The order is about to be matched, and then to rest behind all others, if some is left. */
  entering(order: OrderView): void
  /** The order has other terms, at its price: it kept its place only where its total is smaller. */
  replaced(order: OrderView): void
  /** `size` lots of it traded: an iceberg may show the next ones, behind all others. */
  taken(order: OrderView, size: number): void
  /** Some of it traded in an auction, and it stands where it stood. */
  crossed(order: OrderView): void
  /** Nothing of it is left. */
  ended(order: OrderView): void
  /** Publishes what the request did. */
  settle(): void
  save(): SavedOrders
  restore(saved: SavedOrders): void
}

/** The state of the feed: orders by number as last published, and those that are held back. */
export interface SavedOrders {
  readonly number: number
  readonly seen: readonly (readonly [number, Sight])[]
  readonly touched: readonly (readonly [number, Sight])[]
  readonly moved: readonly number[]
}

/**
 * Publishes single orders, from which a reader keeps every queue: an order's first appearance puts
 * it at the back of its price; another size leaves it where it is; another price puts it at the
 * back there; size 0 removes it. One that goes to the back of the price at which it stands is
 * removed and appears again.
 *
 * An iceberg is its shown lots. When they are used up it goes to the back with the next ones, under
 * the same number: in ITCH, too, a reserve order's refresh is an addition at the back, though there
 * under another number. So a reader learns that it is an iceberg; what it holds in reserve is never
 * said, and taking some of that away is no news.
 *
 * The orders that a request touched are published in the order in which they came to stand where
 * they stand: those that moved to the back of a queue as they moved, the others as first touched.
 */
export function createOrderFeed(context: ActorContext, instrument: InstrumentId): OrderFeed {
  const feed = context.feed(context.id, Kind.depthByOrder, instrument)
  /** The orders that the public sees, as it last saw them. */
  const seen = new Map<number, Sight>()
  /** Those that a request touched, as they are now. */
  const touched = new Map<number, Sight>()
  /** Of these, those that moved to the back of a queue. */
  const moved = new Set<number>()
  let number = 0

  const latest = (venueOrder: number): Sight | undefined =>
    touched.get(venueOrder) ?? seen.get(venueOrder)
  const touch = ({ venueOrder, side, price, size }: OrderView, shown: number): void => {
    touched.set(venueOrder, { side, price, shown, size })
  }
  const moveBack = (order: OrderView): void => {
    touched.delete(order.venueOrder)
    touch(order, order.shown)
    moved.add(order.venueOrder)
  }
  const publish = (venueOrder: number, { side, price }: Sight, size: number): void => {
    number++
    const kind = Kind.depthByOrder
    context.publish(feed, { kind, instrument, number, side, price, size: size as Lots, venueOrder })
  }

  return {
    entering: moveBack,
    replaced(order) {
      if (order.size < (latest(order.venueOrder)?.size ?? 0)) touch(order, order.shown)
      else moveBack(order)
    },
    taken(order, size) {
      const isRefreshed = order.display > 0 && order.shown > 0
      if (isRefreshed && size >= (latest(order.venueOrder)?.shown ?? 0)) moveBack(order)
      else touch(order, order.shown)
    },
    crossed: (order) => touch(order, order.shown),
    ended: (order) => touch(order, 0),
    settle() {
      for (const [venueOrder, now] of touched) {
        const before = seen.get(venueOrder)
        const isMoved = moved.has(venueOrder)
        const isAnew = now.shown > 0 && isMoved && now.price === before?.price
        if (before !== undefined && (now.shown === 0 || isAnew)) publish(venueOrder, before, 0)
        if (now.shown === 0) {
          seen.delete(venueOrder)
        } else {
          seen.set(venueOrder, now)
          if (isMoved || now.shown !== before?.shown) publish(venueOrder, now, now.shown)
        }
      }
      touched.clear()
      moved.clear()
    },
    save: () => ({ number, seen: [...seen], touched: [...touched], moved: [...moved] }),
    restore(saved) {
      number = saved.number
      for (const all of [seen, touched, moved]) all.clear()
      for (const [venueOrder, sight] of saved.seen) seen.set(venueOrder, sight)
      for (const [venueOrder, sight] of saved.touched) touched.set(venueOrder, sight)
      for (const venueOrder of saved.moved) moved.add(venueOrder)
    },
  }
}
