import { asOf } from './as-of.ts'
import type { Touch } from './quoted-spread.ts'

/**
 * Resiliency: which share of the widening of the spread by trades is gone `after` ns later. Over all
 * moments of trade that widened it, Σ (s₀ − s₊)/Σ (s₀ − s₋): s₋ the spread before, s₀ just after, s₊
 * later. 1 where the book has wholly recovered, 0 where it has not begun to; NaN where no trade
 * widened the spread. Trades whose spread is unknown at one of the three are left out.
 *
 * Source: the resiliency of Kyle (1985), Econometrica 53, measured as Degryse, de Jong, van Ravenswaaij,
 * Wuyts (2005), "Aggressive orders and the resiliency of a limit order market", Review of Finance 9.
 *
 * @param trades ns since the session's start, not decreasing
 * @param after ns
 * @param end the last moment of which the spread is known
 */
export function resiliency(
  touch: Touch,
  trades: ArrayLike<number>,
  after: number,
  end: number,
): number {
  const moments = Float64Array.from(new Set(Array.from(trades))).filter((at) => at + after <= end)
  const place = (shift: number): Int32Array =>
    asOf(
      touch.at,
      moments.map((at) => at + shift),
    )
  const [before, just, later] = [place(-1), place(0), place(after)]
  const spread = (index: number): number =>
    index < 0 ? Number.NaN : (touch.ask[index] as number) - (touch.bid[index] as number)
  let [recovered, widened] = [0, 0]
  for (let trade = 0; trade < moments.length; trade++) {
    const [first, wide, last] = [before, just, later].map((at) => spread(at[trade] as number)) as [
      number,
      number,
      number,
    ]
    if (!(wide > first) || Number.isNaN(last)) continue
    recovered += wide - last
    widened += wide - first
  }
  return widened === 0 ? Number.NaN : recovered / widened
}
