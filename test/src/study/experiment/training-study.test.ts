import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankingOf } from '../../../../src/study/experiment/ranking.ts'
import { jobOf } from '../../../../src/study/experiment/run-study.ts'
import { readStudy } from '../../../../src/study/experiment/study-file.ts'
import { runJob } from '../../../../src/study/experiment/training-cell.ts'
import { playSeeds } from '../../../../src/study/training/play-seeds.ts'
import { train } from '../../../../src/study/training/train.ts'
import { readTraining } from '../../../../src/study/training/training-file.ts'
import { outcry } from '../../cli/in-process.ts'
import { SMALL_FILE } from '../../learning/small-market.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'outcry-study-'))
const file = (name: string): string => join(FOLDER, name)
writeFileSync(file('small.yaml'), SMALL_FILE)
writeFileSync(
  file('buyer.yaml'),
  `
scenario: ${file('small.yaml')}
updates: 2
task:
  { from: 2 s, interval: 1 s, steps: 3, settle: 200 ms, parent: { side: buy, quantity: 8, finish: market },
    observe: [time-left], act: { type: remainder-at, reach: 2, beyond: 1 }, reward: [shortfall] }
ppo: { nSteps: 9, batchSize: 8, nEpochs: 1, hidden: [4] }
`,
)
const STUDY = `
name: rates
train: { file: buyer.yaml, episodes: 3 }
factors:
  - { name: rate, path: ppo.learningRate, values: [0.0003, 0.3] }
seeds: { first: 2, count: 2 }
measures:
  return: { measure: mean-return }
  steps: { measure: steps }
comparisons:
  - { factor: rate, baseline: 0.0003, measures: [return] }
`
writeFileSync(file('rates.yaml'), STUDY)

describe('a study of trainings', () => {
  const read = readStudy(file('rates.yaml'))

  test('trains in each cell what the training file says with its fields set, by the run’s seed', async () => {
    const run = await runJob(jobOf(read, 1, 3))
    const set = ['ppo.learningRate=0.3', 'seed=3']
    const { text } = await train(readTraining(file('buyer.yaml'), set), {
      ...{ onUpdate: () => {}, isInterrupted: () => false },
    })
    const seeds = [950_000, 950_001, 950_002]
    const { returns } = playSeeds({
      ...{ scenario: file('small.yaml'), set: [], text, name: 'p', baseline: undefined, seeds },
    })
    const mean = returns.reduce((sum, x) => sum + x, 0) / 3
    expect(run).toMatchObject({ cell: 1, seed: 3, values: { return: mean, steps: 18 } })
    expect(run.units).toEqual({ return: 'reward', steps: '' })
  })

  test('ranks its cells in the report, and goes on where it was left', async () => {
    const out = file('rates.study')
    const all = ['study', 'run', file('rates.yaml'), '--out', out, '--threads', '2']
    const said = await outcry(...all)
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/return: first is rate 0.0?[0-9]+ with /)
    const report = readFileSync(join(out, 'report.html'), 'utf8')
    expect(report).toContain('Ranking')
    expect(report).toContain('behind the first by')
    // A run that is lost is made again, and comes to the same.
    const log = readFileSync(join(out, 'runs.jsonl'), 'utf8').trim().split('\n')
    writeFileSync(join(out, 'runs.jsonl'), `${log.slice(0, -1).join('\n')}\n`)
    const again = await outcry(...all)
    expect(again.out).toMatch(/4 runs of 2 cells, 3 of them from before/)
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe(report)
  })

  const refusals: [string, string, RegExp][] = [
    [
      'train:',
      'scenario: zi-flow\ntrain:',
      /scenario is .*the training file’s where there is train/,
    ],
    [
      'train: { file: buyer.yaml, episodes: 3 }',
      '',
      /scenario is missing: name a scenario, or a training/,
    ],
    ['count: 2', 'count: 2, common: false', /trainings are compared seed by seed/],
    ['first: 2', 'first: 4000', /seeds come to 4001: the seeds of trainings are 0 to 4000/],
    [
      'mean-return',
      'mean-retrun',
      /has no "mean-retrun" \(did you mean "mean-return"\?\): there are/,
    ],
    [
      'ppo.learningRate',
      'ppo.learningRat',
      /ppo.learningRat is not a field \(did you mean "learningRate"/,
    ],
  ]
  test.each(refusals)('refuses %s as %s', async (from, to, refusal) => {
    writeFileSync(file('wrong.yaml'), STUDY.replace(from, to))
    const said = await outcry('study', 'run', file('wrong.yaml'), '--out', file('wrong.study'))
    expect(said.err).toMatch(refusal)
    expect(said.code).toBe(2)
  })
})

test('a ranking is in the order of plain means, each behind the first by their difference', () => {
  const read = readStudy(file('rates.yaml'))
  const cells = [0, 1, 2].map((index) => ({ index, levels: [], set: [] }))
  const value = fc.integer({ min: -9, max: 9 })
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { minLength: 2, maxLength: 5 }), (rows) => {
      const runs = rows.flatMap((row, seed) =>
        row.map((x, cell) => ({ cell, seed, values: { return: x }, units: {}, tape: '' })),
      )
      const means = [0, 1, 2].map(
        (n) => rows.reduce((sum, row) => sum + (row[n] ?? 0), 0) / rows.length,
      )
      const ranking = rankingOf(read.study, cells, runs)
      const order = [0, 1, 2].sort((a, b) => (means[b] ?? 0) - (means[a] ?? 0) || a - b)
      expect(ranking.map(({ cell }) => cell)).toEqual(order)
      for (const { cell, behind } of ranking.slice(1)) {
        const best = means[order[0] as number] as number
        expect(behind?.mean).toBeCloseTo(best - (means[cell] as number), 9)
      }
      expect(ranking[0]?.behind).toBeNull()
    }),
  )
})

test('the shipped example can be run', () => {
  const at = fileURLToPath(new URL('../../../../studies/learning/buyer-grid.yaml', import.meta.url))
  const { cells, trainings } = readStudy(at)
  expect(cells).toHaveLength(4)
  expect(trainings?.map(({ file: { ppo } }) => [ppo.learningRate, ppo.entCoef])).toEqual([
    [0.0003, 0],
    [0.0003, 0.01],
    [0.003, 0],
    [0.003, 0.01],
  ])
})
