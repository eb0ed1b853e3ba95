import { Kind } from '../../protocols/kind.ts'
import type { InstrumentId } from '../../protocols/units.ts'
import type { Actor, ActorContext, Feed, Listing, Market } from '../actor.ts'
import { createOrderNumbers } from '../order-numbers.ts'
import { createPositionDesk } from '../position-desk.ts'
import { wantedBy } from '../reversion.ts'
import { createRolling } from '../rolling.ts'
import { createWakeful } from '../wakeful.ts'
import type { PairsParameters } from './parameters.ts'

const WAKE = 1

/**
 * A pairs trader: at each wake-up (Poisson, from the open on) it notes by how much its instrument's
 * mid is above `ratio` times that of another. Where that spread lies more than `entry` standard
 * deviations above the mean of the last `window` it wants to be short of the one by `size` lots, and
 * long of the other by `ratio` times as many, rounded; where it lies so far below, the reverse;
 * within `exit` it wants nothing; in between it keeps what it has. It trades at market for what it
 * lacks of each. With a side empty in either book it looks away.
 *
 * Source: Gatev, Goetzmann and Rouwenhorst (2006), "Pairs trading: performance of a relative-value
 * arbitrage rule", Review of Financial Studies 19, section 2; the mean rolls here.
 *
 * @throws RangeError where the venue does not trade the other instrument
 */
export function createPairsTrader(parameters: PairsParameters, market: Market): Actor {
  const { wakeMean, window, entry, exit, ratio, size } = parameters
  const other: Listing = { venue: market.venue, instrument: otherOf(parameters.against, market) }
  return (context) => {
    const numbers = createOrderNumbers()
    const desk = createPositionDesk(context, market, numbers)
    const against = createPositionDesk(context, other, numbers)
    const quotes = quotesOf(context, market)
    const otherQuotes = quotesOf(context, other)
    const spreads = createRolling(window)

    const trade = (): void => {
      const one = doubledMid(context, quotes)
      const two = doubledMid(context, otherQuotes)
      if (one === undefined || two === undefined) return
      const wanted = wantedBy(spreads.score(one - ratio * two), entry, exit)
      if (wanted === undefined) return
      desk.hold(wanted * size)
      against.hold(-wanted * Math.round(ratio * size))
    }
    const sleep = (from = 0): void => {
      context.after(from + context.random.exponential(wakeMean), WAKE)
    }
    return createWakeful({
      ...{ context, market, desk, trade, sleep },
      hear(message) {
        desk.hear(message)
        against.hear(message)
      },
    })
  }
}

function otherOf(symbol: string, { listed, instrument, venue }: Market): InstrumentId {
  const symbols = listed ?? []
  const at = symbol === '' ? (instrument + 1) % symbols.length : symbols.indexOf(symbol)
  if (at >= 0 && at !== instrument) return at as InstrumentId
  const others = symbols.filter((_, nth) => nth !== instrument)
  throw new RangeError(
    `a pairs trader at venue ${venue} needs another instrument than its own that is traded there, ` +
      `not "${symbol}": there is ${others.length === 0 ? 'none' : others.join(', ')}`,
  )
}

const quotesOf = (context: ActorContext, { venue, instrument }: Listing) =>
  context.feed(venue, Kind.quote, instrument)

/** Bid + ask; `undefined` where a side is empty. */
function doubledMid(context: ActorContext, feed: Feed<typeof Kind.quote>): number | undefined {
  const quote = context.observe(feed)
  if (quote === undefined || quote.bid === 0 || quote.ask === 0) return undefined
  return quote.bid + quote.ask
}
