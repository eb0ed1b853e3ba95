import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Resampling, resamples } from '../../analysis/facts/block-bootstrap.ts'
import { hillIndex } from '../../analysis/facts/hill.ts'
import { decayExponent, memoryOf } from '../../analysis/facts/memory.ts'
import { weightedCorrelation } from '../../analysis/facts/moments.ts'
import {
  type Day,
  onceEach,
  poolDays,
  type ReturnSeries,
} from '../../analysis/facts/return-series.ts'
import { type StylizedFacts, stylizedFacts } from '../../analysis/facts/stylized-facts.ts'
import { correlatedLags } from '../../analysis/realism/eleven-facts.ts'
import { subjectOfRecord } from '../../analysis/realism/subject.ts'
import { runDay } from '../run-day.ts'
import { exponentOfImpact, type Impact } from './impact.ts'
import type { Ran, Row, Scale, Validation, Verdict } from './validation.ts'

/** A day to simulate: which scenario, by name or path, with which seed and changes. */
interface DayJob {
  readonly kind: 'facts' | 'signs' | 'signsOff'
  readonly scenario: string
  readonly seed: number
  readonly set: readonly string[]
}
type Job = DayJob | { readonly kind: 'record'; readonly path: string }

interface Outcome {
  readonly kind: Job['kind']
  readonly scenario: string
  readonly day: Day
  /** Signs of aggressors. */
  readonly signs: Float64Array
  readonly impacts: readonly Impact[]
}

/** Days that are pooled, by scale. */
const DAYS = { full: 50, quick: 2 } as const
const SIGN_DAYS = { full: 10, quick: 1 } as const
const RESAMPLES = { full: 200, quick: 40 } as const
/** The calibrated scenario, and the one of fundamentalists, chartists and noise. */
export const SCENARIOS = ['amzn-like', 'fundamentalists-chartists'] as const
const SPLITTING = 'order-splitting'
/** Lags, in orders, over which the decay of signs is fitted: beyond the number of parents at work. */
const SIGN_LAGS = { from: 10, to: 200 } as const
/** A recorded day that stands beside the project, where there is one. */
const RECORD = '../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip'

/**
 * The stylized facts of one-minute returns, pooled over days; the memory of order signs where orders
 * are split; the impact of parent orders. A real day stands beside them, without gates.
 *
 * Source: Cont (2001); Lillo, Mike and Farmer (2005).
 */
export const v12: Validation<Job, Outcome> = {
  id: 'V12',
  title: 'Stylized facts (Cont 2001)',
  page: 'v12-stylized-facts.md',
  jobs(scale) {
    const days = (kind: DayJob['kind'], scenario: string, count: number, set: string[] = []) =>
      Array.from(
        { length: count },
        (_, index): DayJob => ({ kind, scenario, seed: index + 1, set }),
      )
    const path = fileURLToPath(new URL(RECORD, import.meta.url))
    return [
      ...SCENARIOS.flatMap((scenario) => days('facts', scenario, DAYS[scale])),
      ...days('signs', SPLITTING, SIGN_DAYS[scale]),
      ...(scale === 'quick'
        ? []
        : days('signsOff', SPLITTING, SIGN_DAYS[scale], [
            'groups.splitter.parameters.splits=false',
          ])),
      ...(scale === 'full' && existsSync(path) ? [{ kind: 'record' as const, path }] : []),
    ]
  },
  run(job) {
    if (job.kind === 'record') return record(job.path)
    const { kind, scenario, seed, set } = job
    const { bars, signs, impacts, hash } = runDay(scenario, { seed, set })
    const isFacts = kind === 'facts'
    const outcome = {
      kind,
      scenario,
      day: isFacts ? bars : { returns: [] },
      signs: isFacts ? new Float64Array(0) : signs,
      impacts: isFacts ? [] : impacts,
    }
    return { outcome, tapes: [hash] }
  },
  judge(outcomes, scale) {
    if (scale === 'quick') return quickRows(outcomes)
    const rows: Row[] = []
    for (const scenario of SCENARIOS) {
      const own = outcomes.filter((one) => one.kind === 'facts' && one.scenario === scenario)
      rows.push(...factRows(scenario, poolDays(own.map(({ day }) => day)), scale, true))
    }
    rows.push(...splittingRows(outcomes))
    for (const { kind, scenario, day } of outcomes) {
      if (kind === 'record') rows.push(...factRows(scenario, poolDays([day]), scale, false))
    }
    return rows
  },
}

function record(path: string): Ran<Outcome> {
  const { name, series } = subjectOfRecord(path)
  const day =
    series.volumes === null ? series : { returns: series.returns, volumes: series.volumes }
  const outcome: Outcome = {
    kind: 'record',
    scenario: `${name} (one real day)`,
    day: day as Day,
    signs: new Float64Array(0),
    impacts: [],
  }
  return { outcome, tapes: [] }
}

/** The facts of one market, each against its gate; without gates where it is not simulated. */
function factRows(name: string, series: ReturnSeries, scale: Scale, gated: boolean): Row[] {
  const length = series.returns.length
  const block = series.days > 1 ? length / series.days : 2 * Math.sqrt(length)
  const resampling: Resampling = { kind: 'stationary', block, count: RESAMPLES[scale], seed: 1 }
  const facts = stylizedFacts(series, resampling)
  const row = (what: string, measured: number, error: number, min: number, max: number) => ({
    what: `${name}: ${what}`,
    target: targetOf(min, max),
    measured,
    error,
    verdict: gated ? within(measured, error, min, max) : ('reported' as const),
  })
  const { figures, decay } = facts
  const { tailIndex, volumeCorrelation } = figures
  const reported = (['skewness', 'leverage', 'scaleAsymmetry', 'kurtosis'] as const).map(
    (figure): Row => ({
      what: `${name}: ${REPORTED[figure]}`,
      target: '',
      measured: figures[figure].estimate,
      error: figures[figure].error,
      verdict: 'reported',
    }),
  )
  const forgotten = Array.from(facts.sizes.values).filter((value) => !(value > 0)).length
  return [
    row('lags 4 to 10 with correlated returns, joint band', correlatedLags(facts), 0, 0, 0),
    row('Hill tail index', tailIndex.estimate, tailIndex.error, 2.5, 5),
    row('lags 1 to 100 at which |r| is not positively correlated', forgotten, 0, 0, 0),
    row('exponent of the decay of |r|', decay.estimate, decay.error, 0.1, 0.5),
    row('smallest fall of the kurtosis from 1 to 5 to 15 to 30 min', ...fallOf(facts), 0, ANY),
    row(
      'correlation of volume and |r|',
      volumeCorrelation.estimate,
      volumeCorrelation.error,
      0.1,
      ANY,
    ),
    ...reported,
  ]
}

const ANY = Number.POSITIVE_INFINITY
const REPORTED = {
  skewness: 'gain/loss asymmetry (skewness)',
  leverage: 'leverage',
  scaleAsymmetry: 'time-scale asymmetry',
  kurtosis: 'excess kurtosis of minutes',
} as const

function targetOf(min: number, max: number): string {
  if (min === max) return String(min)
  return max === ANY ? `above ${min}` : `${min} to ${max}`
}

/** The smallest step down of the kurtosis between two horizons, and its error as if independent. */
function fallOf({ figures }: StylizedFacts): [fall: number, error: number] {
  const { kurtosis, kurtosis5, kurtosis15, kurtosis30 } = figures
  const steps = [kurtosis, kurtosis5, kurtosis15, kurtosis30]
  const falls = steps.slice(1).map((next, index) => {
    const before = steps[index] as typeof next
    return { fall: before.estimate - next.estimate, error: Math.hypot(before.error, next.error) }
  })
  const least = falls.reduce((least, one) => (one.fall < least.fall ? one : least))
  return [least.fall, least.error]
}

/**
 * What two days and one of splitting can decide: that there are tails, clustering, volume that goes
 * with volatility, and a memory of signs. Their gates are this row's own, and wider than the published.
 */
function quickRows(outcomes: readonly Outcome[]): Row[] {
  const rows = SCENARIOS.flatMap((scenario) => {
    const own = outcomes.filter((one) => one.kind === 'facts' && one.scenario === scenario)
    const series = poolDays(own.map(({ day }) => day))
    const once = onceEach(series)
    const sizes = series.returns.map(Math.abs)
    const [clustering = Number.NaN] = memoryOf(sizes, series, once, 1)
    const volume = weightedCorrelation(sizes, series.volumes ?? [], once)
    return [
      quickRow(`${scenario}: Hill tail index`, hillIndex(series.returns, once), 2, 7),
      quickRow(`${scenario}: autocorrelation of |r|, lag 1`, clustering, 0.02, 0.6),
      quickRow(`${scenario}: correlation of volume and |r|`, volume, 0.1, 1),
    ]
  })
  const signs = poolDays(
    outcomes.filter(({ kind }) => kind === 'signs').map((one) => ({ returns: one.signs })),
  )
  const memory = memoryOf(signs.returns, signs, onceEach(signs), 10).at(-1) ?? Number.NaN
  return [...rows, quickRow(`${SPLITTING}: autocorrelation of signs, lag 10`, memory, 0.04, 0.14)]
}

const quickRow = (what: string, measured: number, min: number, max: number): Row => ({
  what,
  target: `${targetOf(min, max)} (quick)`,
  measured,
  error: 0,
  verdict: within(measured, 0, min, max),
})

/** What splitting does to order signs and to impact. */
function splittingRows(outcomes: readonly Outcome[]): Row[] {
  const of = (kind: Job['kind']): Outcome[] => outcomes.filter((one) => one.kind === kind)
  const signs = poolDays(of('signs').map((one) => ({ returns: one.signs })))
  const exponent = (weights: Float64Array): number =>
    decayExponent(memoryOf(signs.returns, signs, weights, SIGN_LAGS.to), SIGN_LAGS.from)
  const block = signs.returns.length / signs.days
  const drawn = Array.from(
    resamples(signs.returns.length, { kind: 'stationary', block, count: 30, seed: 1 }),
    exponent,
  )
  const measured = exponent(onceEach(signs))
  const error = deviationOf(drawn)
  const [on, off] = (['signs', 'signsOff'] as const).map((kind) =>
    exponentOfImpact(of(kind).flatMap(({ impacts }) => impacts)),
  ) as [ReturnType<typeof exponentOfImpact>, ReturnType<typeof exponentOfImpact>]
  const fall = on.exponent - off.exponent
  const fallError = Math.hypot(on.error, off.error)
  return [
    {
      what: `${SPLITTING}: exponent of the decay of order signs`,
      target: '0.4 to 0.6',
      measured,
      error,
      verdict: within(measured, error, 0.4, 0.6),
    },
    {
      what: `${SPLITTING}: exponent of impact`,
      target: '0.4 to 0.6',
      measured: on.exponent,
      error: on.error,
      verdict: within(on.exponent, on.error, 0.4, 0.6),
    },
    {
      what: `${SPLITTING}: its fall where splitting is switched off`,
      target: 'above 0',
      measured: fall,
      error: fallError,
      verdict: within(fall, fallError, 0, ANY),
    },
  ]
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}

/** Whether `measured` is in `min`..`max`; outside by at most two standard errors nobody can tell. */
function within(measured: number, error: number, min: number, max: number): Verdict {
  if (measured >= min && measured <= max) return 'holds'
  return measured >= min - 2 * error && measured <= max + 2 * error ? 'inconclusive' : 'misses'
}
