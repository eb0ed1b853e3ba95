import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import type { InvestorParameters } from './parameters.ts'

const WAKE = 1
const ignore: Receive = () => {}

/**
 * An investor who has a reason of his own to trade: at Poisson times he buys or sells `size` lots,
 * with even chances, by a market order. He reads no news and no quotes. One who goes `onward` sends
 * what his venue leaves unfilled to the first other venue of his instrument, at the market as well:
 * a dark pool first, and then an exchange.
 *
 * Source: the investors of Budish, Cramton and Shim 2015 (section VI.A).
 */
export function createInvestor(
  { wakeMean, size, onward }: InvestorParameters,
  market: Market,
): Actor {
  return (context) => {
    const { random } = context
    const numbers = createOrderNumbers()
    const desk = createOrderDesk(context, market, numbers)
    const [other] = onward ? (market.elsewhere ?? []) : []
    const next = other && createOrderDesk(context, other, numbers)
    const wait = (): void => void context.after(random.exponential(wakeMean), WAKE)

    return {
      receive(message) {
        if (message.kind === Kind.expired && message.sender === market.venue) {
          next?.market(message.side, message.size)
        }
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
