import type { Validated } from '../study/validation/run.ts'
import { tableOf } from './rows-text.ts'

/** What came of a validation as a person reads it, with an empty line after it. */
export function validationText({ id, title, page, rows, tapes }: Validated): string {
  const hasIntervals = rows.some(({ interval }) => interval !== undefined)
  const table = tableOf(
    ['figure', 'target', 'measured', '± s.e.', ...(hasIntervals ? ['95 %'] : []), 'verdict'],
    rows.map(({ what, target, measured, error, interval, verdict }) => [
      ...[what, target, figure(measured), error === 0 ? 'exact' : figure(error)],
      ...(hasIntervals
        ? [interval ? `${figure(interval.low)}, ${figure(interval.high)}` : '']
        : []),
      verdict,
    ]),
  )
  const tape = tapes === '' ? '' : `, tapes ${tapes.slice(0, 16)}`
  return `${id}  ${title} (docs/validation/${page}${tape})\n${table}\n`
}

/** Six significant digits, and no exponent where it can be read without. */
function figure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  return String(Number(value.toPrecision(6)))
}
