import { derive, rootKey } from '../../protocols/hash.ts'
import type { Nanos } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import { drawNormal } from './draw-normal.ts'
import type { SteppedParameters } from './parameters.ts'

/**
 * A fundamental that reverts to its mean step by step: r(n) = κ·mean + (1 − κ)·r(n − 1) + N(0,
 * deviation²), at least 0 and not rounded; it is the mean in the first step. A pure function of
 * (seed, time): the nth shock is a hash of n. A look costs as many steps as lie beyond the furthest
 * look before.
 *
 * Source: Wah and Wellman 2013 (*Latency Arbitrage, Market Fragmentation, and Efficiency: A
 * Two-Market Model*, EC '13, section 3.2).
 *
 * @param seed 0..2^53 − 1
 */
export function createStepped(
  { mean, kappa, deviation, step }: SteppedParameters,
  seed: number,
  from: Nanos,
): Fundamental {
  const shocks = derive(rootKey(seed, 'fundamental'), 'shocks')
  const values = [mean as number]
  return (at) => {
    const wanted = Math.max(0, Math.floor((at - from) / step))
    while (values.length <= wanted) {
      const nth = values.length
      const shock = deviation * drawNormal(shocks, nth)
      values.push(Math.max(0, kappa * mean + (1 - kappa) * (values[nth - 1] as number) + shock))
    }
    return values[wanted] as number
  }
}
