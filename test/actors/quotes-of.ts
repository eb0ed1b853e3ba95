import type { Actor } from '../../actors/actor.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import { HOUR, lots, orderId } from '../../protocols/units.ts'
import { createFakeLife } from './fake-context.ts'

/**
 * What a maker with a waking at `at` quotes then, having heard of `fills` in a halt before.
 *
 * @param fills lots bought by each, negative where sold; the last fills its order
 * @returns side, price and size of each order, in the order they were sent
 */
export function quotesOf(
  actor: Actor,
  {
    bid,
    ask,
    fills = [],
    at = 5 * HOUR,
  }: { bid: number; ask: number; fills?: number[]; at?: number },
): [side: Side, price: number, size: number][] {
  const life = createFakeLife(actor)
  life.enter('halted')
  life.quote(bid, ask)
  fills.forEach((fill, nth) => {
    const kind = nth < fills.length - 1 ? Kind.partialFill : Kind.fill
    const side = fill > 0 ? Side.buy : Side.sell
    life.hear({ kind, orderId: orderId(1), side, size: lots(Math.abs(fill)) })
  })
  life.run(at - 1)
  life.enter('trading')
  life.run(at)
  return life.orders().map(({ side, price, size }) => [side, price, size])
}
