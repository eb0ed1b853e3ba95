import { MINUTE } from '../../../protocols/units.ts'
import { inMarket, type Market } from '../market.ts'
import type { Chart } from './chart.ts'
import type { Markup } from './markup.ts'
import { BUY, SELL, SERIES } from './palette.ts'
import { timesOf } from './price-section.ts'
import { type Source, writeFigure } from './section.ts'
import { sliceOf } from './series.ts'

const SPREAD_SLICES = 200

/** The spread through the session: its mean in each slice of time, and its range. */
export async function spreadFigure(source: Source, market: Market): Promise<Markup> {
  return writeFigure({
    title: 'Spread',
    note: 'Best ask less best bid, in ticks: the mean of the book updates in each slice of time, and the range of the middle nine tenths',
    legend: [
      { colour: SERIES[3], name: 'mean' },
      { colour: 'color-mix(in srgb, var(--s4) 25%, transparent)', name: '5 % to 95 %' },
    ],
    chart: await spreadChart(source, market),
  })
}

async function spreadChart(source: Source, market: Market): Promise<Chart | string> {
  const { tables, span } = source
  if (span.to <= span.from) return 'The run did not come to the opening of the market.'
  const rows = await tables.rows(`
    SELECT ${sliceOf('time', span, SPREAD_SLICES)} AS slice, avg(ask - bid) AS mean,
      quantile_disc(ask - bid, 0.05) AS low, quantile_disc(ask - bid, 0.95) AS high
    FROM quotes WHERE ${inMarket(market)} AND time BETWEEN ${span.from} AND ${span.to}
      AND bid IS NOT NULL AND ask IS NOT NULL
    GROUP BY slice ORDER BY slice`)
  if (rows.length === 0) return 'The book never had two sides: there is no spread.'
  const [from, to] = timesOf(source)
  const values = rows.map(({ slice, mean, low, high }) => ({
    x: from + ((Number(slice) + 0.5) * (to - from)) / SPREAD_SLICES,
    mean,
    low,
    high,
  }))
  const y = { type: 'quantitative', scale: { zero: true }, axis: { format: ',~r' } }
  return {
    label: `The spread of ${market.symbol} over the session`,
    shape: 'wide',
    height: 170,
    time: [from, to],
    layer: [
      {
        data: { values },
        mark: { type: 'area', color: SERIES[3], opacity: 0.25, interpolate: 'step' },
        encoding: { x: { field: 'x' }, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', color: SERIES[3], strokeWidth: 1.6, interpolate: 'step' },
        encoding: { x: { field: 'x' }, y: { field: 'mean', ...y } },
      },
    ],
  }
}

/** What stands at the best bid, upwards, and at the best ask, downwards, through the session. */
export async function touchFigure(source: Source, market: Market): Promise<Markup> {
  return writeFigure({
    title: 'Depth at the touch',
    note: 'Lots at the best ask (upwards) and at the best bid (downwards): the mean of the book updates in each slice of time',
    legend: [
      { colour: SELL, name: 'best ask' },
      { colour: BUY, name: 'best bid' },
    ],
    chart: await touchChart(source, market),
  })
}

async function touchChart(source: Source, market: Market): Promise<Chart | string> {
  const { tables, span } = source
  if (span.to <= span.from) return 'The run did not come to the opening of the market.'
  const rows = await tables.rows(`
    SELECT ${sliceOf('time', span, SPREAD_SLICES)} AS slice,
      -avg(bid_size) AS bid, avg(ask_size) AS ask
    FROM quotes WHERE ${inMarket(market)} AND time BETWEEN ${span.from} AND ${span.to}
    GROUP BY slice ORDER BY slice`)
  if (rows.length === 0) return 'Nothing was ever quoted: there is no depth.'
  const [from, to] = timesOf(source)
  const values = rows.map(({ slice, bid, ask }) => ({
    x: from + ((Number(slice) + 0.5) * (to - from)) / SPREAD_SLICES,
    bid,
    ask,
    zero: 0,
  }))
  return {
    label: `Lots at the touch of ${market.symbol} over the session`,
    shape: 'wide',
    height: 180,
    time: [from, to],
    layer: mirrored(values, { type: 'area', interpolate: 'step', opacity: 0.75 }),
  }
}

/** Two layers about a common zero: `ask` above in the colour of sellers, `bid` below. */
export function mirrored(values: readonly object[], mark: object): Chart['layer'] {
  const axis = { format: ',~r', labelExpr: 'format(abs(datum.value), ",~r")' }
  return (['ask', 'bid'] as const).map((field) => ({
    data: { values },
    mark: { ...mark, color: field === 'ask' ? SELL : BUY },
    encoding: {
      x: { field: 'x' },
      y: { field, type: 'quantitative', axis, stack: null },
      y2: { field: 'zero' },
    },
  }))
}

/** Traded volume in bars, by the side of the aggressor. */
export async function volumeFigure(source: Source, market: Market): Promise<Markup> {
  const { span } = source
  const minutes = [1, 5, 15, 30, 60, 120].find((size) => span.to - span.from <= 90 * size * MINUTE)
  const width = (minutes ?? 240) * MINUTE
  const each = width === MINUTE ? 'every minute' : `every ${width / MINUTE} minutes`
  return writeFigure({
    title: 'Volume',
    note: `Lots traded ${each}, by the aggressor’s side`,
    legend: [
      { colour: BUY, name: 'buyer aggressor' },
      { colour: SELL, name: 'seller aggressor' },
    ],
    chart: await volumeChart(source, market, width),
  })
}

async function volumeChart(source: Source, market: Market, width: number): Promise<Chart | string> {
  const { tables, span, clock } = source
  const rows = await tables.rows(`
    SELECT CAST(floor(time / ${width}) AS BIGINT) * ${width} AS since,
      coalesce(sum(size) FILTER (aggressor = 'buy'), 0) AS bought, sum(size) AS total
    FROM trades WHERE ${inMarket(market)} AND time BETWEEN ${span.from} AND ${span.to}
    GROUP BY since ORDER BY since`)
  if (rows.length === 0) return 'Nothing traded: there is no volume.'
  const gap = width * 0.08
  const values = rows.map(({ since, bought, total }) => ({
    x: clock.milliseconds(Math.max(span.from, Number(since)) + gap),
    end: clock.milliseconds(Math.min(span.to, Number(since) + width - gap)),
    zero: 0,
    bought,
    total,
  }))
  const y = (field: string): object => ({ field, type: 'quantitative', axis: { format: ',~r' } })
  const bar = (low: string, high: string, color: string): Chart['layer'][number] => ({
    data: { values },
    mark: { type: 'rect', color },
    encoding: { x: { field: 'x' }, x2: { field: 'end' }, y: y(low), y2: { field: high } },
  })
  return {
    label: `Traded volume of ${market.symbol} over the session`,
    shape: 'wide',
    height: 170,
    time: timesOf(source),
    layer: [bar('zero', 'bought', BUY), bar('bought', 'total', SELL)],
  }
}
