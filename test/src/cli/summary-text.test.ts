import { expect, test } from 'vitest'
import type { Summary } from '../../../src/analysis/summary.ts'
import { formatRows } from '../../../src/cli/rows-text.ts'
import { summaryText } from '../../../src/cli/summary-text.ts'
import type { Manifest } from '../../../src/journal/manifest.ts'

const manifest = {
  scenarioName: 'rmsc04',
  seed: 7,
  status: 'complete',
  reached: 25_201e9,
  hash: 'ab'.repeat(32),
  session: { start: '09:00:00', open: 1800e9, close: 25_200e9 },
  venues: [{ name: 'exchange', actor: 0, instruments: [{ id: 0, symbol: 'ABM', tick: 0.01 }] }],
  seconds: { build: 0.1, run: 2, write: 1 },
} as unknown as Manifest

const summary: Summary = {
  messages: 217_708,
  agents: 1116,
  venues: 1,
  trades: 20_089,
  volume: 1_234_567,
  quotes: 50_000,
  orders: 30_000,
  cancels: 1000,
  replaces: 0,
  refusals: 3,
  orderToTrade: 1.5432,
  lastPrice: 100_012,
  meanSpreadPerUpdate: 3,
  meanSpreadTimeWeighted: 2.5,
  minuteReturnDeviationBp: 0.804,
  restarts: 0,
  dropped: 0,
  failures: 0,
  market: 'ABM at exchange',
  profitByGroup: [
    { group: 'value', agents: 102, profit: 43_004, volume: 900_000, orders: 1, fills: 2770 },
    { group: 'noise', agents: 1000, profit: -43_004, volume: 4301, orders: 1, fills: 80 },
  ],
}

test('a run is summed up on one screen', () => {
  expect(summaryText(manifest, summary, ['open runs/x/report.html'])).toBe(`\
scenario        rmsc04, seed 7
span            09:00:00 to 16:00:01, 12,601 times as fast as life
actors          1,116 traders, 1 venue
messages        217,708 in 2.00 s: 108,854 a second
market          ABM at exchange
trades          20,089, 1,234,567 lots
orders          30,000 new, 1,000 cancels
order to trade  1.5 messages a trade
last price      1,000.12
mean spread     0.0250 (2.50 ticks)
volatility      0.80 bp a minute
refused         3 requests
tape            ${'ab'.repeat(32)}

group   agents    profit    volume   fills
value      102   +43,004   900,000   2,770
noise    1,000   −43,004     4,301      80

open runs/x/report.html
`)
})

test('a run without a trade or a quote is summed up with dashes', () => {
  const nothing = { lastPrice: null, orderToTrade: null, meanSpreadTimeWeighted: null, market: '' }
  const text = summaryText(
    { ...manifest, status: 'interrupted', hash: null, seconds: { build: 0, run: 0, write: 0 } },
    { ...summary, ...nothing, minuteReturnDeviationBp: null, profitByGroup: [] },
    [],
  )
  expect(text).toContain('scenario        rmsc04, seed 7, interrupted\n')
  expect(text).toContain('last price      –\n')
  expect(text).not.toMatch(/NaN|undefined|null/)
})

test('rows are aligned, numbers to the right, and CSV quotes what it must', () => {
  const columns = ['name', 'n']
  const rows = [
    ['a', 10],
    ['say "hi", you', null],
  ]
  expect(formatRows(columns, rows, 'table')).toBe(
    'name            n\na              10\nsay "hi", you\n',
  )
  expect(formatRows(columns, rows, 'csv')).toBe('name,n\na,10\n"say ""hi"", you",\n')
})
