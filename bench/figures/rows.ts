import { NotMeasured, type Source } from './source.ts'
import { type Aim, rateOf, spread, type Told, table, timeOf, verdictOf } from './tell.ts'

/** A row of a table of figures: what, its aim, and how it comes out of what was measured. */
export interface Row {
  readonly what: string
  readonly aim?: Aim
  readonly of: (source: Source) => Told
  /** Why a run may lack it, where it may. */
  readonly unless?: string
}

/** A count a second. */
export const rate =
  (name: string, unit = '') =>
  (source: Source): Told =>
    rateOf(source.result(name).runs, unit)

const SECONDS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, ns: 1e-9 }

/** s that one takes, or `count` do, of what is measured in spans or in so many a second. */
export const time =
  (name: string, count = 1) =>
  (source: Source): Told => {
    const { unit, runs } = source.result(name)
    const span = SECONDS[unit]
    return timeOf(runs.map((run) => (span === undefined ? count / run : run * span)))
  }

/** One over the other, turn by turn. */
export const times =
  (of: string, to: string, unit = ' times') =>
  (source: Source): Told =>
    spread(source.ratios(of, to), unit)

/** Several figures in one cell; the first is held against the aim. */
export const several =
  (...of: readonly Row['of'][]) =>
  (source: Source): Told => {
    const all = of.map((one) => one(source))
    return { text: all.map(({ text }) => text).join(', '), value: (all[0] as Told).value }
  }

/** A text of figures, or that they were not measured; `missed` hears of what is not there. */
export function toldOr<Value>(
  otherwise: Value,
  tell: () => Value,
  missing: (what: string) => void,
): Value {
  try {
    return tell()
  } catch (cause) {
    if (!(cause instanceof NotMeasured)) throw cause
    missing(cause.message)
    return otherwise
  }
}

/** What stands where a figure was not measured. */
export const ABSENT = 'not measured'

/** The table of `rows`. @param missing hears of what was not measured */
export function tableOf(
  rows: readonly Row[],
  source: Source,
  missing: (what: string) => void,
): string {
  return table([
    ['what', 'aim', 'measured', ''],
    ...rows.map(({ what, aim, of, unless }) => {
      const told = toldOr(undefined, () => of(source), unless === undefined ? missing : () => {})
      const verdict = told === undefined || aim === undefined ? '' : verdictOf(aim, told.value)
      return [what, aim?.text ?? '', told?.text ?? unless ?? ABSENT, verdict]
    }),
  ])
}
