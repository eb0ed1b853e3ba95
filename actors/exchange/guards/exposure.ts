import { Side } from '../../../protocols/kind.ts'
import type { OrderView } from '../book/order-view.ts'

/** A live order, as limits see it. */
export interface OpenOrder {
  readonly side: Side
  /** The limit that its participant wrote, whatever the price at which it rests; 0: none. */
  readonly limit: number
  /** In total, filled lots included. */
  readonly size: number
  /** Lots not yet filled, shown or not. */
  readonly open: number
}

/** What participants would have traded if all their live orders did, each at its limit. */
export interface Exposure {
  /** Lots that the participant's live orders of this side are open for. */
  lotsOf(participant: number, instrument: number, side: Side): number
  /** What its live buys would cost at their limits, in ticks × lots, over all instruments. */
  costOf(participant: number): number
  /** A live order, until the next event; `undefined` where there is none of that id. */
  find(participant: number, instrument: number, orderId: number): OpenOrder | undefined
  /**
   * A new order or a replace is about to be served, and this is the limit it names. That need not
   * be where the order then rests: a peg may move up to it. After it was served, call this with an
   * `orderId` of 0.
   */
  asked(participant: number, orderId: number, limit: number): void
  /** The order was taken in. */
  accepted(instrument: number, order: OrderView): void
  /**
   * The order has other terms.
   * @throws Error where no such order is live: the venue's books disagree
   */
  replaced(instrument: number, order: OrderView): void
  /**
   * The order traded; where `open` is 0 it has ended.
   * @throws Error where no such order is live
   */
  filled(instrument: number, order: OrderView): void
  /**
   * The order ended with what was left of it.
   * @throws Error where no such order is live
   */
  ended(instrument: number, order: OrderView): void
  /** Every live order: instrument, participant, id, side, limit, size and open lots. */
  save(): readonly (readonly number[])[]
  /** Takes on what `save` gave; what it was is gone. */
  restore(saved: readonly (readonly number[])[]): void
}

interface Live extends OpenOrder {
  limit: number
  size: number
  open: number
}

/** Sums by participant, which grow with the numbers of those who come. */
class Sums {
  private sums = new Float64Array(64)

  of(participant: number): number {
    return this.sums[participant] ?? 0
  }

  add(participant: number, change: number): void {
    if (participant >= this.sums.length) {
      const larger = new Float64Array(Math.max(participant + 1, this.sums.length * 2))
      larger.set(this.sums)
      this.sums = larger
    }
    this.sums[participant] = this.of(participant) + change
  }

  clear(): void {
    this.sums.fill(0)
  }
}

/**
 * Keeps exposure from what a mechanism says of its orders: each event costs a look-up, each answer
 * is read. A venue without limits needs none of it.
 *
 * @param instruments how many the venue has
 */
export function createExposure(instruments: number): Exposure {
  const orders = Array.from({ length: instruments }, () => new Map<number, Map<number, Live>>())
  const buys = Array.from({ length: instruments }, () => new Sums())
  const sells = Array.from({ length: instruments }, () => new Sums())
  const costs = new Sums()
  const asked = { participant: -1, orderId: 0, limit: 0 }

  const sumsOf = (instrument: number, side: Side): Sums =>
    (side === Side.buy ? buys : sells)[instrument] as Sums

  /** Adds the order's weight to the sums, or takes it out. */
  const weigh = (instrument: number, participant: number, order: Live, sign: 1 | -1): void => {
    sumsOf(instrument, order.side).add(participant, sign * order.open)
    if (order.side === Side.buy) costs.add(participant, sign * order.open * order.limit)
  }

  const put = (instrument: number, participant: number, orderId: number, order: Live): void => {
    const known = orders[instrument] as Map<number, Map<number, Live>>
    let own = known.get(participant)
    if (own === undefined) {
      own = new Map()
      known.set(participant, own)
    }
    own.set(orderId, order)
    weigh(instrument, participant, order, 1)
  }

  const find = (participant: number, instrument: number, orderId: number): Live | undefined =>
    orders[instrument]?.get(participant)?.get(orderId)

  const demand = (instrument: number, { participant, orderId }: OrderView): Live => {
    const known = find(participant, instrument, orderId)
    if (known === undefined) throw new Error(`no live order ${orderId} of ${participant}`)
    return known
  }

  const change = (instrument: number, order: OrderView, known: Live, limit: number): void => {
    const { participant, orderId, size, open } = order
    weigh(instrument, participant, known, -1)
    known.limit = limit
    known.size = size
    known.open = open
    weigh(instrument, participant, known, 1)
    if (open === 0) orders[instrument]?.get(participant)?.delete(orderId)
  }

  /** The limit that the request in hand gives the order; `otherwise` where it is about another. */
  const limitOf = ({ participant, orderId, price }: OrderView, otherwise: number): number => {
    if (asked.orderId !== orderId || asked.participant !== participant) return otherwise
    return asked.limit === 0 ? price : asked.limit
  }

  return {
    lotsOf: (participant, instrument, side) => sumsOf(instrument, side).of(participant),
    costOf: (participant) => costs.of(participant),
    find,
    asked(participant, orderId, limit) {
      asked.participant = participant
      asked.orderId = orderId
      asked.limit = limit
    },
    accepted(instrument, order) {
      const { participant, orderId, side, price, size, open } = order
      put(instrument, participant, orderId, { side, limit: limitOf(order, price), size, open })
    },
    replaced(instrument, order) {
      const known = demand(instrument, order)
      change(instrument, order, known, limitOf(order, known.limit))
    },
    filled(instrument, order) {
      const known = demand(instrument, order)
      change(instrument, order, known, known.limit)
    },
    ended(instrument, order) {
      weigh(instrument, order.participant, demand(instrument, order), -1)
      orders[instrument]?.get(order.participant)?.delete(order.orderId)
    },
    save: () =>
      orders.flatMap((known, instrument) =>
        [...known].flatMap(([participant, own]) =>
          [...own].map(([orderId, { side, limit, size, open }]) => [
            ...[instrument, participant, orderId, side, limit, size, open],
          ]),
        ),
      ),
    restore(saved) {
      costs.clear()
      for (const sums of [...buys, ...sells]) sums.clear()
      for (const known of orders) known.clear()
      for (const row of saved) {
        const [instrument, participant, orderId, side, limit, size, open] = row as SavedOrder
        put(instrument, participant, orderId, { side, limit, size, open })
      }
    },
  }
}

type SavedOrder = [number, number, number, Side, number, number, number]
