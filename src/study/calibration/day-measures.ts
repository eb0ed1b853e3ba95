import { hillIndex } from '../../analysis/facts/hill.ts'
import { decayExponent, memoryOf } from '../../analysis/facts/memory.ts'
import { kurtosisOver, weightedCorrelation, weightedMoments } from '../../analysis/facts/moments.ts'
import { onceEach, poolDays, type ReturnSeries } from '../../analysis/facts/return-series.ts'
import type { DayFigures } from './evaluate.ts'

/** Days of one candidate, pooled. */
interface Pooled {
  readonly series: ReturnSeries
  readonly weights: Float64Array
  readonly sizes: Float64Array
  readonly figures: readonly DayFigures[]
}

const memory =
  (lag: number) =>
  ({ sizes, series, weights }: Pooled): number =>
    memoryOf(sizes, series, weights, lag)[lag - 1] ?? Number.NaN
const mean =
  (of: (day: DayFigures) => number) =>
  ({ figures }: Pooled): number =>
    figures.reduce((sum, day) => sum + of(day), 0) / figures.length

/** What a calibration can aim at, by name: figures of simulated days, pooled. docs/calibration.md has their units. */
export const DAY_MEASURES = {
  deviationBp: ({ series, weights }: Pooled) =>
    Math.sqrt(weightedMoments(series.returns, weights).variance) * 1e4,
  tailIndex: ({ series, weights }: Pooled) => hillIndex(series.returns, weights),
  kurtosis: ({ series, weights }: Pooled) => kurtosisOver(series, weights, 1),
  kurtosis5: ({ series, weights }: Pooled) => kurtosisOver(series, weights, 5),
  kurtosis15: ({ series, weights }: Pooled) => kurtosisOver(series, weights, 15),
  returnMemory1: ({ series, weights }: Pooled) =>
    memoryOf(series.returns, series, weights, 1)[0] ?? Number.NaN,
  sizeMemory1: memory(1),
  sizeMemory10: memory(10),
  sizeMemory50: memory(50),
  sizeDecay: ({ sizes, series, weights }: Pooled) =>
    decayExponent(memoryOf(sizes, series, weights, 100)),
  volumeCorrelation: ({ series, sizes, weights }: Pooled) =>
    series.volumes === null ? Number.NaN : weightedCorrelation(sizes, series.volumes, weights),
  spreadTicks: mean(({ spread }) => spread),
  aggressors: mean(({ aggressors }) => aggressors),
  signMemory1: mean(({ signMemory }) => signMemory[0] ?? Number.NaN),
  signMemory10: mean(({ signMemory }) => signMemory[9] ?? Number.NaN),
} as const
/** @see DAY_MEASURES */
export type DayMeasure = keyof typeof DAY_MEASURES

/** Measures the days of one candidate, pooled. */
export function measureDays(days: readonly DayFigures[]): Record<DayMeasure, number> {
  const series = poolDays(days)
  const pooled = {
    series,
    weights: onceEach(series),
    sizes: series.returns.map(Math.abs),
    figures: days,
  }
  const entries = Object.entries(DAY_MEASURES).map(([name, of]) => [name, of(pooled)])
  return Object.fromEntries(entries) as Record<DayMeasure, number>
}
