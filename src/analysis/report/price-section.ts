import { inMarket, type Market } from '../market.ts'
import type { Chart, Layer } from './chart.ts'
import type { Markup } from './markup.ts'
import { decimalsOf, plural } from './number-format.ts'
import { BUY, INK, SELL } from './palette.ts'
import { type Source, writeFigure } from './section.ts'
import { outline, sliceOf } from './series.ts'

/** The mid as a line and the trades as dots in the colour of the aggressor. */
export async function priceFigure(source: Source, market: Market): Promise<Markup> {
  const digits = decimalsOf(market.tick)
  return writeFigure({
    title: 'Price',
    note: `Mid of the best bid and ask, and ${plural(market.trades, 'trade')}; currency, a tick being ${market.tick}`,
    legend: [
      { colour: INK, name: 'mid' },
      { colour: BUY, name: 'trade, buyer aggressor' },
      { colour: SELL, name: 'trade, seller aggressor' },
    ],
    chart: await priceChart(source, market, digits),
  })
}

async function priceChart(source: Source, market: Market, digits: number): Promise<Chart | string> {
  const { tables, span, clock } = source
  if (span.to <= span.from) return 'The run did not come to the opening of the market.'
  const mids = await tables.columns(
    outline('(bid + ask) / 2.0', `(SELECT * FROM quotes WHERE ${inMarket(market)})`, span),
  )
  const dots = await tables.rows(dotsOf(source, market))
  if ((mids.time?.length ?? 0) === 0 && dots.length === 0) {
    return 'Nothing traded, and the book never had two sides: there is no price.'
  }
  const layer: Layer[] = [
    ...(['buy', 'sell'] as const).map((side) => ({
      data: {
        values: scattered(
          dots
            .filter(({ aggressor }) => aggressor === side)
            .map(({ time, price }) => ({
              x: clock.milliseconds(Number(time)),
              y: Number(price) * market.tick,
            })),
        ),
      },
      mark: {
        type: 'line',
        color: side === 'buy' ? BUY : SELL,
        strokeWidth: 5.5,
        strokeCap: 'round',
        opacity: 0.5,
        invalid: 'break-paths-filter-domains',
      },
      encoding: { x: { field: 'x' }, y: priceAxis(digits), order: { value: null } },
    })),
    {
      data: { values: pairs(mids, (ns) => clock.milliseconds(ns), market.tick) },
      mark: { type: 'line', interpolate: 'step-after', color: INK, strokeWidth: 1 },
      encoding: { x: { field: 'x' }, y: priceAxis(digits) },
    },
  ]
  const label = `The price of ${market.symbol} over the session`
  return { label, shape: 'wide', height: 320, layer, time: timesOf(source) }
}

/** The x domain of a chart over the session: ms after midnight. */
export const timesOf = ({ span, clock }: Source): [number, number] => [
  clock.milliseconds(span.from),
  clock.milliseconds(span.to),
]

const priceAxis = (digits: number): object => ({
  field: 'y',
  type: 'quantitative',
  scale: { zero: false },
  axis: { format: `,.${digits}f` },
})

/** The points of two columns, `y` times `scale`. */
export function pairs(
  { time, y }: Record<string, Float64Array>,
  x: (ns: number) => number,
  scale = 1,
): { x: number; y: number }[] {
  return Array.from(time ?? [], (ns, index) => ({ x: x(ns), y: (y?.[index] as number) * scale }))
}

/**
 * The points with a gap after each: a line mark with round caps draws a lone point as a dot, and all
 * of them in one path, a tenth of the bytes of a symbol each.
 */
function scattered(points: { x: number; y: number }[]): { x: number; y: number | null }[] {
  return points.flatMap((point) => [point, { x: point.x, y: null }])
}

/** Of the trades whose dots would cover each other, one. */
function dotsOf({ span }: Source, market: Market): string {
  const here = `${inMarket(market)} AND time BETWEEN ${span.from} AND ${span.to}`
  return `
    WITH here AS (SELECT * FROM trades WHERE ${here}),
    range AS (SELECT min(price) AS low, greatest(1, max(price) - min(price)) AS height FROM here)
    SELECT aggressor, arg_max(time, size) AS time, arg_max(price, size) AS price
    FROM here, range
    GROUP BY aggressor, ${sliceOf('time', span)}, CAST((price - low) * 70.0 / height AS INTEGER)
    ORDER BY time`
}
