import { HORIZONS } from '../facts/stylized-facts.ts'
import type { Chart, Layer } from '../report/chart.ts'
import { MUTED, SERIES } from '../report/palette.ts'
import type { Figure } from '../report/section.ts'
import type { Realism } from './realism.ts'

const colourOf = (index: number): string => SERIES[index] as string
const legendOf = (markets: readonly Realism[]) =>
  markets.map(({ name }, index) => ({ colour: colourOf(index), name }))

const linear = (field: string, axis: object = {}, scale: object = {}): object => ({
  field,
  type: 'quantitative',
  axis: { grid: field !== 'x', ...axis },
  scale: { nice: true, ...scale },
})
const LOG = { type: 'log', nice: false }
const rule = (y: number): Layer => ({
  data: { values: [{ y }] },
  mark: { type: 'rule', color: MUTED },
  encoding: { y: { field: 'y', type: 'quantitative' } },
})

/** Autocorrelation of returns at the first lags, with the joint band of each. */
export function returnsFigure(markets: readonly Realism[]): Figure {
  const layer = markets.flatMap(({ facts }, index): Layer[] => {
    const shift = markets.length === 1 ? 0 : (index - 0.5) * 0.3
    const values = Array.from(facts.returns.band, (half, place) => {
      const y = facts.returns.values[place] as number
      return { x: place + 1 + shift, y, low: y - half, high: y + half }
    })
    const x = linear('x', { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], format: 'd' }, BY_LAG)
    const y = linear('low', { format: '.2f' })
    return [
      {
        data: { values },
        mark: { type: 'rule', color: colourOf(index), strokeWidth: 2 },
        encoding: { x, y, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'circle', color: colourOf(index), size: 40, opacity: 1 },
        encoding: { x, y: linear('y', { format: '.2f' }) },
      },
    ]
  })
  return {
    title: 'Returns forget',
    note: 'Autocorrelation of returns by lag, with bands that hold all ten lags at once at 95 %',
    legend: legendOf(markets),
    chart: chart('Autocorrelation of returns by lag', [rule(0), ...layer]),
  }
}
const BY_LAG = { domain: [0.4, 10.6], nice: false }

/** Autocorrelation of absolute returns over a hundred lags, both axes logarithmic. */
export function sizesFigure(markets: readonly Realism[]): Figure {
  return {
    title: 'Volatility remembers',
    note: 'Autocorrelation of absolute returns by lag, both axes logarithmic: a power law is a line; lags at which it is not positive are left out',
    legend: legendOf(markets),
    chart: logChart(
      'Autocorrelation of absolute returns by lag',
      markets.map(({ facts }) => memoryPoints(facts.sizes.values)),
    ),
  }
}

/** The same of order signs. */
export function signsFigure(markets: readonly Realism[]): Figure {
  const known = markets.some(({ signs }) => signs !== null)
  return {
    title: 'Order signs remember',
    note: 'Autocorrelation of the signs of aggressors by lag in orders, both axes logarithmic',
    legend: legendOf(markets),
    chart: known
      ? logChart(
          'Autocorrelation of order signs by lag',
          markets.map(({ signs }) => memoryPoints(signs?.values ?? [])),
        )
      : 'Neither market says who took.',
  }
}

/** The share of absolute returns above a size, in deviations. */
export function tailFigure(markets: readonly Realism[]): Figure {
  const points = markets.map(({ series, facts }) => {
    const deviation = facts.figures.deviation.estimate
    const sizes = series.returns.map((value) => Math.abs(value) / deviation).toSorted()
    const count = sizes.length
    const chosen = new Set<number>()
    for (let step = 0; step <= 160; step++) {
      // Ranks at equal steps of the logarithm of the share above them.
      chosen.add(Math.min(count - 1, Math.floor(count * (1 - count ** (-step / 160)))))
    }
    return [...chosen].map((rank) => ({ x: sizes[rank] as number, y: (count - rank) / count }))
  })
  const normal = Array.from({ length: 40 }, (_, step) => {
    const x = 0.5 + step * 0.09
    return { x, y: 2 * upperTail(x) }
  })
  return {
    title: 'Tails are heavy',
    note: 'Share of absolute returns above a size in deviations, both axes logarithmic; grey: a normal',
    legend: legendOf(markets),
    chart: logChart('Share of absolute returns above a size', points, normal, [0.5, 20]),
  }
}

/** P(Z > x): Abramowitz and Stegun 7.1.26 through erfc, within 1e-7. */
function upperTail(x: number): number {
  const t = 1 / (1 + 0.3275911 * (x / Math.SQRT2))
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return (series * Math.exp((-x * x) / 2)) / 2
}

/** Excess kurtosis by horizon, with intervals. */
export function horizonFigure(markets: readonly Realism[]): Figure {
  const names = ['kurtosis', 'kurtosis5', 'kurtosis15', 'kurtosis30'] as const
  const layer = markets.flatMap(({ facts }, index): Layer[] => {
    const values = names.map((name, place) => {
      const { estimate, low, high } = facts.figures[name]
      return { x: (HORIZONS[place] as number) * (1 + 0.06 * index), y: estimate, low, high }
    })
    const x = linear('x', { values: HORIZONS, format: 'd' }, { ...LOG, domain: [0.8, 40] })
    const mark = { color: colourOf(index), strokeWidth: 2 }
    return [
      {
        data: { values },
        mark: { type: 'rule', ...mark },
        encoding: { x, y: linear('low'), y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', point: { color: colourOf(index), size: 40 }, ...mark },
        encoding: { x, y: linear('y') },
      },
    ]
  })
  return {
    title: 'Long returns are more normal',
    note: 'Excess kurtosis by horizon in steps, with 95 % intervals; 0 is a normal',
    legend: legendOf(markets),
    chart: chart('Excess kurtosis by horizon', [rule(0), ...layer]),
  }
}

/** Mean volume, over its mean, by decile of absolute return. */
export function volumeFigure(markets: readonly Realism[]): Figure {
  const layer = markets.flatMap(({ series: { returns, volumes } }, index): Layer[] => {
    if (volumes === null) return []
    const order = Array.from(returns.keys()).sort(
      (a, b) => Math.abs(returns[a] as number) - Math.abs(returns[b] as number),
    )
    const mean = volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length
    const values = Array.from({ length: 10 }, (_, decile) => {
      const own = order.slice(
        Math.floor((decile * order.length) / 10),
        Math.floor(((decile + 1) * order.length) / 10),
      )
      const sum = own.reduce((total, place) => total + (volumes[place] as number), 0)
      return { x: decile + 1, y: sum / own.length / mean }
    })
    return [
      {
        data: { values },
        mark: {
          type: 'line',
          color: colourOf(index),
          strokeWidth: 2,
          point: { color: colourOf(index), size: 40 },
        },
        encoding: {
          x: linear('x', { values: values.map(({ x }) => x), format: 'd' }, DECILES),
          y: linear('y', { format: '.1f' }),
        },
      },
    ]
  })
  return {
    title: 'Volume goes with volatility',
    note: 'Mean volume of the steps in each tenth by absolute return, as a multiple of the mean of all',
    legend: legendOf(markets),
    chart:
      layer.length === 0
        ? 'Neither market says what was traded.'
        : chart('Volume by decile of absolute return', [rule(1), ...layer]),
  }
}
const DECILES = { domain: [0.7, 10.3], nice: false }

interface Point {
  readonly x: number
  readonly y: number
}

const memoryPoints = (values: ArrayLike<number>): Point[] =>
  Array.from(values, (y, index) => ({ x: index + 1, y })).filter(({ y }) => y > 0)

const chart = (label: string, layer: readonly Layer[]): Chart => ({
  label,
  shape: 'half',
  height: 230,
  layer,
})

function logChart(
  label: string,
  markets: readonly (readonly Point[])[],
  reference: readonly Point[] = [],
  domain: readonly [number, number] = [1, 100],
): Chart {
  const heights = [...markets.flat(), ...reference].map(({ y }) => y)
  const least = Math.max(1e-4, Math.min(...markets.flat().map(({ y }) => y)))
  const most = Math.max(...heights)
  const inside = ({ x, y }: Point): boolean => x >= domain[0] && x <= domain[1] && y >= least * 0.8
  const x = linear('x', { format: '~g', tickCount: 4 }, { ...LOG, domain })
  const y = linear(
    'y',
    { format: '~g', tickCount: 4 },
    { ...LOG, domain: [least * 0.8, most * 1.2] },
  )
  const line = (values: readonly Point[], color: string, index: number): Layer[] => [
    {
      data: { values: values.filter(inside) },
      mark:
        index < 0
          ? { type: 'line', color, strokeWidth: 1.2 }
          : { type: 'circle', color, size: 22, opacity: 0.9 },
      encoding: { x, y },
    },
  ]
  return chart(label, [
    ...line(reference, MUTED, -1),
    ...markets.flatMap((values, index) => line(values, colourOf(index), index)),
  ])
}
