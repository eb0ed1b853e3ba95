import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import type { InvestorParameters } from './parameters.ts'

const WAKE = 1
const ignore: Receive = () => {}

/**
 * An investor who has a reason of his own to trade: at Poisson times he buys or sells `size` lots,
 * with even chances, by a market order. He reads no news and no quotes.
 *
 * Source: the investors of Budish, Cramton and Shim 2015 (section VI.A).
 */
export function createInvestor({ wakeMean, size }: InvestorParameters, market: Market): Actor {
  return (context) => {
    const { random } = context
    const desk = createOrderDesk(context, market)
    const wait = (): void => void context.after(random.exponential(wakeMean), WAKE)

    return {
      receive(message) {
        if (message.kind !== Kind.timer) return
        desk.market(random.chance(0.5) ? Side.buy : Side.sell, size)
        wait()
      },
      starting(message) {
        if (message.kind === Kind.start) desk.begin(message.life)
        if (message.kind === Kind.timer || message.kind === Kind.start) wait()
      },
      halted(message) {
        if (message.kind === Kind.timer) wait()
      },
      closing: ignore,
    }
  }
}
