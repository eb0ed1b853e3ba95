import { asOf } from './as-of.ts'
import type { Mids, Prints } from './effective-spread.ts'
import type { Touch } from './quoted-spread.ts'

/**
 * Rents of each trade's taker from a price that was stale: q·(m₊ − p)·size where that is above 0, else
 * 0, m₊ the mid `after` ns later. With `after` of the order of a race (1 to 100 ms) it is what the
 * first to come took from who was too slow to cancel. In ticks × lots; NaN where the mid is unknown.
 *
 * Source: the race profits of Aquilina, Budish, O'Neill (2022), "Quantifying the high-frequency trading
 * 'arms race'", Quarterly Journal of Economics 137, without their condition that others failed.
 */
export function staleQuoteRents(
  prints: Prints,
  mids: Mids,
  after: number,
  end: number,
): Float64Array {
  const later = Float64Array.from(prints.at, (at) => at + after)
  const places = asOf(mids.at, later)
  return Float64Array.from(places, (place, trade) => {
    if ((later[trade] as number) > end || place < 0) return Number.NaN
    const gain =
      (prints.sign[trade] as number) *
      ((mids.mid[place] as number) - (prints.price[trade] as number)) *
      (prints.size[trade] as number)
    return Number.isNaN(gain) ? gain : Math.max(0, gain)
  })
}

/** A touch with its sizes. */
export interface SizedTouch extends Touch {
  readonly bidSize: ArrayLike<number>
  readonly askSize: ArrayLike<number>
}

/** What crossed quotes of two venues were good for. */
export interface CrossedRents {
  /** How often the venues began to be crossed. */
  readonly episodes: number
  /** ns in all that they were. */
  readonly time: number
  /** Ticks × lots: of each episode the most that one trade on either side would have made. */
  readonly rent: number
}

/**
 * Latency arbitrage across two venues: the moments at which one bids above the other's ask, and what
 * buying here and selling there would have made at the best moment of each.
 *
 * Source: Wah and Wellman (2013), "Latency arbitrage, market fragmentation, and efficiency", EC '13.
 *
 * @param end where the last update's time ends, ns since the session's start
 */
export function crossedRents(left: SizedTouch, right: SizedTouch, end: number): CrossedRents {
  const moments = Float64Array.from([...Array.from(left.at), ...Array.from(right.at)]).sort()
  const [ours, theirs] = [asOf(left.at, moments), asOf(right.at, moments)]
  let [episodes, time, rent, best] = [0, 0, 0, 0]
  for (let index = 0; index < moments.length; index++) {
    // Of several updates at one time the last counts.
    if (moments[index + 1] === moments[index]) continue
    const [a, b] = [ours[index] as number, theirs[index] as number]
    const gain = Math.max(gainOf(left, a, right, b), gainOf(right, b, left, a))
    if (gain > 0) {
      if (best === 0) episodes++
      best = Math.max(best, gain)
      time += Math.max(0, Math.min(moments[index + 1] ?? end, end) - (moments[index] as number))
    } else {
      rent += best
      best = 0
    }
  }
  return { episodes, time, rent: rent + best }
}

/** What selling at the bid of one and buying at the ask of the other makes, 0 where nothing. */
function gainOf(bids: SizedTouch, bid: number, asks: SizedTouch, ask: number): number {
  if (bid < 0 || ask < 0) return 0
  const spread = (bids.bid[bid] as number) - (asks.ask[ask] as number)
  const size = Math.min(bids.bidSize[bid] as number, asks.askSize[ask] as number)
  return spread > 0 ? spread * size : 0
}
