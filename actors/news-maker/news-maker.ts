import { Kind, Side } from '../../protocols/kind.ts'
import type { ExecutionReport, Message } from '../../protocols/message.ts'
import type { OrderId } from '../../protocols/units.ts'
import type { Actor, Feed, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import type { NewsMakerParameters } from './parameters.ts'

const ignore: Receive = () => {}

/**
 * A market maker that quotes `size` lots at the last value it heard ± `halfSpread` ticks, rounded to
 * whole ticks. Upon news it cancels all and quotes anew; a quote that was filled it quotes again.
 * Whether its cancel is in time is for the wire to say. In a halt it only listens, and quotes anew when
 * trading goes on; after the close it is still.
 *
 * Source: the liquidity provider of Budish, Cramton and Shim 2015 (section VI.B).
 */
export function createNewsMaker(parameters: NewsMakerParameters, market: Market): Actor {
  const { halfSpread, size } = parameters
  const { news } = market
  return (context) => {
    const desk = createOrderDesk(context, market)
    const told = news && (context.feed(news.venue, Kind.news, news.instrument) as Feed)
    const own = new Map<OrderId, Side>()
    let value = 0
    let wasHalted = false

    const quote = (side: Side): void => {
      const price = Math.round(side === Side.buy ? value - halfSpread : value + halfSpread)
      const id = desk.limit(side, price, size)
      if (id !== undefined) own.set(id, side)
    }

    const follow = (next: number): void => {
      value = next
      own.clear()
      desk.cancelAll()
      quote(Side.buy)
      quote(Side.sell)
    }

    /** One of the quotes of now was filled: those of before the last news are no concern. */
    const refill = ({ orderId }: ExecutionReport): void => {
      const side = own.get(orderId)
      if (side === undefined) return
      own.delete(orderId)
      quote(side)
    }

    const receive = (message: Message): void => {
      if (message.kind === Kind.news) follow(message.value)
      else if (message.kind === Kind.fill) refill(message)
      else if (message.kind === Kind.session && wasHalted) {
        wasHalted = false
        if (value > 0) follow(value)
      }
    }
    return {
      receive,
      starting(message) {
        if (message.kind === Kind.start) {
          desk.begin(message.life)
          if (told !== undefined) context.subscribe(told)
        } else receive(message)
      },
      halted(message) {
        wasHalted = true
        if (message.kind === Kind.news) value = message.value
      },
      closing: ignore,
    }
  }
}
