import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPolicy } from '../../../actors/learner/policy-file.ts'
import { playSeeds } from '../../../src/study/training/play-seeds.ts'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const TRAINING = `
scenario: ${file('small.yaml')}
updates: 3
seed: 2
task:
  { from: 20 s, interval: 4 s, steps: 6, settle: 1 s, parent: { side: buy, quantity: 8, finish: market },
    observe: [time-left, inventory, spread], act: { type: remainder-at, reach: 3, beyond: 1 }, reward: [shortfall] }
ppo: { nSteps: 48, batchSize: 16, hidden: [8] }
`

beforeAll(() => {
  writeFileSync(file('small.yaml'), SMALL_FILE)
  writeFileSync(file('buyer.yaml'), TRAINING)
})

describe('outcry train', () => {
  test('trains a network that remembers by TensorFlow.js, and says by what', async () => {
    const text = TRAINING.replace(
      'hidden: [8]',
      'hidden: [{ type: gru, units: 4 }], sequence: 6',
    ).replace('updates: 3', 'updates: 1')
    writeFileSync(file('gru.yaml'), `${text}backend: wasm\n`)
    const said = await outcry('train', file('gru.yaml'), '--out', file('gru.json'))
    expect(said.code).toBe(0)
    expect(said.err).toMatch(/learns by TensorFlow.js \S+ \(wasm: taken\)/)
    const { training, policy } = readPolicy(readFileSync(file('gru.json'), 'utf8'), 'gru.json')
    expect(training.backend).toMatch(/^TensorFlow.js \S+ on wasm$/)
    expect(policy.shape.hidden).toEqual([{ type: 'gru', units: 4 }])
  })

  test('writes a policy that a scenario can name, the same each time', async () => {
    const train = (out: string) =>
      outcry('train', file('buyer.yaml'), '--out', file(out), '--log', file('log.jsonl'), '--json')
    const said = await train('a.json')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(said.out)).toMatchObject({ policy: file('a.json'), updates: 3 })
    const text = readFileSync(file('a.json'), 'utf8')
    const { training, policy } = readPolicy(text, 'a.json')
    expect(training).toMatchObject({ steps: 144, firstSeed: 2_000_000, updates: 3 })
    expect(policy.shape).toEqual({ inputs: 3, hidden: [8], outputs: 5 })
    const log = readFileSync(file('log.jsonl'), 'utf8').trim().split('\n')
    expect(log.map((line) => JSON.parse(line).update)).toEqual([1, 2, 3])
    await train('b.json')
    expect(readFileSync(file('b.json'), 'utf8')).toBe(text)

    const market = SMALL_FILE.replace(
      'feeds: [trade, quote]',
      'feeds: [trade, quote, depthByPrice]',
    )
    const learned = '  - { name: buyers, type: learned, count: 3, parameters: { file: a.json } }\n'
    writeFileSync(file('with.yaml'), `${market}\n${learned}`)
    const run = await outcry('run', file('with.yaml'), '--out', file('run'), '--until', '2 min')
    expect(run).toMatchObject({ code: 0, err: '' })
    expect(run.out).toMatch(/buyers +3 /)
  })

  test('keeps the policy of its best evaluation, ends early, and says so', async () => {
    const choice = 'evaluation: { evalFreq: 1, nEvalEpisodes: 4, maxNoImprovementEvals: 1 }\n'
    const text = TRAINING.replace('updates: 3', 'updates: 30')
      .replace(
        'from: 20 s, interval: 4 s, steps: 6, settle: 1 s',
        'from: 2 s, interval: 1 s, steps: 3, settle: 200 ms',
      )
      .replace('nSteps: 48', 'nSteps: 9')
    writeFileSync(file('chosen.yaml'), `${text}${choice}`)
    const out = ['--out', file('chosen.json'), '--log', file('chosen.jsonl')]
    const said = await outcry('train', file('chosen.yaml'), ...out)
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toMatch(/the best of \d+ evaluations, of update \d+: .*; ended early: no eval/)
    const rows = readFileSync(file('chosen.jsonl'), 'utf8').trim().split('\n')
    const means = rows.map((row): number => JSON.parse(row)['eval/mean_reward'])
    const policy = readFileSync(file('chosen.json'), 'utf8')
    const { training } = readPolicy(policy, 'chosen.json')
    const best = means.indexOf(Math.max(...means))
    expect(means.length).toBe(best + 3)
    expect(training).toMatchObject({
      updates: means.length,
      evaluation: {
        ...{ firstSeed: 900_000, episodes: 4, bestUpdate: best + 1, bestMeanReward: means[best] },
        ...{ evaluations: means.length, ended: 'noImprovement' },
      },
    })
    // The file has that policy, and no other: it plays to the same number.
    const seeds = [900_000, 900_001, 900_002, 900_003]
    const played = playSeeds({
      ...{
        scenario: file('small.yaml'),
        set: [],
        text: policy,
        name: 'chosen',
        baseline: undefined,
        seeds,
      },
    })
    expect(played.returns.reduce((sum, x) => sum + x, 0) / 4).toBe(means[best])
    const again = ['--seeds', '2', '--first-seed', '900003', '--threads', '1']
    const refused = await outcry('evaluate', file('chosen.json'), ...again)
    expect(refused.err).toMatch(/seeds 900000 to 900003 served the choice of the policy/)
  })

  test.each([
    ['updates: 3', 'updates: 0', /buyer.yaml:3:10 updates must be a whole number, 1 to 1000000/],
    ['seed: 2', 'sead: 2', /buyer.yaml:4:1 sead is not a field \(did you mean "seed"\?\)/],
    [
      'steps: 6',
      'steps: many',
      /buyer.yaml:6:39 task.steps must be a whole number, 1 to 1000000, not "many"/,
    ],
    [
      'reward: [shortfall]',
      'reward: [shortfal]',
      /buyer.yaml:7:\d+ task.reward\[0\] must be one of .*, not "shortfal" \(did you mean "shortfall"\?\)/,
    ],
    ['reach: 3', 'reech: 3', /task.act.reech is not a field \(did you mean "reach"\?\)/],
    ['act: {', 'acts: 3, act: {', /7:\d+ task.acts is not a field \(did you mean "act"\?\)/],
    [
      TRAINING,
      'task: momentun\nplayers: {}',
      /1:1 scenario is missing.*1:7 task "momentun": there is no such task.*2:10 players.count is m/s,
    ],
    [
      'seed: 2',
      'seed: 2\ntest: { first: 899999, count: 2 }',
      /5:7 test is .*: seeds from 900000 on choose and train policies: take lower ones/,
    ],
    ['nSteps: 48', 'nStep: 48', /8:8 ppo.nStep is not a field \(did you mean "nSteps"\?\)/],
    [
      'hidden: [8]',
      'hidden: [{ type: grw, units: 4 }]',
      /ppo.hidden\[0\] must be a width, 1 to 65536, or a layer such as .* not {"type":"grw"/,
    ],
    [
      'seed: 2',
      'evaluation: {}',
      /4:13 evaluation.evalFreq is 5, more than the 3 updates: say less/,
    ],
    [
      'seed: 2',
      'evaluation: { evalFreq: 1 }\nplayers: { count: 2 }',
      /4:13 evaluation chooses .* one learner/,
    ],
    ['interval: 4 s', 'interval: 4 min', /task ends .* let it run for longer/s],
    [TRAINING, '', /buyer.yaml:1:1 a training file must be a table of fields, not null/],
    [TRAINING, 'a: [', /buyer.yaml:1:5 is not YAML: /],
  ])('refuses %s as %s', async (from, to, refusal) => {
    const other = join(emptyFolder(), 'buyer.yaml')
    writeFileSync(other, TRAINING.replace(from, to))
    const said = await outcry('train', other)
    expect(said.err).toMatch(refusal)
    expect(said.code).toBe(2)
  })

  test('refuses a file that is not there', async () => {
    const said = await outcry('train', file('none.yaml'))
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toMatch(/none.yaml: there is no such file/)
  })
})
