import { expect } from 'vitest'
import { Kind, Side } from '../../protocols/kind.ts'
import { type FakeLife, MARKET } from './fake-context.ts'

/** Shows a mid, half a tick either way, lets it wake once, and fills what it sends. @returns lots bought */
export function look(life: FakeLife, mid: number): number {
  const before = life.orders().length
  life.quote(mid - 1, mid + 1)
  life.run(Number.MAX_SAFE_INTEGER, 1)
  return life
    .orders()
    .slice(before)
    .reduce((sum, { orderId, side, size, price }) => {
      expect(price).toBe(0)
      life.hear({ kind: Kind.fill, instrument: MARKET.instrument, orderId, side, size })
      return sum + (side === Side.buy ? size : -size)
    }, 0)
}
