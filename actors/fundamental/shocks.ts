import { drawUniform, type Key } from '../../protocols/hash.ts'
import { exp, log, normalQuantile } from '../../protocols/math.ts'

/** Counters of a shock's three draws. */
const GAP = 0
const SIGN = 1
const SIZE = 2

/**
 * Mega-shocks as a pure function of a key and time: a compound Poisson process whose jumps, up or
 * down with even chances, decay at the rate of the reversion.
 *
 * Gap, sign and magnitude of shock k are keyed by k, so that a look far ahead draws what looks on
 * the way would have drawn. The cost of a look is the logarithm of the shocks so far.
 *
 * @param meanInterval mean time between shocks, ns
 * @param mean mean magnitude, ticks
 * @param variance variance of the magnitude, ticks²
 * @returns the sum of what is left of the shocks up to `offset` ns from the beginning, ticks
 */
export function createShocks(
  key: Key,
  kappa: number,
  meanInterval: number,
  mean: number,
  variance: number,
): (offset: number) => number {
  const deviation = Math.sqrt(variance)
  const times: number[] = []
  /** What is left of all shocks so far just after each. */
  const sums: number[] = []
  let next = -meanInterval * log(drawUniform(key, 0, GAP))

  const strike = (): void => {
    const number = times.length
    const before = times[number - 1] ?? 0
    const rest = (sums[number - 1] ?? 0) * exp(-kappa * (next - before))
    const magnitude = mean + deviation * normalQuantile(drawUniform(key, number, SIZE))
    times.push(next)
    sums.push(rest + (drawUniform(key, number, SIGN) < 0.5 ? magnitude : -magnitude))
    next += -meanInterval * log(drawUniform(key, number + 1, GAP))
  }

  return (offset) => {
    while (next <= offset) strike()
    const latest = latestBefore(times, offset)
    if (latest < 0) return 0
    return (sums[latest] as number) * exp(-kappa * (offset - (times[latest] as number)))
  }
}

/** The index of the last of the rising `times` that is not after `at`, or −1. */
function latestBefore(times: readonly number[], at: number): number {
  let low = -1
  let high = times.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) <= at) low = middle
    else high = middle
  }
  return low
}
