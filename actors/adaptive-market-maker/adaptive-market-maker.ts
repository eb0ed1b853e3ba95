import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, ActorContext, Market, TimerId } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import { ladder } from './ladder.ts'
import type { AdaptiveMarketMakerParameters } from './parameters.ts'

const WAKE = 1
const QUOTE = 2

/** What the maker knows of the market: fed by trades as they come and by a look at each wake-up. */
function createView(parameters: AdaptiveMarketMakerParameters) {
  const { share, minSize, spreadWeight } = parameters
  const counting = { bought: 0, sold: 0 }
  let mid: number | undefined
  let window = parameters.initialSpread
  let size = minSize
  let imbalance = 0
  return {
    /** Counts a trade by its aggressor's side. */
    count(side: Side, lots: number): void {
      counting[side === Side.buy ? 'bought' : 'sold'] += lots
    },
    /** Closes the count since the last wake-up; a quote with a side empty changes no price. */
    look(bid: number, ask: number): void {
      const { bought, sold } = counting
      const volume = bought + sold
      imbalance = volume === 0 ? 0 : (bought - sold) / volume
      size = Math.max(minSize, Math.round(share * volume))
      counting.bought = 0
      counting.sold = 0
      if (bid === 0 || ask === 0) return
      mid = Math.floor((bid + ask) / 2)
      window = spreadWeight * (ask - bid) + (1 - spreadWeight) * window
    },
    /** What to quote, or `undefined` as long as no mid was seen. */
    plan: () => (mid === undefined ? undefined : { mid, imbalance, window, size }),
  }
}

/**
 * An adaptive market maker: a ladder of bids and asks about the mid, as wide as the average spread
 * and as large as a share of the volume that traded, leaning to where the volume went.
 *
 * At each wake-up (Poisson, from the open on) it cancels all its orders and looks at the quote;
 * `cancelLead` ns later it sends its ladder. When the book becomes one-sided it sends the ladder of
 * its last look again, on top of what stands. While not trading it counts trades and sleeps on; as
 * long as it has seen no mid it sends nothing. Prices in ticks, sizes in lots.
 *
 * Source: ABIDES, AdaptiveMarketMakerAgent (Byrd, Hybinette, Balch 2020), RMSC04 configuration,
 * after the ladder of Chakraborty and Kearns 2011, "Market making and mean reversion".
 */
export function createAdaptiveMarketMaker(
  parameters: AdaptiveMarketMakerParameters,
  market: Market,
): Actor {
  const { wakeMean, cancelLead } = parameters
  return (context: ActorContext) => {
    const desk = createOrderDesk(context, market)
    const view = createView(parameters)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    let quoting: TimerId | undefined

    const sleep = (from = 0): void => {
      context.after(from + context.random.exponential(wakeMean), WAKE)
    }

    const quote = (): void => {
      const plan = view.plan()
      if (plan === undefined) return
      for (const { side, price, size } of ladder(plan, parameters)) desk.limit(side, price, size)
    }

    const wake = (): void => {
      desk.cancelAll()
      const seen = context.observe(quotes)
      view.look(seen?.bid ?? 0, seen?.ask ?? 0)
      // Woken again within the lead, it sends one ladder, not two.
      if (quoting !== undefined) context.cancel(quoting)
      quoting = context.after(cancelLead, QUOTE)
      sleep()
    }

    return {
      receive(message) {
        if (message.kind === Kind.trade) view.count(message.side, message.size)
        else if (message.kind === Kind.imbalance && message.onset === 1) quote()
        else if (message.kind === Kind.timer && message.tag === WAKE) wake()
        else if (message.kind === Kind.timer) quote()
      },
      starting(message) {
        if (message.kind === Kind.start) {
          desk.begin(message.life)
          context.subscribe(context.feed(market.venue, Kind.trade, market.instrument))
          context.subscribe(context.feed(market.venue, Kind.imbalance, market.instrument))
          sleep(Math.max(market.open - context.now(), 0))
        } else if (message.kind === Kind.trade) view.count(message.side, message.size)
        else if (message.kind === Kind.timer) sleep()
      },
      halted(message) {
        if (message.kind === Kind.trade) view.count(message.side, message.size)
        else if (message.kind === Kind.timer && message.tag === WAKE) sleep()
      },
      closing: () => {},
    }
  }
}
