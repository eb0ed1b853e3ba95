import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { poolDays } from '../../../../src/analysis/facts/return-series.ts'
import { correlatedLags, FACTS, showing } from '../../../../src/analysis/realism/eleven-facts.ts'
import { measureRealism } from '../../../../src/analysis/realism/realism.ts'
import { subjectOfRecord } from '../../../../src/analysis/realism/subject.ts'
import { writeRealism } from '../../../../src/analysis/realism/write-realism.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'
import { outcry } from '../../cli/in-process.ts'
import { realData } from '../../history/real-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-realism-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fact = (name: string) => FACTS.find((one) => one.name === name)!

/** Days of independent normal returns, which show next to none of the facts. */
function dull(days = 3) {
  const random = createFakeRandom(4)
  const day = () => ({ returns: Array.from({ length: 200 }, () => random.normal(0, 1e-3)) })
  const signs = poolDays([
    { returns: Array.from({ length: 900 }, () => (random.chance(0.5) ? 1 : -1)) },
  ])
  return {
    name: '<dull>',
    step: 'minute',
    series: poolDays(Array.from({ length: days }, day)),
    signs,
  }
}

test('there are eleven facts, and a fact is shown where its whole interval lies within', () => {
  expect(FACTS).toHaveLength(11)
  const tails = fact('Heavy tails')
  expect(showing(tails, { estimate: 3, error: 0.1, low: 2.6, high: 4 })).toBe('yes')
  expect(showing(tails, { estimate: 3, error: 1, low: 2, high: 4 })).toBe('unclear')
  expect(showing(tails, { estimate: 7, error: 1, low: 6, high: 8 })).toBe('no')
  expect(showing(tails, { estimate: Number.NaN, error: 1, low: 6, high: 8 })).toBeNull()
})

test('independent normal returns have no memory, no fat tails and no volume to go with', () => {
  const { facts } = measureRealism(dull(), 60)
  expect(correlatedLags(facts)).toBe(0)
  expect(showing(fact('Heavy tails'), facts.figures.tailIndex)).not.toBe('yes')
  expect(showing(fact('Volatility clustering'), facts.figures.clustering)).not.toBe('yes')
  expect(showing(fact('Volume and volatility'), facts.figures.volumeCorrelation)).toBeNull()
})

test('the page stands by itself, and a name is text on it', async () => {
  const path = join(folder, 'page.html')
  const market = measureRealism(dull(), 20)
  await writeRealism(path, [market, { ...market, name: 'other' }])
  const text = readFileSync(path, 'utf8')
  expect(text).toContain('&lt;dull&gt;')
  expect(text).not.toContain('<dull>')
  expect(text).not.toMatch(/(src|href)=|url\(|<script/)
  for (const { name } of FACTS) expect(text).toContain(name)
  expect(text.match(/<svg /g)!.length).toBe(5)
  expect(text).not.toContain('NaN')
})

test('a run beside prices of a file, in one document', async () => {
  const prices = join(folder, 'prices.csv')
  const random = createFakeRandom(2)
  let price = 100
  const rows = Array.from({ length: 300 }, () => (price *= 1 + random.normal(0, 0.01)))
  writeFileSync(prices, `close\n${rows.join('\n')}\n`)
  await outcry('run', 'tiny', '--out', folder, '--no-report')
  const { out } = await outcry('realism', 'latest', '--runs', folder, '--against', prices, '--json')
  const [simulated, recorded] = JSON.parse(out)
  expect(simulated).toMatchObject({ name: 'tiny (TINY)', step: 'minute' })
  expect(recorded).toMatchObject({ name: 'prices.csv', step: 'row', returns: 299, signs: null })
  expect(recorded.figures.deviation.estimate).toBeCloseTo(0.01, 2)
})

test('a real day shows volatility clustering, and volume that goes with volatility', ({ skip }) => {
  const path = realData('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip', skip)
  const { name, facts, signs } = measureRealism(subjectOfRecord(path), 60)
  expect(name).toBe('AMZN, LOBSTER')
  expect(showing(fact('Volatility clustering'), facts.figures.clustering)).not.toBe('no')
  expect(showing(fact('Volume and volatility'), facts.figures.volumeCorrelation)).toBe('yes')
  expect(signs!.values[0]).toBeGreaterThan(0.6)
})
