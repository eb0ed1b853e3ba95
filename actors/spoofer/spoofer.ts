import { Kind, Side } from '../../protocols/kind.ts'
import type { OrderId } from '../../protocols/units.ts'
import type { Actor, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import type { SpooferParameters } from './parameters.ts'

const CAMPAIGN = 1
const END = 2
const ignore: Receive = () => {}

/**
 * A spoofer, for stress tests: in each campaign (Poisson, from the open on; sides in turn, buying
 * first) it sends a limit order for what it wants at its own touch, and on the other side `layers`
 * large orders behind that side's touch, which it does not want to trade: they make the book look
 * heavy there, so that others come to it. Once what it wants is filled, or `life` is over, it
 * withdraws all. With a side empty it waits for its next campaign.
 *
 * What it does is forbidden on most markets (Commodity Exchange Act, section 4c(a)(5)(C)). Source:
 * Wang and Wellman (2017), "Spoofing the limit order book: an agent-based model", AAMAS '17, whose
 * spoofer keeps its orders a tick behind the best; here they stand until the campaign ends.
 */
export function createSpoofer(parameters: SpooferParameters, market: Market): Actor {
  const { wakeMean, size, layers, layerSize, distance, life } = parameters
  return (context) => {
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    let side: Side = Side.buy
    let wanted: OrderId | undefined

    const wait = (from = 0): void => {
      context.after(from + context.random.exponential(wakeMean), CAMPAIGN)
    }

    const begin = (): void => {
      const quote = context.observe(quotes)
      if (quote === undefined || quote.bid === 0 || quote.ask === 0) {
        wait()
        return
      }
      const { bid, ask } = quote
      const isBuyer = side === Side.buy
      wanted = desk.limit(side, isBuyer ? bid : ask, size)
      for (let layer = 0; layer < layers; layer++) {
        const behind = distance + layer
        if (isBuyer) desk.limit(Side.sell, ask + behind, layerSize)
        else desk.limit(Side.buy, bid - behind, layerSize)
      }
      context.after(life, END)
    }

    const end = (): void => {
      desk.cancelAll()
      wanted = undefined
      side = side === Side.buy ? Side.sell : Side.buy
    }

    const receive: Receive = (message) => {
      if (message.kind === Kind.timer && message.tag === CAMPAIGN) begin()
      else if (message.kind === Kind.timer) {
        if (wanted !== undefined) end()
        wait()
      } else if (message.kind === Kind.fill && message.orderId === wanted) end()
    }

    return {
      receive,
      starting(message) {
        if (message.kind === Kind.start) {
          desk.begin(message.life)
          wait(Math.max(market.open - context.now(), 0))
        } else if (message.kind === Kind.timer) wait()
      },
      /** In a halt it withdraws what is left of a campaign, and begins none. */
      halted(message) {
        if (message.kind === Kind.timer && message.tag === CAMPAIGN) wait()
        else receive(message)
      },
      closing: ignore,
    }
  }
}
