import { Side } from '../../protocols/kind.ts'

/** One order of a ladder: ticks and lots, whole. */
export interface Rung {
  readonly side: Side
  readonly price: number
  readonly size: number
}

/** What a ladder is built from. */
export interface LadderPlan {
  /** The mid that was seen, whole ticks. */
  readonly mid: number
  /** (bought − sold) / (bought + sold) of the volume seen, −1..1; 0 where there was none. */
  readonly imbalance: number
  /** The moving average of the spread, ticks. */
  readonly window: number
  /** Lots on each level. */
  readonly size: number
}

/** How a ladder is built: see the maker's parameters of the same names. */
export interface LadderShape {
  readonly levels: number
  readonly spacing: number
  readonly skew: number
  readonly backstop: number
}

/**
 * The orders of a ladder: `levels` bids from the best down, then as many asks from the best up, then
 * the backstops. The mid moves by imbalance × skew, cut to a whole tick towards 0; half a window
 * stands between it and each best quote (the bid's half is rounded down, the ask's up, to at least
 * 1 so that the ladder never trades with itself). Prices may be below 1: such are not sent.
 *
 * Source: ABIDES, AdaptiveMarketMakerAgent; Chakraborty and Kearns 2011, section 4.
 */
export function ladder(plan: LadderPlan, shape: LadderShape): readonly Rung[] {
  const { imbalance, window, size } = plan
  const { levels, spacing, skew, backstop } = shape
  const mid = Math.trunc(plan.mid + imbalance * skew)
  const bid = mid - Math.floor(window / 2)
  const ask = mid + Math.max(1, Math.ceil(window / 2))
  const gap = Math.max(1, Math.round(spacing * window))

  const rungs: Rung[] = []
  for (let level = 0; level < levels; level++) {
    rungs.push({ side: Side.buy, price: bid - level * gap, size })
  }
  for (let level = 0; level < levels; level++) {
    rungs.push({ side: Side.sell, price: ask + level * gap, size })
  }
  if (backstop > 0) {
    rungs.push({ side: Side.buy, price: bid - levels * gap, size: backstop })
    rungs.push({ side: Side.sell, price: ask + levels * gap, size: backstop })
  }
  return rungs
}
