import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { halts, ticks } from '../../../../examples/properties.ts'
import { loadScenario, parseScenario } from '../../../../src/simulation/scenario/load.ts'
import { checkProperties } from '../../../../src/study/property/check.ts'
import { attack, holdsOf } from '../../../../src/study/property/market-property.ts'
import { smallMarkets } from '../../../../src/study/property/markets.ts'
import { emptyFolder, outcry } from '../../cli/in-process.ts'
import { studyFile } from '../experiment/small-study.ts'

const FILE = fileURLToPath(new URL('../../../../examples/properties.ts', import.meta.url))
const TESTING = fileURLToPath(new URL('../../../../src/testing.ts', import.meta.url))
const busy = {
  says: 'nobody trades',
  markets: smallMarkets({ minutes: 3, noise: 10 }),
  measures: { trades: { measure: 'activity', what: 'trades' } },
  holds: (play: Parameters<typeof halts.holds>[0]) => play().values.trades === 0,
}
/** A file of properties, one false and one true, of the smallest markets. */
const TWO = `
import { smallMarkets } from '${TESTING}'
const markets = smallMarkets({ minutes: 3, noise: 10 })
const measures = { trades: { measure: 'activity', what: 'trades' } }
export const silence = {
  says: 'nobody trades', markets, measures, holds: (play) => play().values.trades === 0,
}
export const price = { says: 'there is a price', markets, measures, holds: () => true }
`

describe('small markets', () => {
  test('can all be run, and are as small as asked', () => {
    fc.assert(
      fc.property(smallMarkets({ minutes: 59, noise: 3, value: 2, makers: 1 }), (file) => {
        const { groups, session } = parseScenario(JSON.stringify(file), 'found')
        const counts = groups.map(({ count }) => count)
        expect(counts.every((count, nth) => count <= ([3, 2, 1][nth] as number))).toBe(true)
        expect(session.close).toBeLessThanOrEqual(59 * 60e9)
      }),
    )
  })
})

describe('a hypothesis', () => {
  test('that is false is refuted by the smallest market that shows it', () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const found = attack(busy, seed, 100)
        expect(found).toEqual(attack(busy, seed, 100))
        const scenario = found?.scenario
        expect(scenario === undefined || holdsOf(busy, scenario)).toBe(false)
        // Whoever trades needs somebody to trade with, and there are few of each.
        const traders = scenario?.groups?.reduce((sum, { count = 1 }) => sum + count, 0)
        expect(traders).toBeLessThanOrEqual(3)
        expect(scenario?.session?.close).toBe('09:31:00')
      }),
      { numRuns: 5 },
    )
  })

  test('about halts is refuted, and one about ticks is not', async () => {
    const found = await checkProperties(FILE, { seed: 2, runs: 20, threads: 2 })
    expect(found.map(({ name, counterexample }) => [name, counterexample !== null])).toEqual([
      ['batches', true],
      ['halts', true],
      ['ticks', false],
    ])
    const scenario = found[1]?.counterexample?.scenario
    expect(scenario !== undefined && holdsOf(halts, scenario)).toBe(false)
    expect(scenario !== undefined && holdsOf(ticks, scenario)).toBe(true)
  })
})

describe('outcry check', () => {
  test('says what is refuted, the same on any number of threads, and writes it to be run', async () => {
    const file = studyFile(TWO, 'two.ts')
    const folder = emptyFolder()
    const asked = ['--seed', '2', '--runs', '30', '--threads', '1', '--out', folder]
    const { code, err, out } = await outcry('check', file, ...asked)
    expect([code, err]).toEqual([1, ''])
    const two = await checkProperties(file, { seed: 2, runs: 30, threads: 2 })
    expect(two.map(({ name }) => name)).toEqual(['price', 'silence'])
    expect(two[0]?.counterexample).toBe(null)
    const found = two[1]?.counterexample
    const path = join(folder, 'silence.counterexample.json')
    expect(out).toBe(
      'not refuted by 30 markets: there is a price\n' +
        `refuted, after ${found?.shrinks} shrinks: nobody trades (Property failed by returning false)\n` +
        `  ${path}\n`,
    )
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(found?.scenario)
    expect(loadScenario(path).name).toBe('found')
    expect(holdsOf(busy, JSON.parse(readFileSync(path, 'utf8')))).toBe(false)
  })

  test('says where there is nothing to check', async () => {
    const empty = studyFile('export const none = 1\n', 'none.mjs')
    expect(await outcry('check', empty)).toMatchObject({
      ...{ code: 2, out: '' },
      err: `outcry: ${empty}: exports no property: one has says, markets, measures and holds\n`,
    })
    expect(await outcry('check', 'nowhere.mjs')).toMatchObject({
      ...{ code: 2, out: '' },
      err: 'outcry: nowhere.mjs: there is no such file\n',
    })
  })
})
