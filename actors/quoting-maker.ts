import { z } from 'zod'
import { Kind, Side } from '../protocols/kind.ts'
import { PRICE_MAX } from '../protocols/units.ts'
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
  fear: z
    .strictObject({
      move: z.int().min(1).max(PRICE_MAX).describe('ticks of the mid, either way'),
      over: span().prefault('10 s').describe('time in which it moves so far'),
      pause: span().prefault('1 min').describe('time for which it then quotes nothing'),
    })
    .optional()
    .describe('the move of the market from which it withdraws; left out: it never does'),
  heldMax: size()
    .optional()
    .describe('lots held, either way, from which it quotes only what reduces them; left out: none'),
}

/** What a maker that minds what it holds believes of the mid. */
export const midVolatility = () =>
  nonNegative()
    .max(1e6)
    .default(100)
    .describe('σ: standard deviation of the mid over an hour, ticks')

/** @see quotingFields */
export type QuotingParameters = z.output<z.ZodObject<typeof quotingFields>>

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
 * lets `quote` send what follows. While a side of the book is empty it quotes nothing, nor for `pause`
 * after the mid has moved by `fear.move` or more from what it was at any of its looks `over` a time.
 * Where it holds `heldMax` lots or more it quotes the other side alone. A restarted one believes that it
 * holds nothing.
 */
export function createQuotingMaker(
  { interval, fear, heldMax = Number.POSITIVE_INFINITY }: QuotingParameters,
  quote: (desk: Pick<OrderDesk, 'limit'>, seen: Seen) => void,
  market: Market,
): Actor {
  return (context) => {
    const desk = createOrderDesk(context, market)
    const quotes = context.feed(market.venue, Kind.quote, market.instrument)
    const isAfraid = fear === undefined ? () => false : createFear(fear)
    let held = 0

    /** What it quotes goes to the book but where it would hold too much. */
    const guarded: Pick<OrderDesk, 'limit'> = {
      limit(side, price, lots) {
        const isTooMuch = side === Side.buy ? held >= heldMax : held <= -heldMax
        return isTooMuch ? undefined : desk.limit(side, price, lots)
      },
    }

    const trade = (): void => {
      desk.cancelAll()
      const seen = context.observe(quotes)
      if (seen === undefined || seen.bidSize === 0 || seen.askSize === 0) return
      const mid = (seen.bid + seen.ask) / 2
      if (isAfraid(mid, context.now())) return
      const left = Math.max(0, market.close - context.now())
      quote(guarded, { mid, held, left })
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

/** Whether one who looks now and then is afraid: told each mid that it sees, and when. */
function createFear({ move, over, pause }: NonNullable<QuotingParameters['fear']>) {
  let looks: { readonly at: number; readonly mid: number }[] = []
  let until = Number.NEGATIVE_INFINITY
  return (mid: number, at: number): boolean => {
    looks = looks.filter((look) => look.at >= at - over)
    if (looks.some((look) => Math.abs(look.mid - mid) >= move)) until = at + pause
    looks.push({ at, mid })
    return at < until
  }
}
