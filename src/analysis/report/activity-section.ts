import { MINUTE } from '../../../protocols/units.ts'
import { html, type Markup, raw } from './markup.ts'
import { plural } from './number-format.ts'
import { seriesColour } from './palette.ts'
import { timesOf } from './price-section.ts'
import { type Source, section, table, writeFigure } from './section.ts'

const EVENTS_MAX = 60

const KINDS = {
  'new orders': `SELECT arrived AS time FROM orders WHERE request = 'newOrder'`,
  cancels: `SELECT arrived FROM orders WHERE request IN ('cancelOrder', 'massCancel')`,
  replaces: `SELECT arrived FROM orders WHERE request = 'replaceOrder'`,
  'execution reports': 'SELECT matched FROM reports',
  quotes: 'SELECT time FROM quotes',
  trades: 'SELECT time FROM trades',
} as const
const kinds = Object.keys(KINDS)

/** How busy the market was: messages a minute by kind. */
export async function activitySection(source: Source): Promise<Markup> {
  const { tables, span } = source
  const title = 'Activity'
  if (span.to <= span.from) {
    const early = 'The run did not come to the opening of the market.'
    return section('activity', title, html`<p class="none">${early}</p>`)
  }
  const minutes = Math.max(1, Math.ceil((span.to - span.from) / MINUTE))
  const width = Math.ceil(minutes / 200)
  const all = Object.entries(KINDS).map(
    ([kind, sql]) => `SELECT '${kind}' AS kind, time FROM (${sql}) AS t(time)`,
  )
  const rows = await tables.rows(`
    SELECT kind, CAST(floor((time - ${span.from}) / ${width * MINUTE}) AS INTEGER) AS slice,
      count(*) AS n
    FROM (${all.join(' UNION ALL ')}) WHERE time >= ${span.from} AND time < ${span.to}
    GROUP BY ALL`)
  const said = kinds.filter((kind) => rows.some((row) => row.kind === kind))
  const slices = Math.ceil(minutes / width)
  const times = timesOf(source)
  const layer = said.map((kind) => {
    const counts = new Float64Array(slices)
    for (const row of rows) {
      if (row.kind === kind && Number(row.slice) < slices) counts[Number(row.slice)] = Number(row.n)
    }
    const values = Array.from(counts, (n, slice) => {
      const length = Math.min(width, minutes - slice * width)
      return { x: times[0] + (slice + 0.5) * width * 60_000, y: n / length }
    }).filter(({ x }) => x <= times[1])
    return {
      data: { values },
      mark: { type: 'line', color: seriesColour(kinds.indexOf(kind)), strokeWidth: 1.5 },
      encoding: {
        x: { field: 'x' },
        y: { field: 'y', type: 'quantitative', axis: { format: ',~r' } },
      },
    }
  })
  const figure = await writeFigure({
    title: 'Messages a minute',
    note: 'By kind, at the moment each reached or left the venue',
    legend: said.map((name) => ({ name, colour: seriesColour(kinds.indexOf(name)) })),
    chart:
      said.length === 0
        ? 'Nothing was said in this market.'
        : { label: 'Messages a minute by kind', shape: 'wide', height: 200, layer, time: times },
  })
  return section('activity', title, figure)
}

/** Told by their number alone: a thin book comes and goes hundreds of times a day. */
const COUNTED = 'imbalance'

const WORDS: Readonly<Record<string, string>> = {
  session: 'session phase',
  failed: 'failure',
  dropped: 'dropped message',
  imbalance: 'imbalance',
  lifecycle: 'life change',
}
const word = (kind: string | number | null | undefined): string =>
  WORDS[String(kind)] ?? String(kind)

/**
 * What happened besides trading: phases of the session, halts, failures, restarts, messages that
 * reached nobody. The ordinary beginning and end of each agent's life are left out.
 */
export async function eventsSection({ tables, clock }: Source): Promise<Markup> {
  // A first life that starts, trades, closes and stops is what every agent does.
  const remarkable = `kind <> 'lifecycle' OR NOT regexp_matches(detail, '^(starting|trading|closing|stopped), life 0$')`
  const counts = await tables.rows(
    `SELECT kind, count(*) AS n FROM events WHERE ${remarkable} GROUP BY kind ORDER BY n DESC, kind`,
  )
  const total = counts.reduce((sum, { n }) => sum + Number(n), 0)
  const listable = counts.reduce((sum, { kind, n }) => sum + (kind === COUNTED ? 0 : Number(n)), 0)
  if (total === 0) return raw('')
  const rows = await tables.rows(`
    SELECT time, actor_key, kind, detail FROM (
      SELECT *, row_number() OVER (PARTITION BY kind ORDER BY time) AS place FROM events
      WHERE kind <> '${COUNTED}' AND (${remarkable}))
    ORDER BY place > 12, time LIMIT ${EVENTS_MAX}`)
  const shown = rows
    .sort((left, right) => Number(left.time) - Number(right.time))
    .map(({ time, actor_key, kind, detail }) => [
      clock.time(Number(time)),
      word(kind),
      actor_key ?? '',
      detail ?? '',
    ])
  const sorts = counts.map(({ kind, n }) => plural(Number(n), word(kind)))
  const cut = listable > shown.length ? ` The table shows ${shown.length} of them.` : ''
  const rest = total > listable ? ' Imbalances of the book are in the events table of the run.' : ''
  return section(
    'events',
    'Events',
    html`<p>${plural(total, 'event')}: ${sorts.join(', ')}.${cut}${rest}</p>`,
    shown.length === 0 ? raw('') : table(['time', 'kind', 'actor', 'what happened'], shown),
  )
}
