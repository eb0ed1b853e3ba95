import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ActorContext, Market } from '../../../actors/actor.ts'
import { Kind } from '../../../protocols/kind.ts'
import type { Message } from '../../../protocols/message.ts'
import { readDelays } from '../../../src/history/recorded-delays.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { realData } from './real-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'outcry-delays-'))
const write = (name: string, text: string | Buffer): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

test('a column of a CSV is read in its unit, gzipped or not', () => {
  const text = 'at,delay\n1,0.5\n2,2\n'
  const from = { column: 'delay', unit: 1_000 }
  expect(readDelays({ file: write('a.csv', text), ...from })).toEqual([500, 2_000])
  expect(readDelays({ file: write('a.csv.gz', gzipSync(text)), ...from })).toEqual([500, 2_000])
  expect(readDelays({ file: write('b.csv', 'delay\n7\n'), unit: 1 })).toEqual([7])
})

test('of a recorded feed the delays above the least are left, to the nanosecond', () => {
  const line = (received: string, sent: number) => `${received} {"e":"trade","E":${sent},"p":"1"}`
  const lines = [
    line('1700000001000000250', 1_700_000_002_000),
    '1700000001000000999 {"u":1}',
    line('1700000001004000100', 1_700_000_002_003),
  ]
  // −1 s + 250 ns and −999 ms + 100 ns: the clocks agree on nothing, the differences are right.
  expect(readDelays({ file: write('feed', lines.join('\n')), unit: 1 })).toEqual([0, 999_850])
})

test.each([
  ['no.csv', undefined, undefined, 'cannot be read'],
  ['c.csv', 'a,b\n1,2\n', undefined, 'no column is named: its columns are a, b'],
  ['d.csv', 'a,b\n1,2\n', 'c', 'there is no column "c": its columns are a, b'],
  ['e.csv', 'a\n1\n-2\n', 'a', ':3 a delay must be a number, 0 or more, not "-2"'],
  ['f.csv', 'a\n', 'a', 'there is no delay in it'],
])('%s is refused with its place and what is there', (name, text, column, said) => {
  const file = text === undefined ? join(folder, name) : write(name, text)
  expect(() => readDelays({ file, column, unit: 1 })).toThrow(said)
})

test('a scenario takes its jitter from a file beside it', () => {
  write('jitter.csv', 'us\n3\n3\n3\n')
  const jitter = '{ type: empirical, file: jitter.csv, column: us, unit: us }'
  const scenario = write(
    'fast.yaml',
    `name: fast
instruments: [{ symbol: X, fundamental: { type: constant } }]
venues: [{ name: v, computation: 0 ns }]
latency: { type: links, direct: { base: 2 us, jitter: ${jitter} } }
groups: []
`,
  )
  const asker = (market: Market) => (context: ActorContext) => ({
    receive({ kind }: Message) {
      if (kind === Kind.start) context.after(1_000, 0)
      const { venue, instrument } = market
      if (kind === Kind.timer) context.send(venue, { kind: Kind.massCancel, instrument })
    },
  })
  const simulation = createSimulation(loadScenario(scenario), {
    actors: [{ key: 'mine/0', actor: asker }],
  })
  const spans: number[] = []
  simulation.reports$.subscribe(({ sent, arrives }) => spans.push(arrives - sent))
  simulation.runUntil(simulation.end)
  expect(spans).toEqual([5_000])
})

test('a real feed has delays of milliseconds, where it is at hand', ({ skip }) => {
  const file = realData('crypto/binance_spot_ethusdt_20240808.gz', skip)
  const delays = readDelays({ file, unit: 1 }).sort((a, b) => a - b)
  expect(delays.length).toBeGreaterThan(5_000)
  expect(delays[0]).toBe(0)
  // Half within tens of milliseconds of the fastest, none beyond some seconds.
  expect(delays[delays.length >> 1] as number).toBeLessThan(100e6)
  expect(delays.at(-1) as number).toBeLessThan(5e9)
})
