import { bcaInterval } from '../statistics/bootstrap.ts'
import { differences } from '../statistics/paired-differences.ts'
import type { Cell } from './design.ts'
import type { CellRun } from './run-cell.ts'
import type { Study } from './study-schema.ts'
import { cellName, told } from './tell.ts'

/** One cell of a ranking. */
export interface Ranked {
  readonly cell: number
  /** Over seeds, with its BCa interval. */
  readonly mean: number
  readonly low: number
  readonly high: number
  /** What the first has more, seed by seed, with its interval; `null` of the first. */
  readonly behind: { readonly mean: number; readonly low: number; readonly high: number } | null
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * The cells of a study of trainings by the mean of its first measure, the greatest first, the earlier of
 * equals. A cell that some run of the others' seeds did not finish is compared on those that it has.
 */
export function rankingOf(
  study: Study,
  cells: readonly Cell[],
  runs: readonly CellRun[],
): readonly Ranked[] {
  const [measure] = Object.keys(study.measures)
  if (study.train === undefined || measure === undefined) return []
  const { level } = study
  const bySeed = (cell: number): ReadonlyMap<number, number> =>
    new Map(
      runs.flatMap(({ cell: own, seed, values }): [number, number][] =>
        own === cell && typeof values[measure] === 'number' ? [[seed, values[measure]]] : [],
      ),
    )
  const rows = cells
    .map(({ index }) => ({ cell: index, values: bySeed(index) }))
    .filter(({ values }) => values.size > 0)
    .map((row) => ({ ...row, mean: meanOf([...row.values.values()]) }))
    .sort((a, b) => b.mean - a.mean || a.cell - b.cell)
  const first = rows[0]?.values
  return rows.map(({ cell, values, mean }, nth) => {
    const { low, high } = bcaInterval([...values.values()], meanOf, { level })
    const common = [...values.keys()].filter((seed) => first?.has(seed))
    const pairs = differences(
      common.map((seed) => first?.get(seed) as number),
      common.map((seed) => values.get(seed) as number),
    )
    const behind = bcaInterval(pairs, meanOf, { level })
    const of = { mean: behind.estimate, low: behind.low, high: behind.high }
    return { ...{ cell, mean, low, high }, behind: nth === 0 ? null : of }
  })
}

/** Who is first, and who cannot be told from it, in a sentence; nothing where nothing is ranked. */
export function rankingText(
  study: Study,
  cells: readonly Cell[],
  ranking: readonly Ranked[],
): string[] {
  const [first, ...others] = ranking
  if (first === undefined) return []
  const [measure] = Object.keys(study.measures)
  const name = cellName(study, cells[first.cell] as Cell)
  const figures = `${told(first.mean)} [${told(first.low)}, ${told(first.high)}]`
  const close = others.filter(({ behind }) => !((behind?.low ?? 0) > 0)).length
  const rest =
    close === 0
      ? 'all others are behind it'
      : `${close} of the ${others.length} others cannot be told from it`
  return [`${measure}: first is ${name} with ${figures}; ${rest}.`]
}
