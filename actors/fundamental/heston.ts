import { derive, rootKey } from '../../protocols/hash.ts'
import { exp } from '../../protocols/math.ts'
import { type Nanos, SECOND } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import { drawNormal } from './draw-normal.ts'
import type { HestonParameters } from './parameters.ts'

/**
 * A fundamental whose variance reverts to its mean: d ln r = −v/2 dt + √v dW, dv = κ(θ − v)dt + ξ√v dZ,
 * dW dZ = ρ dt, laid step by step by Euler's scheme with full truncation. `volatility` is √θ in basis
 * points a √s, and ξ is √(2κθ) times `variation`, which is what that makes of the stationary variance.
 * It begins at θ. Rounded to whole ticks, at least 1; a martingale but for rounding.
 *
 * A pure function of (seed, time): the draws of step k are hashes of k, and the path is laid from
 * its beginning whoever looks first.
 *
 * Source: Heston (1993), "A closed-form solution for options with stochastic volatility", Review of
 * Financial Studies 6, eqs. 1 and 4; the scheme: Lord, Koekkoek and van Dijk (2010), "A comparison
 * of biased simulation schemes for stochastic volatility models", Quantitative Finance 10.
 *
 * @param seed 0..2^53 − 1
 */
export function createHeston(
  { value, volatility, halfLife, variation, leverage, step }: HestonParameters,
  seed: number,
  from: Nanos,
): Fundamental {
  const key = rootKey(seed, 'fundamental')
  const [returns, variances] = [derive(key, 'return'), derive(key, 'variance')]
  const seconds = step / SECOND
  const theta = (volatility / 1e4) * (volatility / 1e4)
  const kappa = (Math.LN2 / halfLife) * SECOND
  const xi = variation * Math.sqrt(2 * kappa * theta)
  const across = Math.sqrt(1 - leverage * leverage)
  const path = [value as number]
  let variance = theta

  const lay = (): void => {
    const nth = path.length
    const moved = drawNormal(returns, nth)
    const turned = leverage * moved + across * drawNormal(variances, nth)
    const now = Math.max(0, variance)
    const root = Math.sqrt(now * seconds)
    path.push((path[nth - 1] as number) * exp(root * moved - (now * seconds) / 2))
    variance += kappa * (theta - now) * seconds + xi * root * turned
  }

  return (at) => {
    const place = at <= from ? 0 : Math.floor((at - from) / step)
    while (path.length <= place) lay()
    return Math.max(1, Math.round(path[place] as number))
  }
}
