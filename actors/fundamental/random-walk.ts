import { derive, rootKey } from '../../protocols/hash.ts'
import { type Nanos, SECOND } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import { createPath } from './bridge.ts'
import type { RandomWalkParameters } from './parameters.ts'

/** The factor is known to this part of a tick, so that its path can be one of whole numbers. */
const GRAIN = 1024

/**
 * A fundamental that wanders: dr = σ (ρ dF + √(1 − ρ²) dW), W its own Brownian motion and F that of a
 * factor, which all that name it share; without one ρ is 0. So the changes of two of them over any
 * span are correlated by the product of their ρ. Rounded to whole ticks, at least 1.
 *
 * A pure function of (seed, time), at every nanosecond: exact bridge draws, as those of the
 * mean-reverting one. It is `value` at `from` and before. Volatility in ticks a √s.
 *
 * @param seed of its own, 0..2^53 − 1
 * @param factorSeed of the factor of a name
 */
export function createRandomWalk(
  { value, volatility, factor }: RandomWalkParameters,
  seed: number,
  from: Nanos,
  factorSeed: (name: string) => number,
): Fundamental {
  const theta = volatility / Math.sqrt(SECOND)
  const shared = factor?.correlation ?? 0
  const path = (of: number, deviation: number) =>
    createPath(derive(rootKey(of, 'fundamental'), 'walk'), 0, deviation)
  const own = path(seed, theta * Math.sqrt(1 - shared * shared))
  const common =
    factor === undefined ? undefined : path(factorSeed(factor.name), theta * shared * GRAIN)
  return (at) => {
    if (at <= from) return value
    const offset = at - from
    const base = common === undefined ? value : value + common(offset, 0) / GRAIN
    return Math.max(1, own(offset, base))
  }
}
