import {
  type Interval,
  intervalOf,
  jointBand,
  type Resampling,
  resamples,
} from './block-bootstrap.ts'
import { burstiness, conditionalKurtosis, leverage, scaleAsymmetry } from './bursts.ts'
import { hillIndex } from './hill.ts'
import { decayExponent, memoryOf } from './memory.ts'
import { kurtosisOver, weightedCorrelation, weightedMoments } from './moments.ts'
import { onceEach, type ReturnSeries, type Weights } from './return-series.ts'

/** The largest lag of the autocorrelation functions. */
export const LAGS = 100
/** The horizons of the kurtosis, in steps. */
export const HORIZONS = [1, 5, 15, 30] as const

/** A figure of one series: a number for how often each place counts. */
interface Figure {
  readonly name: string
  readonly of: (series: ReturnSeries, weights: Weights) => number
}

/** Every figure that is one number. Docs/measures.md has the definitions. */
const FIGURES = {
  deviation: { name: 'deviation', of: (s, w) => Math.sqrt(weightedMoments(s.returns, w).variance) },
  tailIndex: { name: 'tail index', of: (s, w) => hillIndex(s.returns, w) },
  kurtosis: { name: 'excess kurtosis', of: (s, w) => kurtosisOver(s, w, 1) },
  kurtosis5: { name: 'excess kurtosis, 5 steps', of: (s, w) => kurtosisOver(s, w, HORIZONS[1]) },
  kurtosis15: { name: 'excess kurtosis, 15 steps', of: (s, w) => kurtosisOver(s, w, HORIZONS[2]) },
  kurtosis30: { name: 'excess kurtosis, 30 steps', of: (s, w) => kurtosisOver(s, w, HORIZONS[3]) },
  kurtosisFall: {
    name: 'fall of the kurtosis from 1 to 15 steps',
    of: (s, w) => kurtosisOver(s, w, 1) - kurtosisOver(s, w, HORIZONS[2]),
  },
  clustering: {
    name: 'autocorrelation of sizes, lag 1',
    of: (s, w) => memoryOf(s.returns.map(Math.abs), s, w, 1)[0] ?? Number.NaN,
  },
  skewness: { name: 'skewness', of: (s, w) => weightedMoments(s.returns, w).skewness },
  tailRatio: {
    name: 'tail index of losses less that of gains',
    of: (s, w) => hillIndex(s.returns, w, 0.05, -1) - hillIndex(s.returns, w, 0.05, 1),
  },
  burstiness: { name: 'burstiness of large returns', of: (s, w) => burstiness(s, w) },
  conditionalKurtosis: {
    name: 'excess kurtosis over expected volatility',
    of: (s, w) => conditionalKurtosis(s, w),
  },
  leverage: { name: 'correlation of a return with the next size', of: (s, w) => leverage(s, w) },
  volumeCorrelation: {
    name: 'correlation of volume and size',
    of: ({ returns, volumes }, w) =>
      volumes === null ? Number.NaN : weightedCorrelation(returns.map(Math.abs), volumes, w),
  },
  scaleAsymmetry: { name: 'coarse less fine foresight', of: (s, w) => scaleAsymmetry(s, w) },
} as const satisfies Readonly<Record<string, Figure>>

/** The names of the figures that are one number. */
export type FigureName = keyof typeof FIGURES

/** An autocorrelation function at lags 1, 2, … with the half-widths of its joint 95 % band. */
export interface Memory {
  readonly values: Float64Array
  readonly band: Float64Array
}

/** What a series says of Cont's eleven facts. */
export interface StylizedFacts {
  readonly count: number
  readonly days: number
  readonly figures: Readonly<Record<FigureName, Interval>>
  /** Of returns, lags 1..`LAGS`; the band is joint over lags 1..10. */
  readonly returns: Memory
  /** Of absolute returns, lags 1..`LAGS`; the band is joint over all. */
  readonly sizes: Memory
  /** β of the decay of the second, fitted over all its lags. */
  readonly decay: Interval
}

/** Joint bands of returns are over these lags. */
const JOINT_LAGS = 10

/**
 * Measures the facts of `series` with intervals from resampling whole blocks.
 *
 * Source: Cont (2001), "Empirical properties of asset returns: stylized facts and statistical
 * issues", Quantitative Finance 1, section 2, whose eleven facts these are.
 */
export function stylizedFacts(series: ReturnSeries, resampling: Resampling): StylizedFacts {
  const names = Object.keys(FIGURES) as FigureName[]
  const sizes = series.returns.map(Math.abs)
  const measure = (weights: Weights) => ({
    figures: names.map((name) => FIGURES[name].of(series, weights)),
    returns: memoryOf(series.returns, series, weights, LAGS),
    sizes: memoryOf(sizes, series, weights, LAGS),
  })
  const whole = measure(onceEach(series))
  const drawn = Array.from(resamples(series.returns.length, resampling), measure)
  const interval = (_: string, index: number): Interval =>
    intervalOf(
      whole.figures[index] as number,
      drawn.map(({ figures }) => figures[index] as number),
    )
  const narrow = jointBand(
    whole.returns.subarray(0, JOINT_LAGS),
    drawn.map(({ returns }) => returns),
  )
  return {
    count: series.returns.length,
    days: series.days,
    figures: Object.fromEntries(
      names.map((name, index) => [name, interval(name, index)]),
    ) as Record<FigureName, Interval>,
    returns: { values: whole.returns, band: narrow },
    sizes: {
      values: whole.sizes,
      band: jointBand(
        whole.sizes,
        drawn.map((replicate) => replicate.sizes),
      ),
    },
    decay: intervalOf(
      decayExponent(whole.sizes),
      drawn.map((replicate) => decayExponent(replicate.sizes)),
    ),
  }
}
