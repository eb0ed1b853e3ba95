import { median } from '../result.ts'

/** What is written of a figure, and what is held against its aim. */
export interface Told {
  readonly text: string
  readonly value: number
}

/** `value` to four significant digits: what is kept of a figure, more than any page shows. */
export const rounded = (value: number): number => Number(value.toPrecision(4))

/** Decimals that show three significant digits of `value`, at most two. */
const decimalsOf = (value: number): number =>
  value === 0 ? 0 : Math.min(2, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))))

/**
 * The median of `values`, and the least and most where there is more than one, in one unit:
 * `1.02 M (0.56 to 1.10)`.
 *
 * @param unit what stands behind the median
 * @param scale what the values are divided by
 */
export function spread(values: readonly number[], unit = '', scale = 1): Told {
  const value = median(values)
  const digits = decimalsOf(value / scale)
  const tell = (each: number): string =>
    number(each / scale, Math.min(digits, decimalsOf(each / scale)))
  const range =
    values.length > 1 ? ` (${tell(Math.min(...values))} to ${tell(Math.max(...values))})` : ''
  return { text: `${tell(value)}${unit}${range}`, value }
}

/** With commas, and a minus that is one. */
export const number = (value: number, digits = 0): string =>
  value
    .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', '−')

/** A count a second, in thousands or millions where it is that large. */
export function rateOf(runs: readonly number[], unit = ''): Told {
  const value = median(runs)
  if (value >= 1e6) return spread(runs, ` M${unit}`, 1e6)
  return value >= 1e3 ? spread(runs, ` k${unit}`, 1e3) : spread(runs, unit)
}

const SPANS = [
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
] as const

/** Seconds, in the unit that suits the median. */
export function timeOf(seconds: readonly number[]): Told {
  const value = Math.abs(median(seconds))
  const [scale, unit] = SPANS.find(([scale]) => value >= scale) ?? [1e-9, ' ns']
  return spread(seconds, unit, scale)
}

/** An aim: at least or at most so much, and how that is said. */
export interface Aim {
  readonly text: string
  readonly least?: number
  readonly most?: number
}

/** Whether a figure is within its aim; the median decides. */
export const verdictOf = ({ least, most }: Aim, value: number): 'met' | 'missed' =>
  value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.POSITIVE_INFINITY)
    ? 'met'
    : 'missed'

/** A table of Markdown; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
