import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPolicy } from '../../../actors/learner/policy.ts'
import { readPolicy, writePolicy } from '../../../actors/learner/policy-file.ts'
import type { Value } from '../../../actors/learner/space.ts'
import { Kind } from '../../../protocols/kind.ts'
import { MINUTE } from '../../../protocols/units.ts'
import { createMemoryTape } from '../../../src/journal/tape.ts'
import { createMarketEnvironment } from '../../../src/learning/market-environment.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { SMALL_FILE } from '../../src/learning/small-market.ts'
import { messagesOf } from '../../src/simulation/tape-messages.ts'
import { anyPolicy } from './any-policy.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'outcry-'))
const FILE = join(FOLDER, 'any.policy.json')
writeFileSync(FILE, writePolicy(anyPolicy(3)))

const withLearned = (count: number, more = '') =>
  parseScenario(
    `${SMALL_FILE.replace('feeds: [trade, quote]', 'feeds: [trade, quote, depthByPrice]')}
  - { name: learned, type: learned, count: ${count}, parameters: { file: any.policy.json${more} } }
`,
    join(FOLDER, 'small.yaml'),
  )

test('in a scenario it does what its policy decides in an environment, order by order', () => {
  const trained = readPolicy(writePolicy(anyPolicy(3)), 'it')
  const act = createPolicy(trained.policy)
  const tape = createMemoryTape()
  const simulation = createSimulation(withLearned(1), { tape })
  simulation.runUntil(3 * MINUTE)
  const me = simulation.cast.find(({ group }) => group === 'learned')?.first

  const environment = createMarketEnvironment<Float64Array, Value>(withLearned(0), {
    task: trained.task,
    key: 'learned/0',
  })
  const orders: unknown[] = []
  let { observation } = environment.reset({ seed: 1 })
  environment.simulation?.reports$.subscribe((report) => {
    if (report.recipient === me && report.kind === Kind.accepted) {
      orders.push([report.side, report.price, report.size, report.sent])
    }
  })
  for (;;) {
    const step = environment.step(act(observation))
    if (step.terminated || step.truncated) break
    observation = step.observation
  }
  const accepted = messagesOf(tape).flatMap((message) =>
    message.kind === Kind.accepted && message.recipient === me
      ? [[message.side, message.price, message.size, message.sent]]
      : [],
  )
  expect(orders.length).toBeGreaterThan(1)
  expect(accepted.slice(0, orders.length)).toEqual(orders)
})

test('hundreds of them play in one market, each at a time of its own choice or by chance', () => {
  const simulation = createSimulation(withLearned(200, ', from: 30 s, chance: true'))
  simulation.runUntil(2 * MINUTE)
  expect(simulation.counts.trades).toBeGreaterThan(200)
})

test('one without a policy, or with a file that is none, is refused', () => {
  const from = (more: string) => () =>
    createSimulation(
      parseScenario(
        `${SMALL_FILE.replace('quote]', 'quote, depthByPrice]')}
  - { name: learned, type: learned, parameters: { ${more} } }
`,
        join(FOLDER, 'small.yaml'),
      ),
    )
  expect(from('')).toThrow(/parameters.file is missing/)
  expect(from('file: none.json')).toThrow(/none.json: cannot be read/)
})
