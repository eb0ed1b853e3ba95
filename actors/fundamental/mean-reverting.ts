import { derive, rootKey } from '../../protocols/hash.ts'
import { type Nanos, SECOND } from '../../protocols/units.ts'
import type { Fundamental } from '../actor.ts'
import { createPath } from './bridge.ts'
import type { MeanRevertingParameters } from './parameters.ts'
import { createShocks } from './shocks.ts'

/**
 * A fundamental that reverts to its mean: dr = κ(mean − r)dt + θ dW, plus mega-shocks that decay at
 * the same rate; rounded to whole ticks, at least 0. A pure function of (seed, time): looks in any
 * order, and any number of them, see one path.
 *
 * It is the mean at `from` and before. Half-lives in ns, volatility in ticks a √s.
 *
 * Source: the SparseMeanRevertingOracle of ABIDES (Byrd 2019, "Explaining agent-based financial
 * market simulation"; Byrd, Hybinette, Balch 2020), which draws where it is looked at; here
 * each draw belongs to a moment instead, in the manner of Lévy's construction of Brownian motion.
 *
 * @param seed 0..2^53 − 1
 */
export function createMeanReverting(
  parameters: MeanRevertingParameters,
  seed: number,
  from: Nanos,
): Fundamental {
  const { mean, halfLife, volatility, shocks } = parameters
  const kappa = Math.LN2 / halfLife
  const key = rootKey(seed, 'fundamental')
  const path = createPath(derive(key, 'path'), kappa, volatility / Math.sqrt(SECOND))
  const shocked =
    shocks.meanInterval === 'never'
      ? () => 0
      : createShocks(
          derive(key, 'shocks'),
          kappa,
          shocks.meanInterval,
          shocks.mean,
          shocks.variance,
        )
  return (at) => {
    if (at <= from) return mean
    const offset = at - from
    return Math.max(0, path(offset, mean + shocked(offset)))
  }
}
