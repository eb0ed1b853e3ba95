import type { Validated } from '../study/validation/run.ts'
import type { Row } from '../study/validation/validation.ts'
import { tableOf } from './rows-text.ts'

/** What came of a validation as a person reads it, with an empty line after it. */
export function validationText({ id, title, page, rows, tapes }: Validated): string {
  const hasIntervals = rows.some(({ interval }) => interval !== undefined)
  const errorText = ({ error, interval }: Row): string =>
    error !== 0 ? figure(error) : interval === undefined ? 'exact' : ''
  const intervalText = ({ interval }: Row): string =>
    interval === undefined ? '' : `${figure(interval.low)} to ${figure(interval.high)}`
  const table = tableOf(
    ['figure', 'target', 'measured', '± s.e.', ...(hasIntervals ? ['95 %'] : []), 'verdict'],
    rows.map((row) => [
      ...[row.what, row.target, figure(row.measured), errorText(row)],
      ...(hasIntervals ? [intervalText(row)] : []),
      row.verdict,
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
