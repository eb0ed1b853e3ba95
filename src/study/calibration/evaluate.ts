import { memoryOf } from '../../analysis/facts/memory.ts'
import { onceEach, poolDays } from '../../analysis/facts/return-series.ts'
import type { MarketSeries } from '../../analysis/market-series.ts'
import { quotedSpreadTimeWeighted, type Span } from '../../analysis/measures/quoted-spread.ts'
import { runDay } from '../run-day.ts'

/** One day of one candidate: plain data for a thread of the pool. */
export interface DayJob {
  /** A scenario's name or path, and what is set in it. */
  readonly scenario: string
  readonly set: readonly string[]
  readonly seed: number
}

/** What is kept of a day. */
export interface DayFigures {
  /** One-minute returns and lots. */
  readonly returns: Float64Array
  readonly volumes: Float64Array
  /** Quoted spread by time, ticks. */
  readonly spread: number
  /** Orders that took. */
  readonly aggressors: number
  /** Autocorrelation of their signs at lags 1..10. */
  readonly signMemory: Float64Array
}

/** Lives through a day of a candidate. @throws ScenarioError where it is none */
export function evaluate({ scenario, set, seed }: DayJob): DayFigures {
  const { series, span, bars, signs } = runDay(scenario, { set, seed })
  return figuresOf(series, span, bars, signs)
}

/** The figures of a day, simulated or recorded. */
export function figuresOf(
  series: MarketSeries,
  span: Span,
  bars: { returns: Float64Array; volumes: Float64Array },
  signs: Float64Array,
): DayFigures {
  const own = poolDays([{ returns: signs }])
  return {
    returns: bars.returns,
    volumes: bars.volumes,
    spread: quotedSpreadTimeWeighted(series.quotes, span),
    aggressors: signs.length,
    signMemory: memoryOf(signs, own, onceEach(own), 10),
  }
}
