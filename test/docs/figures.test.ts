import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BenchReport } from '../../bench/conditions.ts'
import {
  type Figures,
  figuresOf,
  readLine,
  readReport,
  textOf,
  wrongWith,
} from '../../bench/figures/figures.ts'
import { fillFigures, PARTS } from '../../bench/figures/pages.ts'
import { type Row, rate, tableOf, time, times } from '../../bench/figures/rows.ts'
import { createSource } from '../../bench/figures/source.ts'
import { rateOf, spread, timeOf, verdictOf } from '../../bench/figures/tell.ts'

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const committed = read('docs/figures.json')
const figures = JSON.parse(committed) as Figures
const pages = Object.keys(PARTS).map((path) => ({ path, page: read(path) }))
const MARKED = /(<!-- figures:[\w-]+ -->)[\s\S]*?(<!-- end -->)/g

test.each(pages)('figures of $path are those of the run (else: npm run docs:figures)', (each) => {
  expect(each.page).toBe(fillFigures(each.path, each.page, figures))
})

test('the file of figures is as it is written, so that a figure changed by hand is in no other form', () => {
  expect(committed).toBe(textOf(figures))
})

test('whatever is typed into a part is taken out again', () => {
  const typed = fc.string().filter((text) => !text.includes('<!--') && !text.includes('-->'))
  fc.assert(
    fc.property(fc.constantFrom(...pages), fc.nat(), typed, ({ path, page }, at, text) => {
      const places = [...page.matchAll(MARKED)]
      const [whole, open, close] = places[at % places.length] as RegExpMatchArray
      const edited = page.replace(whole, () => `${open}${text}${close}`)
      expect(fillFigures(path, edited, figures)).toBe(page)
    }),
  )
})

test('a page without a place for a part, or with a place for no part, is refused', () => {
  const { path, page } = pages[0] as (typeof pages)[number]
  expect(() => fillFigures(path, page.replace(MARKED, ''), figures)).toThrow(RangeError)
  const more = `${page}<!-- figures:none --><!-- end -->`
  expect(() => fillFigures(path, more, figures)).toThrow('there are no figures "none"')
})

const report: BenchReport = {
  conditions: {
    ...{ processor: 'AMD EPYC', cores: 2, memory: 23, node: 'v20.20.2', commit: 'abc' },
    ...{ isClean: true, load: 0.123456, isSmall: false, begun: '2026-01-02', ended: '2026-01-02' },
  },
  benches: [
    {
      ...{ name: 'x', seconds: 1 },
      results: [
        { name: 'fast', unit: 'runs/s', rate: 4e6, runs: [2e6, 8e6, 4e6], hash: 'a' },
        { name: 'slow', unit: 'runs/s', rate: 2, runs: [1, 4, 2], hash: 'b', note: 'why' },
        { name: 'once', unit: 'ms', rate: 3, runs: [3], hash: 'c' },
      ],
    },
  ],
  ...{ profiles: [], failures: [] },
}
const small = figuresOf(report, null, null)

test('a report is read behind what npm says, and nothing else is taken for one', () => {
  const text = `\n> outcry@0.1.0 bench\n> node run\n\n${JSON.stringify(report, null, 2)}\n`
  expect(readReport(text)).toEqual(report)
  for (const none of ['', 'bench', '{', '{}', '{"benches": []}', JSON.stringify(report).slice(1)]) {
    expect(() => readReport(none)).toThrow(RangeError)
  }
})

test('of what a soak or the faults print the last line that is its own counts', () => {
  const text =
    'a line\n{"soak":{"gaps":1}}\n {"soak":{"gaps":2}}\n{"soak":{"gaps":3}}\n{"faults":{}}'
  expect(readLine('soak', text)).toEqual({ gaps: 3 })
  expect(() => readLine('other', text)).toThrow(RangeError)
})

test('small runs, a run that was cut off and one in which a bench failed are told', () => {
  const { conditions } = report
  expect(wrongWith(report)).toEqual([])
  expect(wrongWith({ ...report, conditions: { ...conditions, isSmall: true } })).toHaveLength(1)
  expect(wrongWith({ ...report, conditions: { ...conditions, ended: '' } })).toHaveLength(1)
  expect(wrongWith({ ...report, failures: [{ name: 'x', error: 'no' }] })).toEqual(['x failed: no'])
})

test('a figure is met where its median is within the aim, and missed beyond', () => {
  const bound = fc.option(fc.double({ noNaN: true }), { nil: undefined })
  fc.assert(
    fc.property(bound, bound, fc.double({ noNaN: true }), (least, most, value) => {
      const aim = {
        ...(least === undefined ? {} : { least }),
        ...(most === undefined ? {} : { most }),
      }
      const isBelow = least !== undefined && value < least
      const isAbove = most !== undefined && value > most
      expect(verdictOf({ text: '', ...aim }, value)).toBe(isBelow || isAbove ? 'missed' : 'met')
    }),
  )
})

test('a table tells what was measured beside its aim, and hears of what was not', () => {
  const rows: Row[] = [
    { what: 'a', aim: { text: '5 M', least: 5e6 }, of: rate('fast') },
    { what: 'b', aim: { text: '1 s', most: 1 }, of: time('slow') },
    { what: 'c', of: times('fast', 'slow') },
    { what: 'd', aim: { text: '1', least: 1 }, of: rate('none') },
    { what: 'e', of: rate('none'), unless: 'no right' },
    { what: 'f', of: times('fast', 'once') },
  ]
  const missing: string[] = []
  expect(tableOf(rows, createSource(small), (what) => missing.push(what)).split('\n')).toEqual([
    '| what | aim | measured |  |',
    '| --- | --- | --- | --- |',
    '| a | 5 M | 4.00 M (2.00 to 8.00) | missed |',
    '| b | 1 s | 500 ms (250 to 1,000) | met |',
    '| c |  | 2,000,000 times (2,000,000 to 2,000,000) |  |',
    '| d | 1 | not measured |  |',
    '| e |  | no right |  |',
    '| f |  | not measured |  |',
  ])
  expect(missing).toEqual(['none', 'fast by turns with once'])
})

test('what is written of a figure has three digits of the median, in a unit that suits it', () => {
  expect(timeOf([7.3e-7]).text).toBe('730 ns')
  expect(timeOf([8.8e-6, 7.9e-6, 9e-6]).text).toBe('8.80 µs (7.90 to 9.00)')
  expect(timeOf([0.0066, 0.005, 0.224]).text).toBe('6.60 ms (5.00 to 224)')
  expect(rateOf([875e3, 466e3, 1.04e6]).text).toBe('875 k (466 to 1,040)')
  expect(spread([-0.5, -1, 2], ' MB').text).toBe('−0.50 MB (−1.00 to 2.00)')
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 1 }),
      (of) => {
        const { text, value } = timeOf(of)
        const [said, unit] = text.replaceAll(',', '').split(' ') as [string, string]
        const scale = { s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 }[unit] as number
        expect(Math.abs(Number(said) * scale - value)).toBeLessThanOrEqual(
          0.0051 * Math.max(value, scale),
        )
      },
    ),
  )
})
