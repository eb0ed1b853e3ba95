import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecorded } from '../../../actors/fundamental/recorded.ts'
import { HOUR, MINUTE, nanos, SECOND } from '../../../protocols/units.ts'
import { readValueSeries } from '../../../src/history/value-series.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { realData } from '../../src/history/real-data.ts'

const row = fc.record({
  gap: fc.integer({ min: 1, max: 50 }),
  value: fc.integer({ min: 1, max: 1_000 }),
})

/** At a row, next to it, or anywhere. */
const moment = fc.record({
  of: fc.nat(11),
  near: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -200, max: 200 })),
})

test('it is what a plain walk over the rows says', () => {
  const rows = fc.array(row, { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(rows, fc.constantFrom('hold', 'line'), moment, (rows, between, { of, near }) => {
      let time = -1
      const times = rows.map(({ gap }) => {
        time += gap
        return time
      })
      const values = rows.map(({ value }) => value)
      const at = Math.max(0, 100 + (times[of % times.length] as number) + near)
      const value = createRecorded({ times, values }, between as 'hold' | 'line', nanos(100))
      let expected = values[0] as number
      times.forEach((start, nth) => {
        if (at - 100 < start) return
        expected = values[nth] as number
        const [end, next] = [times[nth + 1], values[nth + 1]]
        if (between === 'hold' || end === undefined || next === undefined) return
        expected += ((next - expected) * (at - 100 - start)) / (end - start)
      })
      expect(Math.abs(value(nanos(at)) - expected)).toBeLessThanOrEqual(0.5)
    }),
  )
})

const written = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'outcry-')), 'value.csv')
  writeFileSync(file, text)
  return file
}
const terms = { column: 'value', every: SECOND, from: 0, scale: 1 }

test('a file is read by its columns, in ticks and nanoseconds', () => {
  const file = written('second, value\n0,10.5\n\n1.5,11\n7,9.25\n')
  expect(readValueSeries({ ...terms, file, time: 'second', scale: 100 })).toEqual({
    times: [0, 1.5 * SECOND, 7 * SECOND],
    values: [1_050, 1_100, 925],
  })
  expect(readValueSeries({ ...terms, file, from: 2 }).times).toEqual([0, SECOND])
})

test.each([
  ['', {}, 'a recorded value needs a file'],
  ['value\n1\n', { column: 'price' }, 'there is no column "price": there are value'],
  ['value\n1\nx\n', {}, ':3: value "x" is no number'],
  ['value\n0\n', {}, ':2: a value is above 0, not 0'],
  ['value,t\n1,2\n1,2\n', { time: 't' }, ':3: times must ascend'],
  ['value\n1\n', { from: 1 }, 'no row is left after the first 1'],
])('%j is refused', (text, more, refusal) => {
  const file = text === '' ? '' : written(text)
  expect(() => readValueSeries({ ...terms, file, ...more })).toThrow(refusal)
})

test('twenty years of an index are a morning’s value', ({ skip }) => {
  const file = realData('returns/sp500-daily-1999-2018.csv.gz', skip)
  const scenario = parseScenario(
    `
name: index
session: { start: "09:30:00", open: "09:30:00", close: "16:00:00" }
instruments:
  - symbol: SPX
    fundamental: { type: file, file: "${file}", column: Close, every: "1 s", scale: 100 }
venues: [{ name: exchange }]
latency: { type: constant, delay: "1 ms" }
groups: []
`,
    'index.yaml',
  )
  const simulation = createSimulation(scenario)
  const at = (second: number) => simulation.fundamentalAt('SPX', nanos(second * SECOND))
  // 4 January 1999 closed at 1228.10, the next day at 1244.78.
  expect([at(0), at(0.5), at(1)]).toEqual([122_810, 122_810, 124_478])
  expect(at(HOUR / SECOND)).toBeGreaterThan(0)
  expect(at((90 * MINUTE) / SECOND)).toBe(at((6 * HOUR) / SECOND))
})
