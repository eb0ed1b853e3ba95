import { LEGS, type Leg, latencyStatistics } from '../measures/latency-statistics.ts'
import type { Chart } from './chart.ts'
import { html, type Markup, raw } from './markup.ts'
import { decimal, duration } from './number-format.ts'
import { seriesColour } from './palette.ts'
import { type Source, section, table, writeFigure } from './section.ts'

const legs = Object.keys(LEGS) as Leg[]
const POINTS = 160

/** What the way of an order really took: each leg's distribution, and its percentiles. */
export async function latencySection({ tables, manifest }: Source): Promise<Markup> {
  const spans = legs.map((leg) => {
    const [from, to] = LEGS[leg]
    return `${to} - ${from} AS "${leg}"`
  })
  const delays = await tables.columns(`SELECT ${spans.join(', ')} FROM orders`)
  const rows = legs.flatMap((leg) => {
    const found = latencyStatistics(delays[leg] ?? [])
    if (found === null) return []
    const { count, p50, p90, p99, max } = found
    return [[leg, decimal(count), ...[p50, p90, p99, max].map((ns) => duration(ns))]]
  })
  if (rows.length === 0) {
    return section('latency', 'Latency', raw('<p class="none">No request was answered.</p>'))
  }
  return section(
    'latency',
    'Latency experienced',
    await writeFigure({
      title: 'Distribution by leg',
      note: 'Share of the requests that took no longer than this, on a logarithmic scale; a leg that took no time is not drawn',
      legend: timed(delays).map((name) => ({ name, colour: colourOf(name) })),
      chart: distribution(delays),
    }),
    table(['leg', 'requests', 'median', '90 %', '99 %', 'longest'], rows, [1, 2, 3, 4, 5]),
    html`<h3>Parts of the way by group and venue: median – 99th percentile</h3>`,
    table(
      ['group', 'venue', ...Object.values(PARTS)],
      await partsByPair({ tables, manifest }),
      Object.keys(PARTS).map((_, index) => index + 2),
    ),
  )
}

/** The parts of the way there and back, by their columns in the table of orders. */
const PARTS = {
  thinking: 'thinking',
  link: 'link',
  hold: 'bump',
  queue: 'queue',
  service: 'service',
  venue_thinking: 'venue thinking',
  link_back: 'link back',
} as const

/** The median of each part and, where it differs, its 99th percentile, a row a group and venue. */
async function partsByPair({
  tables,
  manifest,
}: Pick<Source, 'tables' | 'manifest'>): Promise<string[][]> {
  const quantiles = Object.keys(PARTS).flatMap((part) =>
    [0.5, 0.99].map(
      (share) => `quantile_disc(${part}, ${share}) AS ${part}_${Math.round(share * 100)}`,
    ),
  )
  const rows = await tables.rows(`
    SELECT actor_group, venue, ${quantiles.join(', ')} FROM orders
    GROUP BY ALL ORDER BY actor_group, venue`)
  return rows.map((row) => {
    const venue = manifest.venues.find(({ actor }) => actor === row.venue)?.name ?? ''
    const parts = Object.keys(PARTS).map((part) => {
      const [half, most] = [row[`${part}_50`], row[`${part}_99`]] as (number | null)[]
      const median = duration(half ?? null)
      return half === most ? median : `${median} – ${duration(most ?? null)}`
    })
    return [String(row.actor_group), venue, ...parts]
  })
}

type Delays = Readonly<Record<string, Float64Array>>

const colourOf = (leg: Leg): string => seriesColour(legs.indexOf(leg))

/** The legs that ever took time. */
const timed = (delays: Delays): Leg[] =>
  legs.filter((leg) => delays[leg]?.some((delay) => delay > 0))

function distribution(delays: Delays): Chart | string {
  const shown = timed(delays)
  if (shown.length === 0) return 'No leg took any time.'
  const drawn = shown.map((leg) => ({ leg, values: shares(delays[leg] as Float64Array) }))
  // A single quick order among thousands should not stretch the scale by decades.
  const low = Math.min(...drawn.map(({ values }) => values[Math.ceil(values.length / 100)]?.x ?? 1))
  const high = Math.max(...drawn.map(({ values }) => values.at(-1)?.x ?? 1))
  const layer = drawn.map(({ leg, values }) => ({
    data: { values: values.map(({ x, y }) => ({ x: Math.max(low, x), y })) },
    mark: {
      type: 'line',
      color: colourOf(leg),
      strokeWidth: 1.8,
      // Links are often as slow there as back: the dashes let the one show under the other.
      strokeDash: leg === 'report back' ? [6, 4] : [1, 0],
      interpolate: 'step-after',
    },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { type: 'log', nice: false },
        axis: { values: roundDelays(low, high), labelExpr: DELAY_NAME, grid: true },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        axis: { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
      },
    },
  }))
  return { label: 'Distribution of latency by leg', shape: 'wide', height: 210, layer }
}

/** Powers of ten in `low..high`, with their doubles and fives where there are few. */
function roundDelays(low: number, high: number): number[] {
  const digits = high / low > 1_000 ? [1] : [1, 2, 5]
  const decades = Array.from({ length: 13 }, (_, power) => 10 ** power)
  return decades
    .flatMap((decade) => digits.map((digit) => digit * decade))
    .filter((delay) => delay >= low && delay <= high)
}

const DELAY_NAME =
  "datum.value < 1e3 ? datum.value + ' ns' : datum.value < 1e6 ? datum.value / 1e3 + ' µs' : " +
  "datum.value < 1e9 ? datum.value / 1e6 + ' ms' : datum.value / 1e9 + ' s'"

/** The distribution function at evenly spaced ranks; a delay of 0 is drawn at 1 ns. */
function shares(delays: Float64Array): { x: number; y: number }[] {
  const sorted = delays.filter((delay) => !Number.isNaN(delay)).sort()
  if (sorted.length === 0) return []
  const points = Math.min(POINTS, sorted.length)
  const values = Array.from({ length: points }, (_, index) => {
    const rank = Math.ceil(((index + 1) / points) * sorted.length)
    return { x: Math.max(1, sorted[rank - 1] as number), y: rank / sorted.length }
  })
  return [{ x: Math.max(1, sorted[0] as number), y: 0 }, ...values]
}
