import { exp, log } from '../../protocols/math.ts'
import type { Actor, Market } from '../actor.ts'
import { createPoissonFlow } from '../poisson-flow.ts'
import type { ContStoikovTalrejaParameters } from './parameters.ts'

/**
 * Order flow whose rates depend on the distance to the opposite best price: limit orders, and the
 * cancellation of each order that rests; market orders at one rate. All are of one lot.
 *
 * Source: Cont, Stoikov and Talreja 2010 (sections 2 and 3; table 2 for the defaults). Theirs has
 * no greatest distance.
 */
export function createContStoikovTalreja(
  parameters: ContStoikovTalrejaParameters,
  market: Market,
): Actor {
  const { unit, limits, tailScale, tailExponent, distanceMax } = parameters
  const rateAt = (_: unknown, place: number): number =>
    limits[place] ?? tailScale * exp(-tailExponent * log(place + 1))
  return createPoissonFlow(
    {
      limits: Array.from({ length: distanceMax }, rateAt).map((rate) => rate / unit),
      market: parameters.market / unit,
      opening: parameters.opening,
      cancels: parameters.cancels.map((rate) => rate / unit),
    },
    market,
  )
}
