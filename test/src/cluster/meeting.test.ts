import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stageHash } from '../../../src/cluster/meeting.ts'
import { stage as scenarioStage } from '../../../src/cluster/scenario-stage.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { randomMarkets, stage } from './market-stage.ts'

test('partitions that would not run in step have other hashes: of who, where, how long, how far', () => {
  fc.assert(
    fc.property(randomMarkets(100), (market) => {
      const here = stageHash(stage(market))
      expect(stageHash(stage({ ...market, seed: market.seed + 1 }))).toBe(here)
      const { traders, placement } = market
      const [first, second] = placement as [number, number]
      const moved = placement.with(1, first === second ? 9 : first)
      for (const other of [
        { traders: traders.slice(1) },
        { placement: moved },
        { end: market.end + 1 },
        { delay: market.delay + 1 },
      ]) {
        expect(stageHash(stage({ ...market, ...other }))).not.toBe(here)
      }
      const read = (text: string): string => stageHash({ ...stage(market), contents: () => text })
      expect(read('a')).not.toBe(read('b'))
    }),
  )
})

test('a scenario in partitions is made of what is in its files, whatever they are called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-'))
  const [here, there] = ['here.csv', 'there.csv'].map((name) => join(folder, name))
  const rows = (last: number): string => `ms\n1\n2\n${last}\n`
  const contents = (file = ''): string | undefined => {
    const jitter = { type: 'empirical', file, column: 'ms', unit: 'ms' }
    const set = [`latency.direct.jitter=${JSON.stringify(jitter)}`]
    const scenario = loadScenario('three-speeds', { set })
    return scenarioStage({ scenario, partitions: 2 }).contents?.()
  }
  for (const file of [here, there]) writeFileSync(file as string, rows(3))
  expect(contents(here)).toBe(contents(there))
  writeFileSync(there as string, rows(4))
  expect(contents(here)).not.toBe(contents(there))
})
