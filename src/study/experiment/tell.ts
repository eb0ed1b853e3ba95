import type { Analysis, ComparedFigure } from './analyse.ts'
import type { Cell } from './design.ts'
import type { Study } from './study-schema.ts'

/** `0.000123` as people write it: four digits, a minus sign, nothing where there is no number. */
export function told(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const text = String(Number(value.toPrecision(4)))
  return text.replace('-', '−')
}

/** A p-value: never 0, and no more digits than it has. */
export const toldP = (p: number): string =>
  Number.isNaN(p) ? '–' : p < 0.0001 ? '< 0.0001' : p.toFixed(4)

/** What a cell is called: its levels, but for those of `without`. */
export const cellName = (study: Study, cell: Cell, without = ''): string =>
  cell.levels
    .flatMap(({ name }, nth) => {
      const factor = study.factors[nth]?.name as string
      return factor === without ? [] : [`${factor} ${name}`]
    })
    .join(', ')

/** What a comparison found, in one sentence made of its figures. */
export function verdictOf(study: Study, cells: readonly Cell[], found: ComparedFigure): string {
  const { factor, measure, difference, low, high, corrected, needed, equivalence } = found
  const place = study.factors.findIndex(({ name }) => name === factor)
  const [cell, baseline] = [cells[found.cell] as Cell, cells[found.baseline] as Cell]
  const levels = `${factor} ${cell.levels[place]?.name} against ${baseline.levels[place]?.name}`
  const rest = cellName(study, cell, factor)
  const where = rest === '' ? levels : `${levels} at ${rest}`
  if (found.pairs < 2) return `${where}: too few runs had ${measure} to compare.`
  const figures = `${told(difference)} [${told(low)}, ${told(high)}], p ${toldP(corrected)}`
  if (found.isSignificant) {
    const small =
      equivalence?.isEquivalent === true
        ? `, all within the ± ${told(equivalence.bound)} that do not matter`
        : ''
    return `${where}: ${measure} is ${difference > 0 ? 'higher' : 'lower'} by ${figures}${small}.`
  }
  if (isIdentical(found)) return `${where}: ${measure} does not differ in any run.`
  if (equivalence?.isEquivalent === true) {
    return `${where}: ${measure} is the same within ± ${told(equivalence.bound)}: ${figures}.`
  }
  const more = Number.isFinite(needed)
    ? `; a difference of this size would take ${needed} seeds to show`
    : ''
  return `${where}: no difference of ${measure} is shown: ${figures}${more}.`
}

/** Of pairs that agree to the last bit in every run. */
const isIdentical = ({ difference, low, high, pairs }: ComparedFigure): boolean =>
  pairs >= 2 && difference === 0 && low === 0 && high === 0

/** How many comparisons showed a difference, by measure, in a sentence each. */
export function summaryOf(study: Study, { comparisons }: Analysis): string[] {
  const measures = [...new Set(comparisons.map(({ measure }) => measure))]
  return measures.map((measure) => {
    const own = comparisons.filter((one) => one.measure === measure)
    const shown = own.filter((one) => one.isSignificant)
    const up = shown.filter(({ difference }) => difference > 0).length
    const equal = own.filter(isIdentical).length
    const same = own.filter(
      (one) => !isIdentical(one) && !one.isSignificant && one.equivalence?.isEquivalent === true,
    )
    const level = `${Number((100 * study.level).toPrecision(4))} %`
    const parts = [
      `higher in ${up}`,
      `lower in ${shown.length - up}`,
      ...(equal > 0 ? [`identical in every run in ${equal}`] : []),
      `shown to be the same in ${same.length}`,
      `undecided in ${own.length - shown.length - same.length - equal}`,
    ]
    return `${measure}: of ${own.length} comparisons ${parts.join(', ')} (level ${level}, correction: ${study.correction}).`
  })
}
