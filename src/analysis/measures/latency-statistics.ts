/** Four numbers of a leg's delays, in ns; the ordinary, the slow, the slowest. */
export interface LatencyStatistics {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/**
 * The legs of an order's way, each the difference of two of its four timestamps: to the venue
 * (thinking and link), in the venue's gateway (queue and service), back, and the whole.
 */
export const LEGS = {
  'link to venue': ['sent', 'arrived'],
  'queue and service': ['arrived', 'matched'],
  'report back': ['matched', 'reported'],
  'round trip': ['sent', 'reported'],
} as const
/** @see LEGS */
export type Leg = keyof typeof LEGS

/**
 * The median, 90th and 99th percentile and maximum of `delays`, by the nearest rank: each is one of
 * the delays that occurred. NaN (a leg that an order never went) is left out.
 *
 * Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages", definition 1.
 *
 * @param delays ns, in any order
 * @returns `null` where no delay is left
 */
export function latencyStatistics(delays: ArrayLike<number>): LatencyStatistics | null {
  const sorted = Float64Array.from(delays)
    .filter((delay) => !Number.isNaN(delay))
    .sort()
  if (sorted.length === 0) return null
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
  return {
    count: sorted.length,
    p50: rank(0.5),
    p90: rank(0.9),
    p99: rank(0.99),
    max: sorted[sorted.length - 1] as number,
  }
}
