import type { Span } from '../measures/quoted-spread.ts'

/** How many slices of time a chart of a whole session is reduced to. */
export const SLICES = 300

/** SQL: the slice, 0..`slices` − 1, that `column` (ns) falls into. */
export const sliceOf = (column: string, { from, to }: Span, slices = SLICES): string =>
  `least(${slices - 1}, CAST(floor((${column} - ${from}) * ${slices}.0 / ${to - from}) AS INTEGER))`

/**
 * SQL: the points of `value` by `time` over `source` that draw the same line as all of them: of each
 * slice of time the first, the lowest, the highest and the last.
 *
 * Source: Jugel, Jerzak, Hackenbroich, Markl (2014), "M4: a visualization-oriented time series data
 * aggregation", PVLDB 7(10).
 *
 * @param source a table or parenthesised query with the columns `time` and `number`, its order
 */
export function outline(value: string, source: string, span: Span): string {
  return `
    WITH inside AS (
      SELECT time, ${value} AS y, row_number() OVER (ORDER BY time, number) AS place,
        ${sliceOf('time', span)} AS slice
      FROM ${source} WHERE time BETWEEN ${span.from} AND ${span.to} AND ${value} IS NOT NULL),
    ends AS (
      SELECT unnest([min(place), arg_min(place, y), arg_max(place, y), max(place)]) AS place
      FROM inside GROUP BY slice)
    SELECT time, y FROM inside WHERE place IN (SELECT place FROM ends) ORDER BY place`
}
