import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MEASURES, measureRun } from '../../../../src/analysis/catalogue/measure-run.ts'
import type { Measurement } from '../../../../src/analysis/catalogue/measurement.ts'
import { openRunFolder } from '../../../../src/journal/run-folder.ts'
import { outcry } from '../../cli/in-process.ts'

const runs = mkdtempSync(join(tmpdir(), 'outcry-measure-'))
const folder = (): string => openRunFolder('latest', runs).path
let found: Measurement[]
beforeAll(async () => {
  await outcry('run', 'tiny', '--seed', '3', '--out', runs, '--no-report')
  found = await measureRun(folder())
})
afterAll(() => rmSync(runs, { recursive: true }))

test('a run has each measure but those that need two venues, or a race', () => {
  const names = new Set(found.map(({ measure }) => measure))
  const lacking = MEASURES.filter((name) => !names.has(name))
  expect(lacking).toEqual(['races', 'information-shares', 'crossed-markets', 'locked-markets'])
  expect(found.filter(({ value }) => value === null)).toEqual([])
})

const valuesOf = (measure: string, what: string): number[] =>
  found.filter((one) => one.measure === measure && one.what === what).map(({ value }) => value!)

test('the effective spread is the realised one and the impact', () => {
  for (const what of ['100 ms', '5 s']) {
    const [realised] = valuesOf('realised-spread', what)
    const [impact] = valuesOf('price-impact', what)
    expect(realised! + impact!).toBeCloseTo(valuesOf('effective-spread', '')[0]!, 0)
  }
})

test('what one group makes another loses, in each part', () => {
  for (const what of ['profit', 'spread capture', 'position taking', 'inventory']) {
    const sum = valuesOf('profit-parts', what).reduce((total, value) => total + value, 0)
    expect(sum).toBeCloseTo(0, 6)
  }
})

test('measures that are asked for come alone', async () => {
  const some = await measureRun(folder(), ['vpin', 'depth'])
  expect([...new Set(some.map(({ measure }) => measure))]).toEqual(['depth', 'vpin'])
})

test('a measure that there is not is told, with the one that was meant', async () => {
  const { code, err } = await outcry('measure', 'latest', '--runs', runs, '--only', 'vpim')
  expect(code).toBe(2)
  expect(err).toContain('no measure is called "vpim" (did you mean "vpin"?)')
})

test('the table has units, and JSON has the numbers', async () => {
  const table = await outcry('measure', 'latest', '--runs', runs, '--only', 'kyle-lambda')
  expect(table.out).toMatch(/kyle-lambda +TINY at exchange +1 min +-?[\d.]+ +ticks\/lot/)
  const json = await outcry('measure', 'latest', '--runs', runs, '--only', 'kyle-lambda', '--json')
  expect(JSON.parse(json.out)).toEqual(await measureRun(folder(), ['kyle-lambda']))
})
