import { Side } from '../../../protocols/kind.ts'
import type { PoolOrder } from './pool-order.ts'
import type { Reference } from './reference.ts'

/** The orders of one side of a pool. */
export interface WaitingList {
  /** The one that has waited longest first. */
  readonly orders: readonly PoolOrder[]
  /** Adds the order that came last. */
  add(order: PoolOrder): void
  /** Takes out an order that is there. */
  remove(order: PoolOrder): void
  /** Whether any limit may allow the middle of the reference: where not, none does. */
  mayAllow(reference: Reference): boolean
}

/**
 * An empty list. Taking an order out moves those behind it; the keenest limit is looked for anew
 * after an order with that limit has left.
 */
export function createWaitingList(side: Side): WaitingList {
  const orders: PoolOrder[] = []
  let keenest = -Infinity
  let isKnown = true

  /** How far the order goes, so that the larger trades wherever the smaller does. */
  const keenness = ({ price }: PoolOrder): number => {
    if (side === Side.sell) return -price
    return price === 0 ? Infinity : price
  }
  const placeOf = ({ rank }: PoolOrder): number => {
    let from = 0
    let to = orders.length - 1
    while (from < to) {
      const middle = (from + to) >> 1
      if ((orders[middle] as PoolOrder).rank < rank) from = middle + 1
      else to = middle
    }
    return from
  }

  return {
    orders,
    add(order) {
      orders.push(order)
      keenest = Math.max(keenest, keenness(order))
    },
    remove(order) {
      orders.splice(placeOf(order), 1)
      if (keenness(order) === keenest) isKnown = false
    },
    mayAllow({ bid, ask }) {
      if (!isKnown) {
        keenest = -Infinity
        for (const order of orders) keenest = Math.max(keenest, keenness(order))
        isKnown = true
      }
      return 2 * keenest >= (side === Side.buy ? bid + ask : -(bid + ask))
    },
  }
}
