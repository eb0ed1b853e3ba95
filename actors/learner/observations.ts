import { z } from 'zod'
import { Side } from '../../protocols/kind.ts'
import { log } from '../../protocols/math.ts'
import { SECOND } from '../../protocols/units.ts'
import type { MarketView } from './market-view.ts'
import { piece } from './pieces.ts'

/** How far a play of a task has come. */
export interface Progress {
  /** Share of the task's time that is left, 0..1. */
  readonly timeLeft: number
  /** Share of the parent order that is not filled, 0..1; 0 without a parent order. */
  readonly inventory: number
  /** 1 to buy, −1 to sell; 0 without a parent order. */
  readonly direction: number
  /** Lots of the parent order that are not filled. */
  readonly left: number
}

/** A piece of an observation: so many numbers, each within its bounds. */
export interface ObservationPiece {
  readonly size: number
  readonly low: number
  readonly high: number
  /** Whether it reads the book beyond the best quote. */
  readonly needsDepth?: boolean
  /** Writes its numbers to `out` from `at` on, which the task then cuts to the bounds. */
  write(view: MarketView, progress: Progress, out: Float64Array, at: number): void
}

const INFINITE = Number.POSITIVE_INFINITY
const EVERY_LEVEL = INFINITE

const one = (
  low: number,
  high: number,
  read: (view: MarketView, progress: Progress) => number,
  needsDepth = false,
): ObservationPiece => ({
  size: 1,
  low,
  high,
  needsDepth,
  write(view, progress, out, at) {
    out[at] = read(view, progress)
  },
})

/** Bids over all that stands, ½ where nothing does. */
const imbalance = (view: MarketView, levels: number): number => {
  const bids = view.depth(Side.buy, levels)
  const asks = view.depth(Side.sell, levels)
  return bids + asks === 0 ? 0.5 : bids / (bids + asks)
}

const spread = ({ bid, ask }: MarketView): number => (bid > 0 && ask > 0 ? ask - bid : 0)
const logRatio = (now: number, then: number): number => (now > 0 && then > 0 ? log(now / then) : 0)

/**
 * What `lots` bought (direction 1) or sold at once would cost against the mid, ticks a lot, by the
 * book that is known; lots that the book does not have are taken at its last price.
 */
function immediateCost(view: MarketView, direction: number, lots: number): number {
  const levels = view.levels(direction > 0 ? Side.sell : Side.buy, EVERY_LEVEL)
  if (levels.length === 0 || lots <= 0) return 0
  let open = lots
  let paid = 0
  for (const { price, size } of levels) {
    const taken = Math.min(open, size)
    paid += taken * price
    open -= taken
    if (open === 0) break
  }
  paid += open * (levels.at(-1) as { price: number }).price
  return direction * (paid / lots - view.mid)
}

/** Exponential mean over the remembered looks, the newest weighing 2 / (n + 1). */
function exponentialMean(view: MarketView, n: number, back: number): number {
  const weight = 2 / (n + 1)
  let mean = view.midAgo(Math.min(view.looks - 1, 3 * n) + back)
  for (let ago = Math.min(view.looks - 1, 3 * n) - 1; ago >= 0; ago--) {
    mean += weight * (view.midAgo(ago + back) - mean)
  }
  return mean
}

function relativeStrength(view: MarketView, n: number): number {
  let gains = 0
  let losses = 0
  for (let ago = 0; ago < n; ago++) {
    const step = view.midAgo(ago) - view.midAgo(ago + 1)
    if (step > 0) gains += step
    else losses -= step
  }
  return gains + losses === 0 ? 0.5 : gains / (gains + losses)
}

const levelsField = (most: number) =>
  z.int().min(1).max(most).default(5).describe('levels of each side, best first')

const lotsAsOne = () => z.number().positive().default(1).describe('lots that are told as 1')
const spans = () => z.int().min(1).max(120).default(5).describe('spans that it is taken over')

/** Root of the mean square of the mid's changes over the last `count` spans, ticks. */
export function realised(view: MarketView, count: number): number {
  const known = Math.min(count, view.looks - 1)
  let squares = 0
  for (let ago = 0; ago < known; ago++) {
    const step = view.midAgo(ago) - view.midAgo(ago + 1)
    squares += step * step
  }
  return known < 1 ? 0 : Math.sqrt(squares / known)
}

/** Every piece that an observation can be composed of, by its name: parameters and reading. */
export const OBSERVATIONS = {
  inventory: piece({}, () => one(0, 1, (_, { inventory }) => inventory)),
  done: piece({}, () => one(0, 1, (_, { inventory }) => 1 - inventory)),
  'time-left': piece({}, () => one(0, 1, (_, { timeLeft }) => timeLeft)),
  elapsed: piece({}, () => one(0, 1, (_, { timeLeft }) => 1 - timeLeft)),
  ahead: piece({}, () => one(-1, 1, (_, { inventory, timeLeft }) => timeLeft - inventory)),
  position: piece({ scale: lotsAsOne() }, ({ scale }) =>
    one(-INFINITE, INFINITE, ({ position }) => position / scale),
  ),
  spread: piece({}, () => one(0, INFINITE, spread)),
  'relative-spread': piece({}, () =>
    one(0, 1, (view) => (view.mid > 0 ? spread(view) / view.mid : 0)),
  ),
  imbalance: piece(
    {
      levels: z
        .union([z.int().min(1), z.literal('all')])
        .default('all')
        .describe('levels a side'),
    },
    ({ levels }) =>
      one(0, 1, (view) => imbalance(view, levels === 'all' ? EVERY_LEVEL : levels), true),
  ),
  'volume-ratio': piece({ levels: levelsField(50) }, ({ levels }) =>
    one(
      0,
      100,
      (view) => {
        const asks = view.depth(Side.sell, levels)
        const bids = view.depth(Side.buy, levels)
        if (asks === 0) return bids === 0 ? 1 : 100
        return bids / asks
      },
      true,
    ),
  ),
  depth: piece({ levels: levelsField(50), scale: lotsAsOne() }, ({ levels, scale }) =>
    one(
      0,
      INFINITE,
      (view, { direction }) => {
        const asks = direction < 0 ? 0 : view.depth(Side.sell, levels)
        const bids = direction > 0 ? 0 : view.depth(Side.buy, levels)
        return (bids + asks) / scale
      },
      true,
    ),
  ),
  impact: piece({}, () => one(-INFINITE, INFINITE, ({ mid, entry }) => logRatio(mid, entry))),
  'mid-over-trade': piece({}, () =>
    one(-INFINITE, INFINITE, ({ mid, lastTrade }) =>
      lastTrade > 0 && mid > 0 ? mid - lastTrade : 0,
    ),
  ),
  'mid-over-news': piece({}, () =>
    one(-INFINITE, INFINITE, ({ mid, news }) => (news > 0 && mid > 0 ? mid - news : 0)),
  ),
  'news-change': piece({}, () =>
    one(-INFINITE, INFINITE, ({ news, newsBefore }) => (newsBefore > 0 ? news - newsBefore : 0)),
  ),
  'news-age': piece({}, () =>
    one(0, INFINITE, ({ now, news, newsAt }) => (news > 0 ? (now - newsAt) / SECOND : 0)),
  ),
  returns: piece(
    { count: z.int().min(1).max(120).default(3).describe('spans, newest first') },
    ({ count }): ObservationPiece => ({
      size: count,
      low: -INFINITE,
      high: INFINITE,
      write(view, _, out, at) {
        for (let ago = 0; ago < count; ago++) {
          out[at + ago] = logRatio(view.midAgo(ago), view.midAgo(ago + 1))
        }
      },
    }),
  ),
  volatility: piece({}, () => one(0, INFINITE, (view) => view.volatility())),
  realised: piece({ count: spans() }, ({ count }) =>
    one(0, INFINITE, (view) => realised(view, count)),
  ),
  turnover: piece({ scale: lotsAsOne() }, ({ scale }) =>
    one(
      0,
      INFINITE,
      ({ fills }) => fills.reduce((sum, { lots }) => sum + Math.abs(lots), 0) / scale,
    ),
  ),
  'held-variance': piece({ scale: lotsAsOne(), count: spans() }, ({ scale, count }) =>
    one(0, INFINITE, (view) => {
      const held = (view.position / scale) * realised(view, count)
      return held * held
    }),
  ),
  'held-for': piece({}, () => one(0, INFINITE, (view) => view.heldFor)),
  'held-gain': piece({}, () => one(-INFINITE, INFINITE, (view) => view.heldGain)),
  'signed-volume': piece({}, () =>
    one(-1, 1, ({ bought, sold }) => (bought + sold === 0 ? 0 : (bought - sold) / (bought + sold))),
  ),
  'immediate-cost': piece({}, () =>
    one(
      -INFINITE,
      INFINITE,
      (view, { direction, left }) => immediateCost(view, direction, left),
      true,
    ),
  ),
  macd: piece(
    {
      fast: z.int().min(1).max(20).default(5).describe('looks of the fast mean'),
      slow: z.int().min(2).max(40).default(20).describe('looks of the slow mean'),
    },
    ({ fast, slow }) =>
      one(-INFINITE, INFINITE, (view) =>
        view.mid > 0
          ? ((exponentialMean(view, fast, 0) - exponentialMean(view, slow, 0)) / view.mid) * 1e4
          : 0,
      ),
  ),
  rsi: piece({ count: z.int().min(1).max(120).default(14).describe('spans') }, ({ count }) =>
    one(0, 1, (view) => relativeStrength(view, count)),
  ),
  book: piece(
    {
      levels: levelsField(50),
      scale: z.number().positive().default(100).describe('lots that are told as 1'),
    },
    ({ levels, scale }): ObservationPiece => ({
      size: 4 * levels,
      low: -INFINITE,
      high: INFINITE,
      needsDepth: true,
      write(view, _, out, at) {
        ;[Side.buy, Side.sell].forEach((side, nth) => {
          const known = view.levels(side, levels)
          for (let level = 0; level < levels; level++) {
            const place = at + 4 * level + 2 * nth
            const { price = 0, size = 0 } = known[level] ?? {}
            out[place] = size === 0 ? 0 : price - view.mid
            out[place + 1] = size / scale
          }
        })
      },
    }),
  ),
} as const
