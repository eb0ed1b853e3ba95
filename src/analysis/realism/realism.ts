import { type Interval, intervalOf, type Resampling, resamples } from '../facts/block-bootstrap.ts'
import { decayExponent, memoryOf } from '../facts/memory.ts'
import { onceEach, type ReturnSeries } from '../facts/return-series.ts'
import { type StylizedFacts, stylizedFacts } from '../facts/stylized-facts.ts'
import type { Subject } from './subject.ts'

/** Lags of the autocorrelation of order signs. */
export const SIGN_LAGS = 100

/** How a market's facts came out. */
export interface Realism {
  readonly name: string
  readonly step: string
  readonly series: ReturnSeries
  readonly block: number
  readonly facts: StylizedFacts
  /** Of order signs, lags 1..`SIGN_LAGS`, and the exponent of its decay; `null` where unknown. */
  readonly signs: { readonly values: Float64Array; readonly decay: Interval } | null
}

/**
 * Measures `subject`. Several days are resampled in blocks of a day on average, one series in blocks of
 * twice the root of its length; order signs in ten blocks a day.
 *
 * @param count resamples
 * @param seed of the resampling alone
 */
export function measureRealism(subject: Subject, count = 200, seed = 1): Realism {
  const { series, signs } = subject
  const length = series.returns.length
  const block =
    series.days > 1 ? Math.round(length / series.days) : Math.round(2 * Math.sqrt(length))
  const resampling: Resampling = { kind: 'stationary', block, count, seed }
  return {
    name: subject.name,
    step: subject.step,
    series,
    block,
    facts: stylizedFacts(series, resampling),
    signs: signs === null || signs.returns.length < 2 * SIGN_LAGS ? null : signMemory(signs, seed),
  }
}

/** Fewer resamples than of returns: a day has thousands of orders. */
const SIGN_RESAMPLES = 40

function signMemory(signs: ReturnSeries, seed: number): Realism['signs'] {
  const memory = (weights: Float64Array): Float64Array =>
    memoryOf(signs.returns, signs, weights, SIGN_LAGS)
  const values = memory(onceEach(signs))
  const block = signs.returns.length / signs.days / 10
  const drawn = Array.from(
    resamples(signs.returns.length, { kind: 'stationary', block, count: SIGN_RESAMPLES, seed }),
    (weights) => decayExponent(memory(weights)),
  )
  return { values, decay: intervalOf(decayExponent(values), drawn) }
}
