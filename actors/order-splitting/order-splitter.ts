import { Kind, Side } from '../../protocols/kind.ts'
import { pow } from '../../protocols/math.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { Actor, Market, Random } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { createWakeful } from '../wakeful.ts'
import type { OrderSplittingParameters } from './parameters.ts'

const WAKE = 1

/** The subject of what it publishes of a parent that is done. */
export const PARENT_DONE = 2

/** Children of a parent: Pareto, P(N ≥ n) = n^−α, cut at `childrenMax`. One draw. */
export function drawChildren(
  { exponent, childrenMax }: Pick<OrderSplittingParameters, 'exponent' | 'childrenMax'>,
  random: Random,
): number {
  return Math.min(childrenMax, Math.floor(pow(1 - random.uniform(), -1 / exponent)))
}

/**
 * A trader that splits its orders: it always works one parent order, on a side drawn with even
 * chances, whose size has a Pareto tail, by market orders of `childSize` lots, one at each wake-up
 * (Poisson, from the open on). When the parent is done the next begins at once.
 *
 * So the signs of orders have a long memory, its autocorrelation falling as lag^−(α−1), though each
 * parent's side is chance. With `splits` off the whole parent is one order, as long after the last as its
 * children would have taken: the same parents, and no memory.
 *
 * When a parent is done it publishes a `custom` message of subject 2: *a* its lots, below 0 where it
 * sold; *b* when its first child was sent, ns. A restarted one begins a new parent.
 *
 * Source: Lillo, Mike and Farmer (2005), "Theory for long memory in supply and demand", Physical Review
 * E 71, whose traders have one parent each as here.
 */
export function createOrderSplitter(parameters: OrderSplittingParameters, market: Market): Actor {
  const { childSize, wakeMean, splits } = parameters
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const done = context.feed(context.id, Kind.custom, market.instrument)
    let [side, children, left]: [Side, number, number] = [Side.buy, 0, 0]
    let begun = 0 as Nanos

    const begin = (): void => {
      side = random.chance(0.5) ? Side.buy : Side.sell
      children = drawChildren(parameters, random)
      left = children
    }

    const sleep = (from = 0): void => {
      // Of a parent that is one order, the wait of all its children: a mean of `children` waits.
      const waits = splits ? 1 : children
      context.after(from + waits * random.exponential(wakeMean), WAKE)
    }

    const work = (): void => {
      if (left === children) begun = context.now()
      const share = splits ? 1 : left
      desk.market(side, share * childSize)
      left -= share
      if (left > 0) return
      const size = children * childSize
      const a = side === Side.buy ? size : -size
      context.publish(done, { kind: Kind.custom, subject: PARENT_DONE, a, b: begun, c: 0 })
      begin()
    }

    begin()
    return createWakeful({ context, market, desk, trade: work, sleep })
  }
}
