import { bcaInterval } from '../statistics/bootstrap.ts'
import { CORRECTIONS } from '../statistics/corrections.ts'
import { pairedEffect, unpairedEffect } from '../statistics/effect-sizes.ts'
import { type Equivalence, equivalence } from '../statistics/equivalence.ts'
import { differences, pairedDifference, sampleMean } from '../statistics/paired-differences.ts'
import { pairsNeeded } from '../statistics/power.ts'
import { type Regression, regress } from '../statistics/regression.ts'
import { unpairedDifference } from '../statistics/unpaired-difference.ts'
import type { Cell } from './design.ts'
import type { CellRun } from './run-cell.ts'
import type { Study } from './study-schema.ts'

/** A measure of one cell over its seeds. */
export interface CellFigure {
  readonly cell: number
  readonly measure: string
  /** Of the runs, those that had something to measure. */
  readonly values: readonly number[]
  readonly mean: number
  readonly deviation: number
  /** BCa. */
  readonly low: number
  readonly high: number
}

/** A measure of one cell less that of its baseline. */
export interface ComparedFigure {
  readonly factor: string
  readonly measure: string
  readonly cell: number
  readonly baseline: number
  readonly pairs: number
  readonly difference: number
  /** BCa, of the pairs' differences; of unpaired samples Welch's. */
  readonly low: number
  readonly high: number
  /** Student's, paired where seeds are common, else Welch's; and the same corrected. */
  readonly p: number
  readonly corrected: number
  readonly isSignificant: boolean
  /** Hedges' g, of the differences where they are paired. */
  readonly effect: number
  /**
   * How much more the difference would vary were seeds not common: (s² + s²) / s² of the differences.
   * NaN where they are not; ∞ where the differences do not vary.
   */
  readonly gain: number
  /** Pairs that would show this difference with a power of 0.8. */
  readonly needed: number
  readonly equivalence: (Equivalence & { readonly bound: number }) | null
}

/** A table of coefficients of one measure over the factors. */
export interface RegressionFigure {
  readonly measure: string
  readonly regression: Regression
}

/** What a study's runs say. */
export interface Analysis {
  readonly cells: readonly CellFigure[]
  readonly comparisons: readonly ComparedFigure[]
  readonly regressions: readonly RegressionFigure[]
}

type Values = ReadonlyMap<number, ReadonlyMap<number, number>>

/** A measure by cell and seed; what was not there to measure is left out. */
function valuesOf(measure: string, runs: readonly CellRun[]): Values {
  const values = new Map<number, Map<number, number>>()
  for (const { cell, seed, values: own } of runs) {
    const value = own[measure]
    if (value === null || value === undefined) continue
    values.set(cell, (values.get(cell) ?? new Map()).set(seed, value))
  }
  return values
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** All figures of a study, a function of its runs. */
export function analyse(study: Study, cells: readonly Cell[], runs: readonly CellRun[]): Analysis {
  const measures = Object.keys(study.measures)
  const figures = measures.flatMap((measure) => {
    const values = valuesOf(measure, runs)
    return cells.map(({ index }) => figureOf(measure, index, values, study.level))
  })
  return {
    cells: figures,
    comparisons: compared(study, cells, runs),
    // A profile is no quantity that anything could grow with.
    regressions: (study.game === undefined ? measures : []).flatMap((measure) => {
      const regression = regressed(measure, study, cells, runs)
      return regression === undefined ? [] : [{ measure, regression }]
    }),
  }
}

function figureOf(measure: string, cell: number, all: Values, level: number): CellFigure {
  const values = [...(all.get(cell)?.values() ?? [])]
  const { deviation } = sampleMean(values, level)
  const { estimate, low, high } = bcaInterval(values, mean, { level })
  return { cell, measure, values, mean: estimate, deviation, low, high }
}

function compared(
  study: Study,
  cells: readonly Cell[],
  runs: readonly CellRun[],
): ComparedFigure[] {
  const found = pairsOf(study, cells).map(({ measure, bound, ...pair }) =>
    comparePair(study, measure, bound, pair, valuesOf(measure, runs)),
  )
  const corrected = CORRECTIONS[study.correction](found.map(({ p }) => p))
  return found.map((one, place) => {
    const p = corrected[place] as number
    return { ...one, corrected: p, isSignificant: p < 1 - study.level }
  })
}

/** Each cell beside the one that differs from it in the compared factor alone, which has the baseline. */
function pairsOf({ factors, comparisons, measures }: Study, cells: readonly Cell[]) {
  return comparisons.flatMap(({ factor, baseline, levels: among, measures: only, equivalent }) => {
    const place = factors.findIndex(({ name }) => name === factor)
    const rest = ({ levels }: Cell): string =>
      levels.map(({ name }, nth) => (nth === place ? '' : name)).join('\n')
    const levelOf = ({ levels }: Cell): string => levels[place]?.name as string
    return (only ?? Object.keys(measures)).flatMap((measure) =>
      cells.flatMap((cell) => {
        if (levelOf(cell) === String(baseline)) return []
        if (among !== undefined && !among.map(String).includes(levelOf(cell))) return []
        const beside = cells.find(
          (one) => levelOf(one) === String(baseline) && rest(one) === rest(cell),
        )
        if (beside === undefined) return []
        const bound = equivalent[measure]
        return [{ factor, measure, bound, cell: cell.index, baseline: beside.index }]
      }),
    )
  })
}

function comparePair(
  { seeds, level }: Study,
  measure: string,
  bound: number | undefined,
  pair: { readonly factor: string; readonly cell: number; readonly baseline: number },
  values: Values,
): ComparedFigure {
  const [left, right] = [values.get(pair.cell) ?? new Map(), values.get(pair.baseline) ?? new Map()]
  const untold = { corrected: Number.NaN, isSignificant: false }
  if (!seeds.common) {
    const [a, b] = [[...left.values()], [...right.values()]]
    const { difference, low, high, p } = unpairedDifference(a, b, level)
    const effect = unpairedEffect(a, b).g
    const own = { ...pair, measure, pairs: Math.min(a.length, b.length), difference, low, high, p }
    return { ...own, ...untold, effect, gain: Number.NaN, needed: Number.NaN, equivalence: null }
  }
  const common = [...left.keys()].filter((seed) => right.has(seed))
  const a = common.map((seed) => left.get(seed) as number)
  const b = common.map((seed) => right.get(seed) as number)
  const paired = differences(a, b)
  const { p, deviation, mean: difference } = pairedDifference(paired, level)
  const { low, high } = bcaInterval(paired, mean, { level })
  const { d, g } = pairedEffect(paired)
  const apart = sampleMean(a).deviation ** 2 + sampleMean(b).deviation ** 2
  const rest = bound === undefined ? null : { ...equivalence(paired, bound, 1 - level), bound }
  return {
    ...{ ...pair, measure, pairs: common.length, difference, low, high, p, ...untold },
    ...{ effect: g, gain: apart / deviation ** 2, needed: pairsNeeded(d, 0.8, 1 - level) },
    equivalence: rest,
  }
}

/** Numbers are terms themselves; of levels by name, each but the first is one. */
function regressed(
  measure: string,
  { factors, level }: Study,
  cells: readonly Cell[],
  runs: readonly CellRun[],
): Regression | undefined {
  const rows = runs.filter(({ values }) => typeof values[measure] === 'number')
  const columns: Record<string, number[]> = {}
  for (const [place, { name }] of factors.entries()) {
    const levels = rows.map(({ cell }) => cells[cell]?.levels[place])
    if (levels.every((one) => one?.number !== null)) {
      columns[name] = levels.map((one) => one?.number as number)
      continue
    }
    const names = [...new Set(cells.map((cell) => cell.levels[place]?.name as string))]
    for (const other of names.slice(1)) {
      columns[`${name}: ${other}`] = levels.map((one) => (one?.name === other ? 1 : 0))
    }
  }
  return regress(
    columns,
    rows.map(({ values }) => values[measure] as number),
    level,
  )
}

/**
 * Whether each interval that the study's stopping rule names is narrow enough: those of the
 * comparisons of the measure, or where there are none those of the cells.
 */
export function isNarrow(study: Study, cells: readonly Cell[], runs: readonly CellRun[]): boolean {
  return Object.entries(study.stop?.width ?? {}).every(([measure, width]) => {
    const pairs = compared(study, cells, runs).filter((one) => one.measure === measure)
    const values = valuesOf(measure, runs)
    const intervals =
      pairs.length > 0
        ? pairs
        : cells.map(({ index }) => figureOf(measure, index, values, study.level))
    return intervals.every(({ low, high }) => high - low <= width)
  })
}
