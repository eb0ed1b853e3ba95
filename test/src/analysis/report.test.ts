import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE } from '../../../protocols/units.ts'
import { writeReport } from '../../../src/analysis/report/write-report.ts'
import { manifestOf, type RunRows, sweepRuns, syntheticRows, writeRun } from './fixture.ts'

let whole = ''
beforeAll(async () => {
  whole = await reportOf(syntheticRows())
})
afterAll(sweepRuns)

async function reportOf(rows: RunRows, manifest: object = manifestOf()): Promise<string> {
  return readFile(await writeReport(await writeRun(rows, manifest)), 'utf8')
}

/** What stands between tags, as a reader sees it. */
const words = (page: string): string =>
  page.replace(/<style>.*<\/style>/s, '').replace(/<[^>]*>/g, ' ')

const FIGURES = [
  'Price',
  'Volume',
  'Spread',
  'Depth at the touch',
  'One-minute returns',
  'Quantiles against a normal',
  'Memory of returns',
  'Memory of volatility',
  'Profit',
  'Inventory at the end',
  'Order-to-trade ratio',
  'Fill rate',
  'Inventory through the session',
  'Distribution by leg',
  'Messages a minute',
]
const figureOf = (page: string, title: string): string =>
  page
    .split('<figure')
    .find((figure) => figure.includes(`<h3>${title}</h3>`))
    ?.split('</figure>')[0] ?? ''

/** Every tag that is opened is closed, in order: what a browser need not guess. */
function expectBalanced(page: string): void {
  const open: string[] = []
  for (const [tag, slash, name, own] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*)[^>]*?(\/?)>/g)) {
    if (own === '/' || ['meta', 'br'].includes(name!)) continue
    if (slash === '') open.push(name!)
    else expect(open.pop(), `${tag} closes`).toBe(name)
  }
  expect(open).toEqual([])
}

/** One file: no script, no handler, and no address but the names of XML namespaces. */
function expectSelfContained(page: string): void {
  expect(page).not.toMatch(/<script|<link|<iframe|<image|@import|url\(/i)
  const namespaces = /xmlns(:xlink)?="http:\/\/www\.w3\.org\/[^"]*"/g
  expect(page.replace(namespaces, '')).not.toMatch(/https?:\/\//)
  expect(page.replace(namespaces, '')).not.toMatch(/\s(src|href|xlink:href)=/)
}

test('the report of a traded session draws every figure, in one small file that needs no other', () => {
  const page = whole
  for (const title of FIGURES) expect(figureOf(page, title), title).toContain('<svg')
  for (const id of ['quality', 'market', 'returns', 'groups', 'latency', 'activity', 'query']) {
    expect(page).toContain(`<section id="${id}">`)
  }
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/)
  expectSelfContained(page)
  expectBalanced(page)
  expect(page.length).toBeLessThan(1_500_000)
})

test('the header names the run, and a complete run bears no banner', () => {
  const text = words(whole)
  expect(text).toContain('seed 42')
  expect(text).toContain('ab12'.repeat(16))
  expect(text).toContain('09:30:00 to 10:30:00')
  expect(whole).not.toContain('class="banner')
})

test('prices are told in currency, at the decimals of the tick', () => {
  const last = Number(syntheticRows().trades.at(-1)!.price) / 100
  expect(words(whole)).toContain(last.toLocaleString('en-US', { minimumFractionDigits: 2 }))
})

test('an interrupted run says so, and how far it came', async () => {
  const reached = 60 * MINUTE
  const rows = syntheticRows()
  const early = (row: Record<string, unknown>): boolean => Number(row.time ?? row.sent) < reached
  const part = {
    ...rows,
    trades: rows.trades.filter(early),
    quotes: rows.quotes.filter(early),
    orders: rows.orders.filter(early),
  }
  const page = await reportOf(part, manifestOf({ status: 'interrupted', reached, hash: null }))
  expect(page).toContain('class="banner interrupted"')
  expect(words(page)).toMatch(/was interrupted\. +It came to 10:00:00 of 10:30:00 \(66\.7 %\)/)
  expect(words(page)).toContain('only a complete run has one')
  expect(figureOf(page, 'Price')).toContain('<svg')
  expectBalanced(page)
})

test('a failed run shows who failed, when, and of what', async () => {
  const error = { message: 'the book <broke>', at: 45 * MINUTE, actor: 'XOUT/0' }
  const page = await reportOf(
    {},
    manifestOf({ status: 'failed', reached: 45 * MINUTE, hash: null, error }),
  )
  expect(words(page)).toContain('XOUT/0 at 09:45:00')
  expect(page).toContain('the book &lt;broke&gt;')
})

test('a run stopped before the open has sentences where charts would be', async () => {
  const manifest = manifestOf({ status: 'interrupted', reached: 5 * MINUTE, hash: null })
  const page = await reportOf({}, manifest)
  expect(page).not.toContain('<svg')
  expect(figureOf(page, 'Price')).toContain('did not come to the opening')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
  expectBalanced(page)
})

test('a market in which nobody trades has quotes drawn and the rest said', async () => {
  const { quotes, orders, reports } = syntheticRows()
  const page = await reportOf({ quotes, orders, reports })
  expect(figureOf(page, 'Spread')).toContain('<svg')
  expect(figureOf(page, 'Volume')).toContain('Nothing traded')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
  expectBalanced(page)
})

test('a book that never has two sides has a depth, and neither spread nor price', async () => {
  const { quotes } = syntheticRows()
  const page = await reportOf({ quotes: quotes.map((q) => ({ ...q, ask: null, ask_size: 0 })) })
  expect(figureOf(page, 'Depth at the touch')).toContain('<svg')
  expect(figureOf(page, 'Spread')).toContain('never had two sides')
  expect(figureOf(page, 'Price')).toContain('there is no price')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
})

test('a market of one trade, or of one price, has a report', async () => {
  const rows = syntheticRows()
  const one = await reportOf({ ...rows, trades: rows.trades.slice(0, 1) })
  expect(figureOf(one, 'Price')).toContain('<svg')
  const flat = rows.quotes.map((quote) => ({ ...quote, bid: 99, ask: 101 }))
  const still = await reportOf({ quotes: flat })
  expect(figureOf(still, 'One-minute returns')).toContain('never moved')
  expect(still).not.toMatch(/NaN|undefined|Infinity/)
})

test('names are text, whatever a scenario calls its agents', async () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&'
  const rows = syntheticRows({
    seed: 3,
    minutes: 60,
    stepsPerMinute: 20,
    groups: [
      { group: hostile, count: 4 },
      { group: 'maker', count: 2 },
    ],
  })
  rows.events.push({ time: 0, actor: 1, actor_key: hostile, kind: 'failed', detail: hostile })
  const manifest = manifestOf({
    scenarioName: hostile,
    cast: [{ group: hostile, type: 'noise', first: 1, count: 4, cash: 0, computation: 0 }],
    venues: [{ name: hostile, actor: 0, instruments: [{ id: 0, symbol: hostile, tick: 0.01 }] }],
  })
  const page = await reportOf(rows, manifest)
  expect(page).not.toMatch(/<img/i)
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expectBalanced(page)
})

test('two markets have a column and a section each', async () => {
  const rows = syntheticRows()
  const other = <Row extends object>(list: Row[]): Row[] =>
    list.filter((_, index) => index % 2 === 0).map((row) => ({ ...row, instrument: 1 }))
  const instruments = [
    { id: 0, symbol: 'ABM', tick: 0.01 },
    { id: 1, symbol: 'XYZ', tick: 0.5 },
  ]
  const page = await reportOf(
    {
      ...rows,
      trades: [...rows.trades, ...other(rows.trades)],
      quotes: [...rows.quotes, ...other(rows.quotes)],
    },
    manifestOf({ venues: [{ name: 'XOUT', actor: 0, instruments }] }),
  )
  expect(words(page)).toContain('Price and liquidity, ABM at XOUT')
  expect(words(page)).toContain('Price and liquidity, XYZ at XOUT')
  expect(page).toContain('<section id="market-2">')
  expectBalanced(page)
})

test('what remarkably happened is listed, and the ordinary course of lives is not', async () => {
  const event = { actor: 1, actor_key: 'noise/0' }
  const events = [
    { ...event, time: 0, kind: 'lifecycle', detail: 'starting, life 0' },
    { ...event, time: 1, kind: 'lifecycle', detail: 'trading, life 0' },
    { ...event, time: 45 * MINUTE, kind: 'failed', detail: 'no such wallet' },
    { ...event, time: 45 * MINUTE + 1, kind: 'lifecycle', detail: 'restarting, life 1' },
    { ...event, time: 46 * MINUTE, kind: 'dropped', detail: 'fill 3 of XOUT/0' },
  ]
  const text = words(await reportOf({ events }))
  expect(text).toMatch(/3 events/)
  expect(text).toContain('no such wallet')
  expect(text).toContain('09:45:00')
  expect(text).toContain('fill 3 of XOUT/0')
  expect(text).not.toContain('life 0')
  const quiet = await reportOf({ events: events.slice(0, 2) })
  expect(quiet).not.toContain('<section id="events">')
})

test('imbalances of the book are counted, and not listed by the hundred', async () => {
  const event = { actor: 0, actor_key: 'XOUT/0', kind: 'imbalance', detail: 'buy began' }
  const events = Array.from({ length: 200 }, (_, index) => ({ ...event, time: index * MINUTE }))
  const text = words(await reportOf({ events }))
  expect(text).toContain('200 events: 200 imbalances.')
  expect(text).not.toContain('buy began')
})
