import { Kind } from '../protocols/kind.ts'
import type { Actor, Market, Receive } from './actor.ts'
import { bought } from './bought.ts'
import { createOrderDesk, type OrderDesk } from './order-desk.ts'
import { nonNegative, size, span } from './parameters.ts'
import { createWakeful } from './wakeful.ts'

const WAKE = 1

/** What every maker that quotes anew each interval may be told. */
export const quotingFields = {
  size: size().default(100).describe('each quote, lots'),
  interval: span().prefault('1 s').describe('time between two rounds of quotes'),
}

/** What a maker that minds what it holds believes of the mid. */
export const midVolatility = () =>
  nonNegative()
    .max(1e6)
    .default(100)
    .describe('σ: standard deviation of the mid over an hour, ticks')

/** What a maker knows when it quotes. */
export interface Seen {
  /** The mid that it sees, ticks, perhaps a half. */
  readonly mid: number
  /** Lots that it holds by its fills, negative where it has sold more than it bought. */
  readonly held: number
  /** Time to the close, ns, at least 0. */
  readonly left: number
}

/**
 * A market maker who quotes anew each `interval` ns: it withdraws all it has in the book, looks, and
 * lets `quote` send what follows. While a side of the book is empty it quotes nothing; a restarted
 * one believes that it holds nothing.
 */
export function createQuotingMaker(
  interval: number,
  quote: (desk: OrderDesk, seen: Seen) => void,
  market: Market,
): Actor {
  return (context) => {
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    let held = 0

    const trade = (): void => {
      desk.cancelAll()
      const seen = context.observe(quotes)
      if (seen === undefined || seen.bidSize === 0 || seen.askSize === 0) return
      const left = Math.max(0, market.close - context.now())
      quote(desk, { mid: (seen.bid + seen.ask) / 2, held, left })
    }

    const sleep = (from = 0): void => {
      context.after(from + interval, WAKE)
    }
    const hear: Receive = (message) => {
      held += bought(message)
    }
    return createWakeful({ context, market, desk, trade, sleep, hear })
  }
}
