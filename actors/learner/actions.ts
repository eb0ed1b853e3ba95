import { z } from 'zod'
import { Kind, Side } from '../../protocols/kind.ts'
import type { Message } from '../../protocols/message.ts'
import { lots, type OrderId, ticks } from '../../protocols/units.ts'
import type { ActorContext } from '../actor.ts'
import type { OrderDesk } from '../order-desk.ts'
import { size } from '../parameters.ts'
import type { MarketView } from './market-view.ts'
import { newsQuotes } from './news-quotes.ts'
import type { Progress } from './observations.ts'
import { piece } from './pieces.ts'
import { box, discrete, multiDiscrete, type Space, type Value } from './space.ts'
import { targetStop } from './target-stop.ts'

/** What an action is carried out with. */
export interface Hands {
  readonly context: ActorContext
  readonly desk: OrderDesk
  readonly view: MarketView
  /** How far the play is, now. */
  progress(): Progress
  /** Lots of the parent order that are neither filled nor on their way. */
  free(): number
}

/** A way to act: the points of a space, and what each does. */
export interface ActionScheme {
  readonly space: Space
  /** Whether it works a parent order, without which it has nothing to do. */
  readonly needsParent: boolean
  create(hands: Hands): Act
}

/** Carries out actions, and may have something to do in between. */
export interface Act {
  (action: Value): void
  /** Hears what the actor hears, after its view did. */
  readonly hear?: (message: Message) => void
}

/** The side of a parent order: 1 buys, −1 sells. */
export const sideOf = (direction: number): Side => (direction > 0 ? Side.buy : Side.sell)

/**
 * ABIDES-gym's execution: 0 a market order, 1 a limit order at the near touch, 2 nothing; the first
 * two withdraw all orders before. With the near side empty a limit order is not sent.
 */
const marketLimitHold = piece(
  { size: size().default(10).describe('lots of each order') },
  ({ size: child }): ActionScheme => ({
    space: discrete(3),
    needsParent: true,
    create:
      ({ desk, view, progress }) =>
      (action) => {
        if (action === 2) return
        const { direction } = progress()
        desk.cancelAll()
        if (action === 0) desk.market(sideOf(direction), child)
        else desk.limit(sideOf(direction), direction > 0 ? view.bid : view.ask, child)
      },
  }),
)

/**
 * An institution's child orders: [type, quantity, level]. Type 0 is a market order, 1 a limit order;
 * the quantity is one of the `shares` of `lot`; the limit is one of: a tick behind the own touch,
 * the own touch, the middle (rounded to the own side), the other side's touch, a tick beyond it; each
 * kept where one side is empty to what is known. What rests of earlier orders is withdrawn before,
 * and counts as on its way until the venue says that it is gone, so that the parent order is never
 * overdone.
 */
const childOrders = piece(
  {
    lot: size().default(10_000).describe('the base lot, lots'),
    shares: z
      .array(z.number().gt(0).max(1))
      .min(1)
      .max(16)
      .default([0.1, 0.25, 0.5])
      .describe('quantities, as shares of the base lot'),
  },
  ({ lot, shares }): ActionScheme => ({
    space: multiDiscrete([2, shares.length, 5]),
    needsParent: true,
    create:
      ({ desk, view, progress, free }) =>
      (action) => {
        const [type, quantity, level] = action as readonly [number, number, number]
        const { direction } = progress()
        const side = sideOf(direction)
        desk.cancelAll()
        const wanted = Math.min(Math.round((shares[quantity] as number) * lot), free())
        if (wanted < 1) return
        if (type === 0) desk.market(side, wanted)
        else desk.limit(side, levelPrice(view, direction, level), wanted)
      },
  }),
)

function levelPrice({ bid, ask }: MarketView, direction: number, level: number): number {
  const [own, other] = direction > 0 ? [bid, ask] : [ask, bid]
  if (own === 0 && other === 0) return 0
  const near = own === 0 ? other - direction : own
  const far = other === 0 ? own + direction : other
  switch (level) {
    case 0:
      return near - direction
    case 1:
      return near
    case 2:
      return direction > 0 ? Math.floor((near + far) / 2) : Math.ceil((near + far) / 2)
    case 3:
      return far
    default:
      return far + direction
  }
}

/**
 * Nevmyvaka, Feng and Kearns 2006: one limit order for the whole remainder, at the other side's
 * touch (or the own one) less so many ticks: action `reach` is at that touch, a smaller one more
 * patient by so many ticks, a larger one beyond it. The order is moved by replacing it, which cannot
 * overdo it. With the side of that touch empty it stays where it is.
 */
const remainderAt = piece(
  {
    reach: z.int().min(0).max(50).default(10).describe('ticks of patience at most'),
    beyond: z.int().min(0).max(50).default(2).describe('ticks beyond the touch at most'),
    touch: z.enum(['own', 'other']).default('other').describe('whose touch they count from'),
  },
  ({ reach, beyond, touch: whose }): ActionScheme => ({
    space: discrete(reach + beyond + 1),
    needsParent: true,
    create({ context, desk, view, progress }) {
      let order: OrderId | undefined
      let whole = 0
      return (action) => {
        const { direction, left } = progress()
        const touch = direction > 0 === (whose === 'other') ? view.ask : view.bid
        if (touch === 0 || left === 0) return
        const price = Math.max(1, touch + direction * ((action as number) - reach))
        if (order === undefined) {
          whole = left
          order = desk.limit(sideOf(direction), price, left)
          return
        }
        const { venue, instrument } = view.market
        const terms = { orderId: order, price: ticks(price), size: lots(whole) }
        context.send(venue, { kind: Kind.replaceOrder, instrument, ...terms })
      }
    },
  }),
)

/**
 * A pace: the share of the parent order, 0..1, that shall be sent once the decision is carried out.
 * What is neither filled nor on its way of that goes to the market; where more is, nothing happens.
 */
const pace = piece(
  {},
  (): ActionScheme => ({
    space: box(0, 1, [1]),
    needsParent: true,
    create:
      ({ desk, progress, free }) =>
      (action) => {
        const [share] = action as Float64Array
        const { direction, left, inventory } = progress()
        if (left === 0) return
        const whole = Math.round(left / inventory)
        const due = Math.round((share as number) * whole) - (whole - free())
        if (due > 0) desk.market(sideOf(direction), due)
      },
  }),
)

/** ABIDES-gym's daily investor: 0 buys at market, 1 holds, 2 sells at market. */
const buyHoldSell = piece(
  { size: size().default(10).describe('lots of each order') },
  ({ size: each }): ActionScheme => ({
    space: discrete(3),
    needsParent: false,
    create:
      ({ desk }) =>
      (action) => {
        if (action === 0) desk.market(Side.buy, each)
        else if (action === 2) desk.market(Side.sell, each)
      },
  }),
)

/**
 * A position to hold: 0 short, 1 flat, 2 long, by `size` lots, reached by one market order. What was
 * sent and not yet heard of counts as filled.
 */
const target = piece(
  { size: size().default(100).describe('lots of a full position') },
  ({ size: full }): ActionScheme => ({
    space: discrete(3),
    needsParent: false,
    create:
      ({ desk, view }) =>
      (action) => {
        const change = ((action as number) - 1) * full - view.position
        if (change > 0) desk.market(Side.buy, change)
        else if (change < 0) desk.market(Side.sell, -change)
      },
  }),
)

/**
 * How much of a long position to hold: action k of `levels` + 1 is k / `levels` of `size` lots, reached by
 * one market order from what it has heard that it holds.
 */
const exposure = piece(
  {
    size: size().default(100).describe('lots of the whole position'),
    levels: z.int().min(1).max(20).default(4).describe('steps from nothing to all of it'),
  },
  ({ size: full, levels }): ActionScheme => ({
    space: discrete(levels + 1),
    needsParent: false,
    create:
      ({ desk, view }) =>
      (action) => {
        const change = Math.round(((action as number) * full) / levels) - view.position
        if (change > 0) desk.market(Side.buy, change)
        else if (change < 0) desk.market(Side.sell, -change)
      },
  }),
)

/**
 * A market maker's quotes: [width, skew]. It withdraws all, and quotes `size` lots a side around the
 * mid: `1 + width` ticks from it on each side, both moved by `skew − skews` ticks; on a half mid
 * each side is rounded away from it; and so at `levels` prices, `step` ticks behind one another. With a
 * side of the book empty it does not quote, nor at its limit on the side that would go beyond.
 */
const quotes = piece(
  {
    size: size().default(100).describe('lots of each quote'),
    widths: z.int().min(1).max(50).default(5).describe('half spreads, from 1 tick'),
    skews: z.int().min(0).max(20).default(2).describe('ticks of skew at most, either way'),
    limit: size()
      .default(1_000)
      .describe('lots of position, either way, beyond which it only reduces'),
    levels: z.int().min(1).max(20).default(1).describe('quotes a side'),
    step: z.int().min(1).max(100).default(1).describe('ticks between two quotes of a side'),
  },
  ({ size: each, widths, skews, limit, levels, step }): ActionScheme => ({
    space: multiDiscrete([widths, 2 * skews + 1]),
    needsParent: false,
    create:
      ({ desk, view }) =>
      (action) => {
        const [width, skew] = action as readonly [number, number]
        desk.cancelAll()
        if (view.bid === 0 || view.ask === 0) return
        const centre = view.mid + skew - skews
        for (let level = 0; level < levels; level++) {
          const half = 1 + width + level * step
          if (view.position < limit) desk.limit(Side.buy, Math.floor(centre - half), each)
          if (view.position > -limit) desk.limit(Side.sell, Math.ceil(centre + half), each)
        }
      },
  }),
)

/** Every way to act that a task can name. */
export const ACTIONS = {
  'buy-hold-sell': buyHoldSell,
  'child-orders': childOrders,
  exposure,
  'market-limit-hold': marketLimitHold,
  'news-quotes': newsQuotes,
  pace,
  quotes,
  'remainder-at': remainderAt,
  target,
  'target-stop': targetStop,
} as const
