import { z } from 'zod'
import { Kind, Side } from '../protocols/kind.ts'
import { exp, log1p } from '../protocols/math.ts'
import type { Message } from '../protocols/message.ts'
import type { Actor, ActorContext, Listing, Market, Receive } from './actor.ts'
import { bought } from './bought.ts'
import { createOrderDesk, type OrderDesk } from './order-desk.ts'
import { duration, nonNegative, price, span } from './parameters.ts'
import { drawPrivateValues } from './private-values.ts'
import { createRouter, type Offer } from './router.ts'

const ARRIVE = 1
const ACT = 2
const ignore: Receive = () => {}

/** What every trader with private values may be told. */
export const valuingFields = {
  step: span().prefault('1 s').describe('one step of time'),
  rate: z
    .number()
    .gt(0)
    .max(1)
    .default(0.0005)
    .describe('probability with which it comes to the market in a step'),
  mean: price().default(100_000).describe('mean of the fundamental, ticks'),
  kappa: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('share by which the fundamental reverts to its mean in a step'),
  deviation: nonNegative()
    .default(2_236.068)
    .describe('standard deviation of a private value, ticks'),
  limit: z.int().min(1).max(1_000).default(10).describe('most units it holds, long or short'),
  shadeMin: nonNegative().default(0).describe('least surplus it asks for, ticks'),
  shadeMax: nonNegative().default(1_000).describe('greatest surplus it asks for, ticks'),
  eta: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('share of the surplus asked for at which it takes the quote that stands'),
  settle: duration()
    .prefault('1 ms')
    .describe('time between withdrawing its orders and looking at the market'),
}

/** Refuses shades that are upside down: for a schema's `refine`. */
export const SHADES_ORDERED: Refusal<{ shadeMin: number; shadeMax: number }> = [
  ({ shadeMin, shadeMax }) => shadeMin <= shadeMax,
  { error: 'shadeMin must not be above shadeMax', path: ['shadeMin'] },
]
/** Refuses a step too short to withdraw and act in: for a schema's `refine`. */
export const SETTLES_IN_STEP: Refusal<{ step: number; settle: number }> = [
  ({ step, settle }) => settle < step,
  { error: 'settle must be shorter than a step', path: ['settle'] },
]
type Refusal<Given> = [(given: Given) => boolean, { error: string; path: string[] }]

const parameters = z.strictObject(valuingFields)
/** @see valuingFields */
export type ValuingParameters = z.output<typeof parameters>

/** One unit that a trader is about to buy or sell. */
export interface Prospect {
  readonly side: Side
  /** Ticks that the unit is worth to it, perhaps no whole number. */
  readonly value: number
  /** Surplus that it asks for, ticks. */
  readonly shade: number
  /** The best quote of the other side that it sees. */
  readonly offer: Offer | undefined
}

/** How a trader finds its price. */
export interface ValuingPrice {
  /** @returns the price of its limit order, ticks */
  price(prospect: Prospect): number
  /** Called once in a life, before any other: subscribes to what it needs. */
  start?(): void
  /** Hears whatever the trader hears. */
  hear?(message: Message): void
}

/**
 * The price of a zero-intelligence trader: it asks for its shade, but takes the best quote that it
 * sees where that gives `eta` of it.
 */
export function shadedPrice({ side, value, shade, offer }: Prospect, eta: number): number {
  const gain =
    offer === undefined ? -1 : side === Side.buy ? value - offer.price : offer.price - value
  const asked = Math.round(side === Side.buy ? value - shade : value + shade)
  return offer !== undefined && gain >= eta * shade && gain >= 0 ? offer.price : asked
}

/**
 * A trader with private values. It comes to the market at geometric times, a chance of `rate` a
 * step; withdraws what it has there; and then, `settle` later, when all of that is seen, buys or
 * sells one unit, with even chances, at a price that `pricing` finds. A unit is worth what it
 * believes the fundamental will be at the close, plus its private value of one unit more or less.
 * Orders go where the best quote is if they trade with it, else to its home venue.
 *
 * Each arrival makes the same draws, whatever the market is like, so that one seed has the same
 * arrivals, sides and surpluses in any market.
 */
export function createValuingTrader(
  parameters: ValuingParameters,
  market: Market,
  pricing: (context: ActorContext) => ValuingPrice,
): Actor {
  const { step, rate, mean, kappa, deviation, limit, shadeMin, shadeMax, settle } = parameters
  const { open, close, fundamental } = market
  return (context) => {
    const { random } = context
    const values = drawPrivateValues(random, deviation, limit)
    const router = createRouter(context, market)
    const own = pricing(context)
    const home: Listing = { venue: market.venue, instrument: market.instrument }
    const listings = [home, ...(market.elsewhere ?? [])]
    const desks = listings.map((at) => createOrderDesk(context, { ...market, ...at }))
    /** Desks at which an order of its own may stand. */
    const used = new Set<OrderDesk>()
    let position = 0
    let side: Side = Side.buy
    let shade = 0

    /** In the step of its arrival, at a nanosecond of its own. */
    const waitForArrival = (): void => {
      const steps = Math.max(1, Math.ceil(gapOf(random.uniform())))
      const offset = Math.floor(random.uniform() * (step - settle))
      const passed = Math.max(0, Math.floor((context.now() - open) / step))
      context.after(open + (passed + steps) * step + offset - context.now(), ARRIVE)
    }
    const gapOf = (uniform: number): number => (rate === 1 ? 1 : log1p(-uniform) / log1p(-rate))

    const arrive = (): void => {
      for (const desk of used) desk.cancelAll()
      used.clear()
      side = random.chance(0.5) ? Side.buy : Side.sell
      shade = shadeMin + random.uniform() * (shadeMax - shadeMin)
      context.after(settle, ACT)
      waitForArrival()
    }

    /** What the fundamental will be at the close, in the mean. */
    const expected = (): number => {
      const left = Math.max(0, Math.ceil((close - context.now()) / step))
      const kept = kappa === 1 ? 0 : exp(left * log1p(-kappa))
      return (1 - kept) * mean + kept * fundamental(context.now())
    }

    const act = (): void => {
      const extra = side === Side.buy ? values.toBuy(position) : values.toSell(position)
      if (!Number.isFinite(extra)) return
      const value = expected() + extra
      const price = own.price({ side, value, shade, offer: router.best(side) })
      const { venue } = router.route(side, price)
      const desk = desks[listings.findIndex((at) => at.venue === venue)] as OrderDesk
      if (desk.limit(side, price, 1) !== undefined) used.add(desk)
    }

    const receive: Receive = (message) => {
      if (message.kind === Kind.timer) {
        if (message.tag === ARRIVE) arrive()
        else act()
        return
      }
      position += bought(message)
      own.hear?.(message)
    }
    return {
      receive,
      starting(message) {
        if (message.kind === Kind.start) {
          desks.forEach((desk) => {
            desk.begin(message.life)
          })
          own.start?.()
          waitForArrival()
        } else receive(message)
      },
      closing: ignore,
    }
  }
}
