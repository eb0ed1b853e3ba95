import type { Side } from '../../protocols/kind.ts'
import type { OrderId } from '../../protocols/units.ts'
import type { ActionScheme, Hands } from './actions.ts'
import type { Value } from './space.ts'

/** An order as it was, or would be, sent. */
export interface SentOrder {
  readonly side: Side
  /** Ticks; 0: at market. */
  readonly price: number
  readonly size: number
}

/** What an action does: whether it first withdraws all that stands, and what it sends. */
export interface Rehearsed {
  readonly withdraws: boolean
  readonly orders: readonly SentOrder[]
}

/**
 * What an action would send if it were done now by who has done nothing before: a scheme that moves an
 * order begins with one. Nothing leaves; an order of no lots or price is none, as at a desk.
 */
export function rehearse(scheme: ActionScheme, hands: Hands, action: Value): Rehearsed {
  const orders: SentOrder[] = []
  let withdraws = false
  const put = (side: Side, price: number, size: number, least: number): OrderId | undefined => {
    if (!(price >= least && size >= 1)) return undefined
    orders.push({ side, price, size })
    return orders.length as OrderId
  }
  const act = scheme.create({
    ...hands,
    desk: {
      begin() {},
      limit: (side, price, size) => put(side, price, size, 1),
      take: (side, price, size) => put(side, price, size, 1),
      market: (side, size) => put(side, 0, size, 0),
      // What waits unseen is no part of what was done.
      stop: () => undefined,
      cancel() {},
      cancelAll() {
        withdraws = true
      },
    },
  })
  act(action)
  return { withdraws, orders }
}
