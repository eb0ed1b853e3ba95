import type { Row } from '../tables.ts'
import type { Chart } from './chart.ts'
import type { Group } from './groups-section.ts'
import type { Markup } from './markup.ts'
import { plural } from './number-format.ts'
import { timesOf } from './price-section.ts'
import { type Source, writeFigure } from './section.ts'
import { SLICES, sliceOf } from './series.ts'

/** Lines that a chart can hold and still be read. */
const LINES_MAX = 6

/** The inventory of each group through the session, as its trades left it. */
export async function inventoryFigure(source: Source, groups: readonly Group[]): Promise<Markup> {
  const { tables, span } = source
  const rows = await tables.rows(`
    WITH moves AS (
      SELECT time, buyer_group AS name, size AS lots FROM trades
      UNION ALL SELECT time, seller_group, -size FROM trades),
    slices AS (
      SELECT name, ${sliceOf('time', widened(span))} AS slice, sum(lots) AS lots
      FROM moves WHERE time <= ${span.to} GROUP BY ALL)
    SELECT name, slice, sum(lots) OVER (PARTITION BY name ORDER BY slice) AS held
    FROM slices ORDER BY name, slice`)
  const reach = (name: string): number =>
    Math.max(
      0,
      ...rows.filter((row) => row.name === name).map(({ held }) => Math.abs(Number(held))),
    )
  const shown = groups
    .filter(({ name }) => rows.some((row) => row.name === name))
    .sort((left, right) => reach(right.name) - reach(left.name))
    .slice(0, LINES_MAX)
  const left = groups.length > LINES_MAX ? `; the ${LINES_MAX} with the largest positions` : ''
  return writeFigure({
    title: 'Inventory through the session',
    note: `Lots held by all agents of a group together${left}`,
    legend: shown.map(({ name, colour }) => ({ name, colour })),
    chart: shown.length === 0 ? 'Nothing traded.' : inventoryChart(source, shown, rows),
  })
}

/** A span that can be divided, also where trading never began. */
const widened = ({ from, to }: Source['span']): Source['span'] => ({
  from,
  to: Math.max(to, from + 1),
})

function inventoryChart(
  source: Source,
  shown: readonly Group[],
  rows: readonly Row[],
): Chart | string {
  const [from, to] = timesOf(source)
  if (to <= from) return 'The run did not come to the opening of the market.'
  const at = (slice: number): number => from + ((slice + 1) * (to - from)) / SLICES
  const y = { field: 'y', type: 'quantitative', axis: { format: ',~r' } }
  return {
    label: `Inventory of ${plural(shown.length, 'group')} over the session`,
    shape: 'wide',
    height: 220,
    time: [from, to],
    layer: shown.map(({ name, colour }) => {
      const held = rows.filter((row) => row.name === name)
      const values = [
        { x: from, y: 0 },
        ...held.map((row) => ({ x: at(Number(row.slice)), y: Number(row.held) })),
        { x: to, y: Number(held.at(-1)?.held ?? 0) },
      ]
      return {
        data: { values },
        mark: { type: 'line', color: colour, strokeWidth: 1.8, interpolate: 'step-after' },
        encoding: { x: { field: 'x' }, y },
      }
    }),
  }
}
