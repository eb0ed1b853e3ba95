import { extendChain } from '../../../../protocols/hash.ts'
import type { Held } from './plain-order.ts'

/** What the book documents as its hash, of orders in their order of priority. */
export function plainHash(orders: readonly Held[]): number {
  const chain = new Uint32Array(4)
  const extend = (row: number[]) => extendChain(chain, 0, Uint32Array.from(row), 0, 8)
  for (const held of orders) {
    const { participant, orderId, venueOrder, size, open, price, side } = held.view
    const { shown, display, hidden, expires } = held.view
    let conditions = hidden * 4 + held.postOnly * 2 ** 7 + held.selfTrade * 2 ** 9
    if (display > 0) conditions += 2 ** 3
    if (expires > 0) conditions += 2 ** 4
    if (held.isUnpriced) conditions += 2 ** 5
    if (held.isForAuction) conditions += 2 ** 6
    extend([participant, orderId, venueOrder, size, open, price, side, conditions])
    if (display === 0 && expires === 0) continue
    const reserve = display === 0 ? 0 : open - shown
    extend([display, reserve, expires % 2 ** 32, Math.floor(expires / 2 ** 32), 0, 0, 0, 0])
  }
  return chain.reduce((hash, word) => hash ^ word) >>> 0
}
