import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { timeTicks } from './clock.ts'
import { type Markup, raw } from './markup.ts'
import { MUTED, RULE } from './palette.ts'

/** One mark of a chart with its encoding and data: a Vega-Lite unit. */
export type Layer = Readonly<Record<string, unknown>>

/** What a chart shows. Text and numbers only: no address is ever fetched. */
export interface Chart {
  /** What somebody who cannot see it is told. */
  readonly label: string
  /** `wide` fills the page and is drawn again, narrower, for phones; `half` fills a column. */
  readonly shape: 'wide' | 'half'
  /** CSS pixels of the plot itself. */
  readonly height: number
  /** The y axis bears names, and needs more room for them. */
  readonly names?: boolean
  readonly layer: readonly Layer[]
  /** The x axis: a span of the day in ms after midnight, or Vega-Lite's own axis. */
  readonly time?: readonly [from: number, to: number]
}

const WIDTHS = { wide: 1040, half: 470, narrow: 380 } as const
const PADDING = {
  wide: { left: 68, right: 14, top: 10, bottom: 28 },
  half: { left: 58, right: 14, top: 10, bottom: 28 },
  narrow: { left: 58, right: 12, top: 10, bottom: 28 },
} as const

/** Draws `chart` as inline SVG, for each width at which the page shows it. */
export async function drawChart(chart: Chart): Promise<Markup> {
  if (chart.shape === 'half') return raw(await svg(chart, 'half'))
  return raw((await svg(chart, 'wide')) + (await svg(chart, 'narrow')))
}

async function svg(chart: Chart, shape: keyof typeof WIDTHS): Promise<string> {
  const left = shape === 'wide' ? 240 : 116
  const padding = chart.names ? { ...PADDING[shape], left } : PADDING[shape]
  const width = WIDTHS[shape] - padding.left - padding.right
  const spec = {
    $schema: 'vega-lite',
    width,
    height: chart.height,
    padding,
    autosize: 'none',
    background: null,
    config: chart.names ? { ...CONFIG, axisLeft: { labelLimit: left - 8 } } : CONFIG,
    layer: chart.time === undefined ? chart.layer : chart.layer.map(onTimeAxis(chart.time, width)),
  }
  const compiled = compile(spec as unknown as TopLevelSpec, { logger: SILENT }).spec
  const view = new View(parse(compiled), { renderer: 'none' })
  const text = await view.toSVG()
  view.finalize()
  const box = /viewBox="[^"]*"/.exec(text)?.[0] ?? ''
  const label = chart.label.replace(/[&<>"]/g, ' ')
  const body = text.slice(text.indexOf('>') + 1).replace(/ aria-hidden="true"/g, '')
  const head = `<svg xmlns="http://www.w3.org/2000/svg" class="${shape}" ${box} role="img"`
  return `${head} aria-label="${label}">${body}`
}

/** The x channel of every layer of a chart over time: the same span, the same round times. */
function onTimeAxis(time: readonly [number, number], width: number): (layer: Layer) => Layer {
  const { values, format } = timeTicks(time[0], time[1], Math.max(3, Math.floor(width / 70)))
  return (layer) => {
    const { x, ...others } = (layer.encoding ?? {}) as Record<string, object>
    if (x === undefined) return layer
    const axis = { values, format, grid: false, labelFlush: true }
    const channel = {
      type: 'temporal',
      axis,
      ...x,
      scale: { type: 'utc', domain: time, nice: false },
    }
    return { ...layer, encoding: { x: channel, ...others } }
  }
}

const CONFIG = {
  aria: false,
  customFormatTypes: false,
  view: { stroke: null },
  axis: {
    title: null,
    domainColor: RULE,
    tickColor: RULE,
    gridColor: RULE,
    gridOpacity: 0.7,
    labelColor: MUTED,
    labelFontSize: 12,
    labelPadding: 6,
    tickSize: 4,
    labelFlush: false,
    labelOverlap: false,
    labelLimit: 0,
  },
  axisY: { domain: false, ticks: false, tickCount: 5 },
  axisX: { grid: false },
  bar: { discreteBandSize: { band: 0.7 } },
}

const quiet = (): typeof SILENT => SILENT
/** Vega-Lite's advice is for whoever writes charts, not for whoever runs a market. */
const SILENT = {
  level: quiet,
  error: quiet,
  warn: quiet,
  info: quiet,
  debug: quiet,
} as unknown as NonNullable<NonNullable<Parameters<typeof compile>[1]>['logger']>
