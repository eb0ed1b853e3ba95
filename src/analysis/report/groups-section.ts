import type { Row } from '../tables.ts'
import type { Chart } from './chart.ts'
import { inventoryFigure } from './inventory-figure.ts'
import { type Markup, raw } from './markup.ts'
import { decimal, percent, signed } from './number-format.ts'
import { RULE, seriesColour } from './palette.ts'
import { columns, type Source, section, table, writeFigure } from './section.ts'

/** What one group did; money in ticks × lots. */
export interface Group {
  readonly name: string
  readonly colour: string
  readonly agents: number
  readonly orders: number
  readonly requests: number
  readonly fills: number
  readonly fillRate: number | null
  readonly volume: number
  readonly inventory: number
  readonly profit: number
}

/**
 * Who did what and what came of it, by group of the cast.
 * @param tick currency a tick, or `null` where the markets of the run have different ticks
 */
export async function groupsSection(source: Source, tick: number | null): Promise<Markup> {
  const groups = await groupsOf(source)
  const title = 'By group of agents'
  if (groups.length === 0) {
    return section('groups', title, raw('<p class="none">No agent’s account was written.</p>'))
  }
  const unit = tick === null ? 'ticks × lots' : 'currency'
  const money = (cash: number): number => cash * (tick ?? 1)
  const bars = (value: (group: Group) => number | null, label: string): Chart | string =>
    barChart(groups, value, label)
  return section(
    'groups',
    title,
    groupTable(groups, money, unit),
    columns(
      await writeFigure({
        title: 'Profit',
        note: `What each group has made, its inventory marked at the last trade; ${unit}`,
        chart: bars(({ profit }) => money(profit), 'Profit by group'),
      }),
      await writeFigure({
        title: 'Inventory at the end',
        note: 'Lots held by each group, negative when short',
        chart: bars(({ inventory }) => inventory, 'Inventory by group'),
      }),
      await writeFigure({
        title: 'Order-to-trade ratio',
        note: 'Order-entry messages for one fill of the group',
        chart: bars(
          ({ requests, fills }) => (fills === 0 ? null : requests / fills),
          'Order-to-trade ratio by group',
        ),
      }),
      await writeFigure({
        title: 'Fill rate',
        note: 'Share of the group’s new orders that traded at all, in percent',
        chart: bars(
          ({ fillRate }) => (fillRate === null ? null : fillRate * 100),
          'Fill rate by group',
        ),
      }),
    ),
    await inventoryFigure(source, groups),
  )
}

async function groupsOf({ tables, manifest }: Source): Promise<Group[]> {
  const rows = await tables.rows(`
    WITH requests AS (
      SELECT actor_group, count(*) AS requests FROM orders GROUP BY actor_group),
    traded AS (
      SELECT DISTINCT actor, venue, order_id FROM reports WHERE kind IN ('fill', 'partialFill')),
    rates AS (
      SELECT actor_group, avg(CASE WHEN traded.actor IS NULL THEN 0.0 ELSE 1.0 END) AS rate
      FROM orders LEFT JOIN traded USING (actor, venue, order_id)
      WHERE request = 'newOrder' GROUP BY actor_group)
    SELECT actor_group, count(DISTINCT actor) AS agents, sum(orders) AS orders,
      sum(fills) AS fills, sum(volume) AS volume, sum(position) AS inventory,
      sum(profit) AS profit, coalesce(any_value(requests), 0) AS requests, any_value(rate) AS rate
    FROM agents LEFT JOIN requests USING (actor_group) LEFT JOIN rates USING (actor_group)
    GROUP BY actor_group`)
  const order = manifest.cast.map(({ group }) => group)
  const place = ({ actor_group }: Row): number => {
    const found = order.indexOf(String(actor_group))
    return found < 0 ? order.length : found
  }
  return rows
    .sort((left, right) => place(left) - place(right))
    .map((row, index) => ({
      name: String(row.actor_group),
      colour: seriesColour(index),
      agents: Number(row.agents),
      orders: Number(row.orders),
      requests: Number(row.requests),
      fills: Number(row.fills),
      fillRate: row.rate === null ? null : Number(row.rate),
      volume: Number(row.volume),
      inventory: Number(row.inventory),
      profit: Number(row.profit),
    }))
}

function groupTable(
  groups: readonly Group[],
  money: (cash: number) => number,
  unit: string,
): Markup {
  const heads = [
    'group',
    'agents',
    'messages',
    'new orders',
    'fills',
    'messages a fill',
    'fill rate',
    'volume',
    'inventory',
    `profit, ${unit}`,
    'profit an agent',
  ]
  const rows = groups.map((group) => [
    group.name,
    decimal(group.agents),
    decimal(group.requests),
    decimal(group.orders),
    decimal(group.fills),
    group.fills === 0 ? '–' : decimal(group.requests / group.fills, 2),
    percent(group.fillRate),
    decimal(group.volume),
    signed(group.inventory),
    signed(money(group.profit), 2),
    signed(money(group.profit) / group.agents, 2),
  ])
  return table(heads, rows, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
}

/** Vega reckons widths without a font, half as wide again as they are: room for 17 letters. */
/** 1.5k and 20M, but 0.5 and not 500m. */
const SHORT = "format(datum.value, abs(datum.value) >= 1000 ? '~s' : ',~r')"

/** A bar a group, in the group's own colour, from 0. */
function barChart(
  groups: readonly Group[],
  value: (group: Group) => number | null,
  label: string,
): Chart | string {
  const values = groups
    .map((group) => ({ group: group.name, colour: group.colour, y: value(group) }))
    .filter(({ y }) => y !== null)
  if (values.length === 0) return 'No group traded.'
  const names = values.map(({ group }) => group)
  return {
    label,
    shape: 'half',
    names: true,
    height: Math.max(120, 34 * values.length),
    layer: [
      {
        data: { values },
        mark: { type: 'bar' },
        encoding: {
          y: {
            field: 'group',
            type: 'nominal',
            sort: names,
            axis: { labelAngle: 0 },
          },
          x: {
            field: 'y',
            type: 'quantitative',
            axis: { labelExpr: SHORT, tickCount: 5, grid: true, domain: false, ticks: false },
          },
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: [{ x: 0 }] },
        mark: { type: 'rule', color: RULE },
        encoding: { x: { field: 'x', type: 'quantitative' } },
      },
    ],
  }
}
