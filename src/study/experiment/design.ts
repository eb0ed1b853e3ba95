import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../kernel/random-stream.ts'
import type { Factor, Study } from './study-schema.ts'

/** One level of a factor: what it is called, its number where it has one, and what it sets. */
export interface Level {
  readonly name: string
  readonly number: number | null
  readonly set: readonly string[]
}

/** One cell of a design. */
export interface Cell {
  readonly index: number
  /** Of each factor, in the order of the study. */
  readonly levels: readonly Level[]
  /** All that is set in it: what the study sets, then its levels. */
  readonly set: readonly string[]
}

/** A design that cannot be made of the factors there are: which field, and why. */
export class DesignError extends Error {
  override readonly name = 'DesignError'
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], text: string) {
    super(text)
    this.path = path
  }
}

/**
 * The cells of a study, the last factor changing first.
 *
 * A grid has every level with every other. In a paired design the nth cell has the nth level of each
 * factor. A latin hypercube cuts each range in as many parts of one size (on its scale) as there are
 * cells and draws a place in each; levels by name or by list come equally often, as far as that goes.
 *
 * Source: McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of
 * input variables", Technometrics 21.
 *
 * @throws DesignError where a range has no steps, or paired factors have not equally many levels
 */
export function cellsOf(study: Study): readonly Cell[] {
  return rowsOf(study).map((levels, index) => ({
    index,
    levels,
    set: [...study.set, ...levels.flatMap(({ set }) => set)],
  }))
}

function rowsOf({ factors, design }: Study): readonly (readonly Level[])[] {
  if (design.type === 'latin-hypercube') return hypercube(factors, design.cells, design.seed)
  const columns = factors.map(levelsOf)
  if (design.type === 'grid') {
    return columns.reduce<Level[][]>(
      (rows, column) => rows.flatMap((row) => column.map((level) => [...row, level])),
      [[]],
    )
  }
  const count = columns[0]?.length ?? 0
  const odd = columns.findIndex(({ length }) => length !== count)
  if (odd >= 0) {
    const text = `has ${columns[odd]?.length} levels: in a paired design all have as many as the first, ${count}`
    throw new DesignError(['factors', odd], text)
  }
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] as Level))
}

/** The levels of a factor in a grid or a paired design. @throws DesignError for a range without steps */
function levelsOf(factor: Factor, place: number): Level[] {
  if ('levels' in factor) return factor.levels.map((level) => ({ ...level, number: null }))
  if ('values' in factor) {
    return factor.values.map((value) => levelAt(factor, value))
  }
  const { steps } = factor
  if (steps === undefined) {
    throw new DesignError(
      ['factors', place, 'steps'],
      'is missing: say how many levels the range has',
    )
  }
  const levels = Array.from({ length: steps }, (_, step) =>
    levelAt(factor, valueAt(factor, step / (steps - 1))),
  )
  // Rounding may make one of two.
  return levels.filter(({ name }, nth) => levels.findIndex((one) => one.name === name) === nth)
}

function hypercube(factors: readonly Factor[], cells: number, seed: number): Level[][] {
  const columns = factors.map((factor) => {
    const random = createRandomStream(rootKey(seed, `design/${factor.name}`))
    const order = Array.from({ length: cells }, (_, part) => part)
    for (let last = cells - 1; last > 0; last--) {
      const other = random.integer(0, last)
      const [a, b] = [order[last] as number, order[other] as number]
      order[last] = b
      order[other] = a
    }
    if ('from' in factor) {
      return order.map((part) =>
        levelAt(factor, valueAt(factor, (part + random.uniform()) / cells)),
      )
    }
    const levels = levelsOf(factor, 0)
    return order.map((part) => levels[part % levels.length] as Level)
  })
  return Array.from({ length: cells }, (_, row) => columns.map((column) => column[row] as Level))
}

type Ranged = Extract<Factor, { from: number }>

/** The value at `share` of the way, 0..1. Six digits: what is told is what is run. */
function valueAt({ from, to, scale, whole }: Ranged, share: number): number {
  const value = scale === 'log' ? from * (to / from) ** share : from + share * (to - from)
  return whole ? Math.round(value) : Number(value.toPrecision(6))
}

function levelAt(factor: Exclude<Factor, { levels: unknown }>, value: number | string | boolean) {
  const unit = 'from' in factor && factor.unit !== undefined ? ` ${factor.unit}` : ''
  const text = `${value}${unit}`
  const number = typeof value === 'number' ? value : leadingNumber(value)
  // JSON is YAML, and says of a text that it is one, whatever it looks like.
  const written = typeof value === 'string' ? JSON.stringify(value) : text
  return { name: text, number, set: [`${factor.path}=${written}`] }
}

/** Of `"50 us"`, 50: levels of one unit stand at their numbers in a chart. */
function leadingNumber(value: string | boolean): number | null {
  const [, digits] = /^(\d+(?:\.\d+)?) ?[a-z]+$/.exec(String(value)) ?? []
  return digits === undefined ? null : Number(digits)
}
