import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { conclude } from '../../../src/study/inference/conclude.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const MARKET = `
name: desk
session: { start: "09:30:00", open: "09:30:00", close: "09:31:00" }
instruments:
  - { symbol: CALM, tick: 0.01, fundamental: { type: jumps, value: 100000, meanInterval: "1 s", deviation: 5 } }
venues:
  - { name: exchange, instruments: [CALM], feeds: [trade, quote, depthByPrice], computation: "0 ns" }
latency: { type: constant, delay: "1 ms" }
groups:
  - { name: news, type: news, computation: "0 ns" }
  - { name: maker, type: news-maker, computation: "0 ns", parameters: { halfSpread: 2, size: 100 } }
`
const TASK = `
from: 6 s
interval: 1 s
steps: 15
settle: 100 ms
observe: [{ type: position, scale: 20 }, realised]
act: { type: exposure, size: 20, levels: 1 }
reward: [preservation]
`
const TERMS = `
updates: 2
judgeSteps: 2
batchSize: 8
ppo: { nSteps: 30, batchSize: 15, nEpochs: 2, hidden: [4] }
clone: { hidden: [4], epochs: 5 }
tabular:
  { bins: 2, explored: 4, resamples: 3, linear: { steps: 20 }, deep: { steps: 5, hidden: [4] }, bayesian: { burnIn: 5, samples: 50 } }
`

beforeAll(async () => {
  writeFileSync(file('desk.yaml'), MARKET)
  const expert =
    '  - { name: preserver, type: capital-preserver, parameters: { levels: 1, interval: 1 s } }\n'
  writeFileSync(file('expert.yaml'), `${MARKET}${expert}`)
  writeFileSync(file('task.yaml'), TASK)
  writeFileSync(file('terms.yaml'), TERMS)
  await outcry(
    ...['demonstrate', '--scenario', file('expert.yaml'), '--seeds', '4', '--actor', 'preserver/0'],
    ...['--task', file('task.yaml'), '--out', file('demos')],
  )
})

describe('outcry infer', () => {
  const infer = (out: string, ...more: string[]) =>
    outcry(
      ...['infer', file('demos'), '--scenario', file('desk.yaml'), '--terms', file('terms.yaml')],
      ...['--out', file(out), ...more],
    )

  test('recovers a reward and a trader, twice the same, who plays where a scenario names it', async () => {
    const said = await infer('a', '--method', 'airl')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/reward: position .*, realised /)
    await infer('b', '--method', 'airl')
    for (const name of ['policy.json', 'reward.json', 'inferred.json']) {
      expect(readFileSync(file(`a/${name}`), 'utf8')).toBe(readFileSync(file(`b/${name}`), 'utf8'))
    }
    const page = readFileSync(file('a/report.html'), 'utf8')
    expect(page).toMatch(/distance of positions, lots<\/td><td><\/td><td class="number">\d/)
    expect(page).not.toMatch(/NaN|undefined|>-\d/)
    expect(page).toMatch(/Expert beside inferred[\s\S]*What it is after[\s\S]*<svg/)
    const inferred =
      '  - { name: human, type: inferred, count: 2, parameters: { file: a/policy.json } }\n'
    writeFileSync(file('with.yaml'), `${MARKET}${inferred}`)
    const run = await outcry('run', file('with.yaml'), '--out', file('run'), '--no-report')
    expect(run).toMatchObject({ code: 0, err: '' })
    expect(run.out).toMatch(/human +2 /)
  })

  test('tells a reward on states with how sure it is, and a trader who plays for it', async () => {
    const said = await infer('m', '--method', 'maximum-entropy')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/reward: position \S+ \[\S+, \S+\], realised /)
    expect(existsSync(file('m/reward.json'))).toBe(true)
    expect(readFileSync(file('m/report.html'), 'utf8')).toMatch(/What it is after[\s\S]*<svg/)
    const deep = await infer('n', '--method', 'deep-maximum-entropy', '--json')
    expect(JSON.parse(deep.out)).toMatchObject({ method: 'deep-maximum-entropy', updates: 2 })
    const bayesian = await infer('o', '--method', 'bayesian')
    expect(bayesian.out).toMatch(/position +realised +pays\n/)
    expect(existsSync(file('o/reward.json'))).toBe(false)
    expect(readFileSync(file('o/report.html'), 'utf8')).toMatch(/What its states pay/)
  })

  test('learns anew for a reward that was recovered, and clones without one', async () => {
    const anew = await infer('c', '--reward', file('a/reward.json'), '--json')
    expect(JSON.parse(anew.out)).toMatchObject({
      method: 'retrain',
      updates: 2,
      trained: 3,
      tested: 1,
    })
    const clone = await infer('d', '--method', 'clone', '--json')
    expect(JSON.parse(clone.out)).toMatchObject({ method: 'clone', updates: 0 })
    expect(existsSync(file('d/reward.json'))).toBe(false)
  })

  test('on states hears Ctrl-C before it has learned anything, and says so', async () => {
    const asked = { demos: file('demos'), scenario: file('desk.yaml'), terms: file('terms.yaml') }
    const stopped = conclude({
      ...{ ...asked, method: 'maximum-entropy', set: [], seed: 1, out: file('stopped') },
      onUpdate: () => {},
      isInterrupted: () => true,
    })
    await expect(stopped).rejects.toThrow('interrupted before anything was inferred')
  })

  test('says what is wrong with what it is given', async () => {
    writeFileSync(file('bad.yaml'), 'updates: none\n')
    const bad = await outcry('infer', file('demos'), '--terms', file('bad.yaml'))
    expect(bad).toMatchObject({ code: 2 })
    expect(bad.err).toMatch(/bad.yaml:1:10 updates must be a whole number/)
    const none = await outcry('infer', file('nowhere'))
    expect(none.code).toBe(2)
    expect(none.err).toMatch(/demonstrations.json: there is no such file.*outcry demonstrate/)
  })
})
