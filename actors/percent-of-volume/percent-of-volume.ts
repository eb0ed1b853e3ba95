import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { createParentOrder } from '../parent-order.ts'
import type { PercentOfVolumeParameters } from './parameters.ts'

const WAKE = 1
const ignore: Receive = () => {}

/**
 * An executor that takes part in the volume: each `interval` from `from` to `to` it sends a market
 * order for `share` of the volume that it saw trade during the last one, until `quantity` lots are
 * done. Its own trades are part of that volume.
 *
 * What is on its way counts as done until the venue says otherwise, so that it never exceeds the
 * parent order, however slow its link. A restarted one stays out: it has forgotten how much it did,
 * and too little is a smaller harm than twice. Times in ns since time 0.
 *
 * Source: ABIDES, POVExecutionAgent (Byrd, Hybinette, Balch 2020), RMSC03 configuration.
 */
export function createPercentOfVolume(
  parameters: PercentOfVolumeParameters,
  market: Market,
): Actor {
  const { quantity, share, interval, from, to } = parameters
  const side = parameters.side === 'buy' ? Side.buy : Side.sell
  return (context) => {
    const desk = createOrderDesk(context, market)
    const parent = createParentOrder(quantity)
    let volume = 0

    const work = (): void => {
      const size = Math.min(Math.round(share * volume), parent.left())
      const order = desk.market(side, size)
      if (order !== undefined) parent.sent(order, size)
    }

    /** Ends an interval: with an order if `acts`, and the next begins. */
    const turn = (acts: boolean): void => {
      const now = context.now()
      if (now >= to) return
      if (acts && now >= from) work()
      volume = 0
      context.after(interval, WAKE)
    }

    const hear = (message: Message, acts: boolean): void => {
      if (message.kind === Kind.trade) volume += message.size
      else if (message.kind === Kind.timer) turn(acts)
      else parent.hear(message)
    }

    return {
      receive: (message) => hear(message, true),
      starting(message) {
        if (message.kind !== Kind.start) return hear(message, false)
        if (message.life > 0) return
        context.subscribe(context.feed(market.venue, Kind.trade, market.instrument))
        // The first interval ends at `from`, or, where that has passed, one interval from now.
        const beginning = from - interval - context.now()
        context.after(beginning > 0 ? beginning : interval, WAKE)
      },
      halted: (message) => hear(message, false),
      closing: ignore,
    }
  }
}
