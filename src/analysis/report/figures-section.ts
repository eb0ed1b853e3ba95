import type { Market } from '../market.ts'
import { autocorrelations } from '../measures/autocorrelation.ts'
import { deviationBp } from '../measures/minute-returns.ts'
import { excessKurtosis } from '../measures/moments.ts'
import { orderToTrade } from '../measures/order-to-trade.ts'
import { html, type Markup } from './markup.ts'
import type { MarketFigures } from './measure-market.ts'
import { decimal, decimalsOf } from './number-format.ts'
import { section, table } from './section.ts'

/** One line of the table: what it is, in which unit, and how it is made. */
interface Measure {
  readonly name: string
  readonly unit: string
  readonly definition: string
  readonly value: (figures: MarketFigures) => string
}

const price = (ticks: number, { tick }: Market): string => decimal(ticks * tick, decimalsOf(tick))

const MEASURES: readonly Measure[] = [
  {
    name: 'Trades',
    unit: '',
    definition: 'Matches of a resting order with an incoming one.',
    value: ({ market }) => decimal(market.trades),
  },
  {
    name: 'Volume',
    unit: 'lots',
    definition: 'Sizes of all trades, each counted once.',
    value: ({ volume }) => decimal(volume),
  },
  {
    name: 'Last price',
    unit: 'currency',
    definition: 'Price of the last trade.',
    value: ({ last, market }) => price(last, market),
  },
  {
    name: 'Range',
    unit: 'currency',
    definition: 'Lowest to highest trade price.',
    value: ({ low, high, market }) =>
      Number.isFinite(low) ? `${price(low, market)} to ${price(high, market)}` : '–',
  },
  {
    name: 'Change',
    unit: 'bp',
    definition: 'Log change from the first to the last trade price.',
    value: ({ first, last }) => decimal(Math.log(last / first) * 10_000, 1),
  },
  {
    name: 'Quoted spread, by time',
    unit: 'ticks',
    definition:
      'Best ask less best bid, weighted by how long each stood; one-sided books left out.',
    value: ({ spreadTimeWeighted }) => decimal(spreadTimeWeighted, 2),
  },
  {
    name: 'Quoted spread, by update',
    unit: 'ticks',
    definition: 'The same, each book update counted once.',
    value: ({ spreadPerUpdate }) => decimal(spreadPerUpdate, 2),
  },
  {
    name: 'Effective spread',
    unit: 'ticks',
    definition:
      'Twice the distance of a trade from the mid before it, towards the aggressor’s side; weighted by size.',
    value: ({ effective }) => decimal(effective, 2),
  },
  {
    name: 'Realised spread, 5 s',
    unit: 'ticks',
    definition: 'Twice the distance of a trade from the mid 5 s later: what was left to the maker.',
    value: ({ realised5s }) => decimal(realised5s, 2),
  },
  {
    name: 'Realised spread, 60 s',
    unit: 'ticks',
    definition: 'The same, 60 s later.',
    value: ({ realised60s }) => decimal(realised60s, 2),
  },
  {
    name: 'Depth at the best bid',
    unit: 'lots',
    definition: 'Size at the best bid, weighted by how long it stood; an empty side is 0.',
    value: ({ depth }) => decimal(depth.bid, 1),
  },
  {
    name: 'Depth at the best ask',
    unit: 'lots',
    definition: 'The same at the best ask.',
    value: ({ depth }) => decimal(depth.ask, 1),
  },
  {
    name: 'One-minute deviation',
    unit: 'bp',
    definition: 'Sample standard deviation of one-minute log returns of the mid.',
    value: ({ returns }) => decimal(deviationBp(returns), 2),
  },
  {
    name: 'Excess kurtosis',
    unit: '',
    definition: 'Of one-minute returns: 0 for a normal, more where tails are fat.',
    value: ({ returns }) => decimal(excessKurtosis(returns), 2),
  },
  {
    name: 'Autocorrelation, lag 1',
    unit: '',
    definition: 'Of one-minute returns; of their absolute values after the stroke.',
    value: ({ returns }) => {
      const [plain = Number.NaN] = autocorrelations(returns, 1)
      const [absolute = Number.NaN] = autocorrelations(returns.map(Math.abs), 1)
      return `${decimal(plain, 3)} / ${decimal(absolute, 3)}`
    },
  },
  {
    name: 'Mean size of a trade',
    unit: 'lots',
    definition: 'Volume over trades.',
    value: ({ volume, market }) => decimal(volume / market.trades, 1),
  },
  {
    name: 'Book updates',
    unit: '',
    definition: 'Changes of the best bid, the best ask or a size there.',
    value: ({ quotes }) => decimal(quotes),
  },
  {
    name: 'Order-to-trade ratio',
    unit: '',
    definition: 'Order-entry messages for one trade.',
    value: ({ requests, market }) => decimal(orderToTrade(requests, market.trades), 2),
  },
]

/** The table of market-quality figures, a column a market. */
export function figuresSection(markets: readonly MarketFigures[]): Markup {
  const names =
    markets.length === 1
      ? ['value']
      : markets.map(({ market }) => `${market.symbol}, ${market.venueName}`)
  const numeric = markets.map((_, index) => index + 1)
  const rows = MEASURES.map(({ name, unit, definition, value }) => [
    name,
    ...markets.map(value),
    unit,
    html`<span class="quiet">${definition}</span>`,
  ])
  return section(
    'quality',
    'Market quality',
    table(['measure', ...names, 'unit', 'definition'], rows, numeric),
  )
}

/** The handful of figures that come first, large. */
export function headlines({ market, ...figures }: MarketFigures): Markup {
  const { volume, last, spreadTimeWeighted, returns, requests } = figures
  const tiles: [string, string, string][] = [
    ['Trades', decimal(market.trades), ''],
    ['Volume', decimal(volume), 'lots'],
    ['Last price', price(last, market), ''],
    ['Mean spread', decimal(spreadTimeWeighted, 2), 'ticks'],
    ['Minute deviation', decimal(deviationBp(returns), 2), 'bp'],
    ['Messages a trade', decimal(orderToTrade(requests, market.trades), 1), ''],
  ]
  const list = tiles.map(
    ([name, value, unit]) =>
      html`<div><dt>${name}</dt><dd>${value} <small>${unit}</small></dd></div>`,
  )
  return html`<dl class="tiles">${list}</dl>
`
}
