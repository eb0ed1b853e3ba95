import { autocorrelations, independenceBand } from '../measures/autocorrelation.ts'
import { deviation, mean } from '../measures/moments.ts'
import type { Chart, Layer } from './chart.ts'
import type { Markup } from './markup.ts'
import { decimal, plural } from './number-format.ts'
import { INK, MUTED, SERIES } from './palette.ts'
import { columns, writeFigure } from './section.ts'

/** Returns below this many say nothing about a distribution. */
const RETURNS_MIN = 10
const LAGS = 30

/**
 * The distribution of one-minute returns and their memory.
 * @param returns log returns of the mid, one a minute
 */
export async function returnFigures(returns: Float64Array): Promise<Markup> {
  const points = Float64Array.from(returns, (value) => value * 10_000)
  const spread = deviation(points)
  const lack = lacking(points, spread)
  const band = `the lines at ±1.96/√n hold nineteen in twenty of independent returns`
  return columns(
    await writeFigure({
      title: 'One-minute returns',
      note: 'Share of the minutes by the return of the mid, in basis points',
      legend: [
        { colour: SERIES[2], name: 'returns' },
        { colour: INK, name: 'normal of the same mean and deviation' },
      ],
      chart: lack ?? histogram(points, spread),
    }),
    await writeFigure({
      title: 'Quantiles against a normal',
      note: 'Each return in deviations from the mean, against the normal quantile of its rank; fat tails leave the line',
      chart: lack ?? quantiles(points, spread),
    }),
    await writeFigure({
      title: 'Memory of returns',
      note: `Autocorrelation of one-minute returns by lag in minutes; ${band}`,
      chart: lack ?? memory(points, 'Autocorrelation of one-minute returns by lag'),
    }),
    await writeFigure({
      title: 'Memory of volatility',
      note: `Autocorrelation of absolute one-minute returns by lag in minutes; ${band}`,
      chart:
        lack ??
        memory(points.map(Math.abs), 'Autocorrelation of absolute one-minute returns by lag'),
    }),
  )
}

function lacking(points: Float64Array, spread: number): string | undefined {
  if (points.length < RETURNS_MIN) {
    return `The run has ${plural(points.length, 'one-minute return')}: too few to say anything by.`
  }
  return spread > 0 ? undefined : 'The mid never moved from minute to minute.'
}

function histogram(points: Float64Array, spread: number): Chart {
  const centre = mean(points)
  const reach = Math.max(...points.map((point) => Math.abs(point - centre)))
  const extent = Math.min(reach, 6 * spread) * 1.02
  const bins = Math.max(9, Math.min(41, Math.round(Math.sqrt(points.length)) * 2 + 1))
  const width = (2 * extent) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const point of points) {
    const bin = Math.floor((point - centre + extent) / width)
    // What lies beyond six deviations stands in the outermost bins.
    const place = Math.max(0, Math.min(bins - 1, bin))
    counts[place] = (counts[place] as number) + 1
  }
  const bars = counts.map((count, bin) => ({
    x: centre - extent + bin * width,
    end: centre - extent + (bin + 0.94) * width,
    y: count / points.length,
    zero: 0,
  }))
  const curve = Array.from({ length: 81 }, (_, step) => {
    const x = centre + (step / 40 - 1) * extent
    const density =
      Math.exp(-(((x - centre) / spread) ** 2) / 2) / (spread * Math.sqrt(2 * Math.PI))
    return { x, y: density * width }
  })
  const y = { field: 'y', type: 'quantitative', axis: { format: '.0%' } }
  const x = {
    field: 'x',
    type: 'quantitative',
    axis: { tickCount: 7, grid: false },
    scale: { nice: false },
  }
  const layer: Layer[] = [
    {
      data: { values: bars },
      mark: { type: 'rect', color: SERIES[2], opacity: 0.8 },
      encoding: { x, x2: { field: 'end' }, y, y2: { field: 'zero' } },
    },
    {
      data: { values: curve },
      mark: { type: 'line', color: INK, strokeWidth: 1.4 },
      encoding: { x, y },
    },
  ]
  const label = `Histogram of ${plural(points.length, 'one-minute return')}, deviation ${decimal(spread, 2)} basis points`
  return { label, shape: 'half', height: 210, layer }
}

function quantiles(points: Float64Array, spread: number): Chart {
  const centre = mean(points)
  const sorted = points.toSorted()
  const thinned = Math.max(1, Math.ceil(sorted.length / 500))
  const values = Array.from(sorted, (point, rank) => ({
    x: normalQuantile((rank + 0.5) / sorted.length),
    y: (point - centre) / spread,
    rank,
  })).filter(({ rank }) => {
    return rank % thinned === 0 || rank < 25 || rank >= sorted.length - 25
  })
  const reach = Math.ceil(Math.max(...values.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)))))
  const line = [
    { x: -reach, y: -reach },
    { x: reach, y: reach },
  ]
  const channel = (field: string, grid: boolean): object => ({
    field,
    type: 'quantitative',
    axis: { tickCount: 7, format: 'd', grid },
    scale: { domain: [-reach, reach], nice: false },
  })
  const encoding = { x: channel('x', false), y: channel('y', true) }
  return {
    label: 'Quantiles of one-minute returns against those of a normal distribution',
    shape: 'half',
    height: 210,
    layer: [
      { data: { values: line }, mark: { type: 'line', color: MUTED, strokeWidth: 1 }, encoding },
      {
        data: { values },
        mark: { type: 'circle', color: SERIES[2], size: 14, opacity: 0.9 },
        encoding,
      },
    ],
  }
}

/**
 * The standard normal quantile of `share`, 0..1 exclusive, to within 4.5e-4.
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23.
 */
export function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share)
  const t = Math.sqrt(-2 * Math.log(tail))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  const size = Math.max(0, t - above / below)
  return share < 0.5 ? -size : size
}

function memory(points: Float64Array, label: string): Chart {
  const values = Array.from(autocorrelations(points, LAGS), (y, index) => ({
    x: index + 0.72,
    end: index + 1.28,
    y,
    zero: 0,
  }))
  const band = independenceBand(points.length)
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0.3, values.length + 0.7], nice: false },
    axis: { values: [1, 5, 10, 15, 20, 25, 30], format: 'd', grid: false },
  }
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    axis: { format: '.2f' },
    scale: { nice: true },
  })
  const rule = (at: number, dash: readonly number[]): Layer => ({
    data: { values: [{ y: at }] },
    mark: { type: 'rule', color: MUTED, strokeDash: dash },
    encoding: { y: y('y') },
  })
  return {
    label,
    shape: 'half',
    height: 180,
    layer: [
      {
        data: { values },
        mark: { type: 'rect', color: SERIES[0] },
        encoding: { x, x2: { field: 'end' }, y: y('y'), y2: { field: 'zero' } },
      },
      rule(0, [1, 0]),
      rule(band, [4, 3]),
      rule(-band, [4, 3]),
    ],
  }
}
