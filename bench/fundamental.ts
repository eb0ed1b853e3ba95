import type { Fundamental } from '../actors/actor.ts'
import { createMeanReverting } from '../actors/fundamental/mean-reverting.ts'
import {
  meanRevertingParameters,
  stochasticVolatilityParameters,
} from '../actors/fundamental/parameters.ts'
import { createStochasticVolatility } from '../actors/fundamental/stochastic-volatility.ts'
import { draw32 } from '../protocols/hash.ts'
import { DAY, type Nanos, SECOND } from '../protocols/units.ts'
import { measure, type Run } from './measure.ts'
import { type BenchResult, hashOf } from './result.ts'

/** Both with their defaults, which are RMSC04's and the page's. */
const reverting = (): Fundamental =>
  createMeanReverting(meanRevertingParameters.parse({ type: 'mean-reverting' }), 1, 0 as Nanos)
const wandering = (): Fundamental =>
  createStochasticVolatility(
    stochasticVolatilityParameters.parse({ type: 'stochastic-volatility' }),
    1,
    0 as Nanos,
  )

function looks(value: Fundamental, count: number, at: (nth: number) => number): Run {
  let seen = 0
  const begun = performance.now()
  for (let nth = 0; nth < count; nth++) seen = (Math.imul(seen, 31) + value(at(nth) as Nanos)) | 0
  const seconds = (performance.now() - begun) / 1_000
  return { count, seconds, hash: hashOf(seen), left: value }
}

/** What a look at the value takes: one after another, all over a day, and where a path must be laid. */
export async function benchFundamental({ small }: { small: boolean }): Promise<BenchResult[]> {
  const count = small ? 1_000 : 100_000
  const anywhere = (nth: number): number => (draw32(1, 2, nth, 0) / 2 ** 32) * DAY
  return measure(
    [
      {
        ...{ name: 'fundamental: mean-reverting, looks a second apart', unit: 'looks/s' },
        run: () => looks(reverting(), count, (nth) => (1 + nth) * SECOND),
      },
      {
        ...{ name: 'fundamental: mean-reverting, looks about a day', unit: 'looks/s' },
        run: () => looks(reverting(), count, (nth) => Math.floor(anywhere(nth))),
      },
      {
        ...{ name: 'fundamental: stochastic-volatility, a day of steps laid', unit: 'days/s' },
        run: () => looks(wandering(), 1, () => DAY - 1),
      },
    ],
    small ? 1 : 5,
  )
}
