import { Kind, Side } from '../../protocols/kind.ts'
import type { Actor, Feed, Market, Receive } from '../actor.ts'
import { createOrderDesk } from '../order-desk.ts'
import type { SniperParameters } from './parameters.ts'

const ignore: Receive = () => {}

/**
 * A sniper: upon news it takes, at its price and at once or not at all, the quote that the news has
 * made stale: one that is more than `edge` ticks better than the new value. It keeps nothing and
 * waits for nothing; what it knows of the quote is what its feed has brought.
 *
 * Source: the bandits of Budish, Cramton and Shim 2015 (section VI.B).
 */
export function createSniper({ size, edge }: SniperParameters, market: Market): Actor {
  const { venue, instrument, news } = market
  return (context) => {
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(venue, Kind.quote, instrument)
    const told = news && (context.feed(news.venue, Kind.news, news.instrument) as Feed)

    const hunt = (value: number): void => {
      const quote = context.observe(quotes)
      if (quote === undefined) return
      const { bid, bidSize, ask, askSize } = quote
      if (askSize > 0 && ask < value - edge) {
        desk.take(Side.buy, ask, size)
      } else if (bidSize > 0 && bid > value + edge) {
        desk.take(Side.sell, bid, size)
      }
    }

    return {
      receive(message) {
        if (message.kind === Kind.news) hunt(message.value)
      },
      starting(message) {
        if (message.kind !== Kind.start) return
        desk.begin(message.life)
        if (told !== undefined) context.subscribe(told)
      },
      halted: ignore,
      closing: ignore,
    }
  }
}
