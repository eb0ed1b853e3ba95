import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { start } from '../../program.ts'
import { untilIn } from '../../until.ts'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const text = (name: string): string => readFileSync(file(name), 'utf8')
writeFileSync(file('small.yaml'), SMALL_FILE)

const TRAININGS = {
  // 16 steps are no whole number of episodes: checkpoints stand in the middle of one.
  ppo: 'ppo: { nSteps: 16, batchSize: 8, nEpochs: 2, hidden: [6] }',
  // Chosen among: at the last checkpoint the best policy is an earlier one.
  chosen:
    'ppo: { nSteps: 16, batchSize: 8, nEpochs: 2, hidden: [6] }\nevaluation: { evalFreq: 1, nEvalEpisodes: 2, maxNoImprovementEvals: 3 }',
  dqn: 'dqn: { reportSteps: 16, learningStarts: 10, batchSize: 8, bufferSize: 30, hidden: [6] }',
  players:
    'ppo: { nSteps: 16, batchSize: 8, nEpochs: 2, hidden: [6] }\nplayers: { count: 2, policies: independent, poolEvery: 2, poolSize: 2 }',
  sac: 'sac: { reportSteps: 16, learningStarts: 10, batchSize: 8, bufferSize: 30, hidden: [6] }',
}
/** The several ways to train: by an algorithm, or by PPO with several learners or with a choice. */
const WAYS = ['ppo', 'chosen', 'dqn', 'sac', 'players'] as const
const OF_PPO: readonly string[] = ['players', 'chosen']
const LIST = '{ type: remainder-at, reach: 3, beyond: 1 }'

function training(algorithm: keyof typeof TRAININGS, updates: number): string {
  const name = file(`${algorithm}-${updates}.yaml`)
  writeFileSync(
    name,
    `
scenario: ${file('small.yaml')}
algorithm: ${OF_PPO.includes(algorithm) ? 'ppo' : algorithm}
updates: ${updates}
task:
  { from: 2 s, interval: 1 s, steps: 6, settle: 200 ms, parent: { side: buy, quantity: 8, finish: market },
    observe: [time-left, inventory, spread], act: ${algorithm === 'sac' ? 'pace' : LIST}, reward: [shortfall] }
${TRAININGS[algorithm]}
`,
  )
  return name
}

const args = (name: string, log: string): string[] => [
  ...['--out', file(name), '--log', file(log), '--checkpoint-every', '2'],
]

describe.each(WAYS)('a training by %s', (algorithm) => {
  test('that is killed and goes on gives the policy and the log of one that is not', async () => {
    const name = training(algorithm, 9)
    const whole = await outcry('train', name, ...args(`${algorithm}-whole`, 'whole.csv'))
    expect(whole).toMatchObject({ code: 0, err: '' })
    expect(existsSync(file(`${algorithm}-whole.checkpoint`))).toBe(false)

    const killed = args(`${algorithm}-killed`, 'killed.csv')
    const begun = start(['train', name, ...killed])
    const checkpoint = file(`${algorithm}-killed.checkpoint`)
    await untilIn(FOLDER, () => existsSync(checkpoint), begun.ends())
    begun.child.kill('SIGKILL')
    expect(await begun.ends()).toBe(null)
    // What was said after the last checkpoint is said again, half a line too.
    writeFileSync(file('killed.csv'), `${text('killed.csv')}9,1`)
    const resumed = await outcry('train', name, ...killed, '--resume')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    expect(text(`${algorithm}-killed`)).toBe(text(`${algorithm}-whole`))
    expect(text('killed.csv')).toBe(text('whole.csv'))
    expect(text('whole.csv')).toMatch(
      /^update,time\/total_timesteps,time\/episodes,rollout\/ep_rew_mean/,
    )
  }, 90_000)

  test('may go on for longer than was said at first', async () => {
    const out = args(`${algorithm}-long`, 'long.jsonl')
    const whole = training(algorithm, 5)
    await outcry('train', whole, ...out)
    const policy = text(`${algorithm}-long`)
    const log = text('long.jsonl')
    // A training of 3 is done and leaves no checkpoint: one is kept here from within it.
    const { train } = await import('../../../src/study/training/train.ts')
    const { readTraining } = await import('../../../src/study/training/training-file.ts')
    let told = 0
    await train(readTraining(training(algorithm, 3)), {
      checkpoint: { path: file(`${algorithm}-long.checkpoint`), every: 2 },
      onUpdate: () => told++,
      isInterrupted: () => told === 3,
    })
    const resumed = await outcry('train', whole, ...out, '--resume')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    expect(text(`${algorithm}-long`)).toBe(policy)
    expect(text('long.jsonl')).toBe(log)
  })
})

test('refuses to go on from nothing, from what is none, and from another training', async () => {
  const name = training('ppo', 3)
  const resume = () => outcry('train', name, '--out', file('other'), '--resume')
  expect(await resume()).toMatchObject({ code: 2, out: '' })
  expect((await resume()).err).toMatch(/other.checkpoint: there is none to resume from/)
  writeFileSync(file('other.checkpoint'), 'half')
  expect((await resume()).err).toMatch(/other.checkpoint: no checkpoint, or not a whole one/)
  const { writeCheckpoint } = await import('../../../src/study/training/checkpoint.ts')
  const { readTraining } = await import('../../../src/study/training/training-file.ts')
  const said = { ...readTraining(name), seed: 7 }
  writeCheckpoint(file('other.checkpoint'), { file: said, updates: 1, last: {}, state: {} })
  expect((await resume()).err).toMatch(
    /is of a training with another seed: only updates may change/,
  )
})
