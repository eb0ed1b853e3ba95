import { Side } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { drawOrderSize } from '../order-size.ts'
import { createWakeful } from '../wakeful.ts'
import type { WhaleParameters } from './parameters.ts'

const WAKE = 1

/**
 * A whale, for stress tests: at each wake-up (Poisson, from the open on) it sends one large market
 * order, whatever the book holds; what finds nobody expires. It looks at nothing.
 */
export function createWhale({ wakeMean, side, size }: WhaleParameters, market: Market): Actor {
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const trade = (): void => {
      const buys = side === 'either' ? random.chance(0.5) : side === 'buy'
      desk.market(buys ? Side.buy : Side.sell, drawOrderSize(size, random))
    }
    const sleep = (from = 0): void => {
      context.after(from + random.exponential(wakeMean), WAKE)
    }
    return createWakeful({ context, market, desk, trade, sleep })
  }
}
