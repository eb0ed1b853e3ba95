import { asOf } from './as-of.ts'

/** The public prints: one place a trade. */
export interface Prints {
  /** ns since the session start, not decreasing. */
  readonly at: ArrayLike<number>
  /** Ticks. */
  readonly price: ArrayLike<number>
  /** Lots. */
  readonly size: ArrayLike<number>
  /** +1 where the aggressor bought, −1 where it sold, NaN in an auction, where there is none. */
  readonly sign: ArrayLike<number>
}

/** The mid price as it went, one place a book update, NaN while a side is empty. */
export interface Mids {
  /** ns since the session start, not decreasing. */
  readonly at: ArrayLike<number>
  /** Ticks. */
  readonly mid: ArrayLike<number>
}

/**
 * Effective spread of each trade: twice the signed distance of its price from the mid before it,
 * 2·q·(p − m). The mid is the last one published earlier than the trade, so that what the trade
 * itself did to the book does not count. In ticks; NaN where the book had no mid.
 *
 * Source: Bessembinder and Kaufman (1997), "A cross-exchange comparison of execution costs",
 * Journal of Financial Economics 46.
 */
export function effectiveSpreads(prints: Prints, mids: Mids): Float64Array {
  const before = asOf(
    mids.at,
    Float64Array.from(prints.at, (at) => at - 1),
  )
  return signedDistances(prints, mids, before)
}

/** 2·q·(p − m), m the mid at `places[trade]`; NaN where that is −1. */
export function signedDistances(prints: Prints, mids: Mids, places: Int32Array): Float64Array {
  const distances = new Float64Array(prints.at.length)
  for (let trade = 0; trade < distances.length; trade++) {
    const place = places[trade] as number
    const mid = place < 0 ? Number.NaN : (mids.mid[place] as number)
    distances[trade] = 2 * (prints.sign[trade] as number) * ((prints.price[trade] as number) - mid)
  }
  return distances
}

/** The mean of `values` weighted by `sizes`, NaN values left out; NaN where nothing is left. */
export function sizeWeighted(values: ArrayLike<number>, sizes: ArrayLike<number>): number {
  let sum = 0
  let weight = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) continue
    sum += value * (sizes[index] as number)
    weight += sizes[index] as number
  }
  return sum / weight
}
