import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SMALL_FILE } from '../learning/small-market.ts'
import { emptyFolder, outcry } from './in-process.ts'

const FOLDER = emptyFolder()
const file = (name: string): string => join(FOLDER, name)
const text = (name: string): string => readFileSync(file(name), 'utf8')
const TRAINING = `
scenario: ${file('small.yaml')}
updates: 3
seed: 5
task:
  { from: 2 s, interval: 1 s, steps: 3, settle: 200 ms, parent: { side: buy, quantity: 8, finish: market },
    observe: [time-left, inventory], act: { type: remainder-at, reach: 2, beyond: 1 }, reward: [shortfall] }
ppo: { nSteps: 9, batchSize: 8, nEpochs: 1, hidden: [4] }
evaluation: { evalFreq: 2, nEvalEpisodes: 2 }
`
writeFileSync(file('small.yaml'), SMALL_FILE)
writeFileSync(file('buyer.yaml'), TRAINING)
const page = ['--report', file('buyer.html'), '--episodes', '3', '--threads', '2']

test('several seeds are trained as each would be alone, with one page of them all', async () => {
  const out = file('b.policy.json')
  const all = ['train', file('buyer.yaml'), '--seeds', '2', '--out', out, ...page]
  const said = await outcry(...all, '--against', 'twap,ac')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/b.seed-5.policy.json: 3 updates\n.*b.seed-6.policy.json: 3 updates\n/)
  writeFileSync(file('six.yaml'), TRAINING.replace('seed: 5', 'seed: 6'))
  const log = ['--log', file('six.jsonl')]
  await outcry('train', file('six.yaml'), '--out', file('six.json'), ...log)
  expect(text('b.seed-6.policy.json')).toBe(text('six.json'))
  expect(text('b.seed-6.policy.json.log.jsonl')).toBe(text('six.jsonl'))

  const html = text('buyer.html')
  for (const part of [
    ...['rollout/ep_rew_mean', 'eval/mean_reward', 'Policy better by', '>twap<', '>ac<'],
    ...[
      'What it does: limit beyond the other touch, ticks',
      'By inventory',
      '&quot;nSteps&quot;: 9',
    ],
    ...['2 training seeds', 'b.seed-6.policy.json'],
  ]) {
    expect(html).toContain(part)
  }
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)

  // What is done is kept, what is missing made again, and the page is the same.
  const kept = text('b.seed-5.policy.json')
  rmSync(file('b.seed-6.policy.json'))
  writeFileSync(file('b.seed-5.policy.json.log.jsonl'), text('b.seed-5.policy.json.log.jsonl'))
  const again = await outcry(...all, '--against', 'twap,ac', '--resume')
  expect(again).toMatchObject({ code: 0, err: '' })
  expect(text('b.seed-5.policy.json')).toBe(kept)
  expect(text('b.seed-6.policy.json')).toBe(text('six.json'))
  expect(text('buyer.html')).toBe(html)
})

test('refuses a log of several, a page of several learners, and a baseline that cannot', async () => {
  const log = await outcry('train', file('buyer.yaml'), '--seeds', '2', '--log', file('x.csv'))
  expect(log).toMatchObject({ code: 2 })
  expect(log.err).toMatch(/--log is of one training: .* each policy has a log beside it/)
  const players = TRAINING.replace(/evaluation.*/, 'players: { count: 2 }')
  writeFileSync(file('players.yaml'), players)
  const several = await outcry('train', file('players.yaml'), '--seeds', '2')
  expect(several).toMatchObject({ code: 2 })
  expect(several.err).toMatch(/players: several seeds, and a report, are of one learner alone/)
  const resumed = ['--resume', '--seeds', '2', '--out', file('b.policy.json'), ...page]
  const strange = await outcry('train', file('buyer.yaml'), ...resumed, '--against', 'fixed')
  expect(strange).toMatchObject({ code: 2 })
  expect(strange.err).toMatch(/--against fixed: it quotes/)
  expect(existsSync(file('players.policy.json'))).toBe(false)
})
