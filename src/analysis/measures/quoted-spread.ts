import { mean } from './moments.ts'

/** The touch as a venue published it: one place a book update, an empty side NaN. */
export interface Touch {
  /** ns since the session start, not decreasing. */
  readonly at: ArrayLike<number>
  /** Ticks. */
  readonly bid: ArrayLike<number>
  /** Ticks. */
  readonly ask: ArrayLike<number>
}

/** A stretch of the session, ns since its start. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Quoted spread per book update: the mean of ask − bid over the updates that show both sides, each
 * update counted once. In ticks; NaN where no update shows both.
 *
 * Source: the form in which ABIDES' reference markets are reported. It weighs busy seconds more than
 * quiet ones: compare `quotedSpreadTimeWeighted`.
 */
export function quotedSpreadPerUpdate({ bid, ask }: Touch): number {
  return mean(Float64Array.from(bid, (price, index) => (ask[index] as number) - price))
}

/**
 * Quoted spread as somebody who looks at a random moment of `span` would find it: each update's
 * spread is weighted by how long it stood, moments of a one-sided or empty book left out. In ticks;
 * NaN where no moment has both sides.
 *
 * Source: Foucault, Pagano, Röell (2013), Market Liquidity, chapter 2.
 */
export function quotedSpreadTimeWeighted(touch: Touch, span: Span): number {
  const { at, bid, ask } = touch
  let sum = 0
  let time = 0
  for (let index = 0; index < at.length; index++) {
    const spread = (ask[index] as number) - (bid[index] as number)
    const stood = standing(at, index, span)
    if (Number.isNaN(spread) || stood <= 0) continue
    sum += spread * stood
    time += stood
  }
  return sum / time
}

/** How long, in ns of `span`, the update at `index` was the newest; 0 or less where never. */
export function standing(at: ArrayLike<number>, index: number, { from, to }: Span): number {
  const since = Math.max(at[index] as number, from)
  const until = index + 1 < at.length ? Math.min(at[index + 1] as number, to) : to
  return until - since
}
