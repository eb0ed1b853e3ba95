import { describe, expect, test } from 'vitest'
import { createActorCritic } from '../../../actors/learner/actor-critic.ts'
import type { OnlineLearner } from '../../../actors/learner/online.ts'
import { box, discrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { plainDescent } from '../../../src/learning/descent.ts'
import { onlinePair } from '../../../src/learning/online-pair.ts'
import { chooseBackend } from '../../../src/learning/tensor/backend.ts'
import { tensorDescent } from '../../../src/learning/tensor/tensor-descent.ts'
import { parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation } from '../../../src/simulation/simulation.ts'
import { SMALL_FILE } from './small-market.ts'

const TERMS = {
  type: 'actor-critic',
  ...{ hidden: [6], learningRate: 0.02, gamma: 0.5, nSteps: 5 },
  ...{ entCoef: 0.01, vfCoef: 0.5, maxGradNorm: 0.5 },
} as const
const random = (name: string) => createRandomStream(rootKey(7, name))
const [SEEN, ACTIONS] = [box(-1, 1, [1]), discrete(2)]

/** Each decision is paid where it is what was shown `before` decisions ago. @returns what was paid */
function recall(learner: OnlineLearner, decisions: number, before: number): number[] {
  const chance = random('shown')
  const shown: number[] = []
  const next = (): Float64Array => {
    shown.push(chance.integer(0, 1))
    return Float64Array.of(2 * (shown.at(-1) as number) - 1)
  }
  let seen = next()
  return Array.from({ length: decisions }, () => {
    const paid = learner.act(seen) === shown.at(-1 - before) ? 1 : 0
    seen = next()
    learner.learn(paid, seen, false, false)
    return paid
  })
}

const share = (paid: readonly number[]): number => paid.reduce((a, b) => a + b, 0) / paid.length

describe('learning while playing by any networks', () => {
  test('is what plain arithmetic is, where they are dense', () => {
    const plain = createActorCritic(TERMS, SEEN, ACTIONS, random('learner'))
    const pair = onlinePair(plainDescent)(TERMS, SEEN, ACTIONS, random('learner'), undefined)
    const paid = recall(pair, 1_500, 0)
    expect(paid).toEqual(recall(plain, 1_500, 0))
    expect(share(paid.slice(-300))).toBeGreaterThan(0.9)
  })

  test('remembers what a dense network cannot', async () => {
    const { tensors } = await chooseBackend('cpu')
    const terms = { ...TERMS, hidden: [{ type: 'gru' as const, units: 6 }] }
    const begin = onlinePair(tensorDescent(tensors))
    const learner = begin(terms, SEEN, ACTIONS, random('learner'), undefined)
    expect(share(recall(learner, 2_500, 1).slice(-300))).toBeGreaterThan(0.9)
  })

  test('leaves one tape on one backend, and is refused where there is none', async () => {
    const market = parseScenario(
      `${SMALL_FILE.replace('feeds: [trade, quote]', 'feeds: [trade, quote, depthByPrice]')}
  - name: followers
    type: learning
    parameters:
      task: { like: momentum, from: 10 s, interval: 1 s, steps: 30 }
      algorithm: { type: actor-critic, hidden: [{ type: gru, units: 3 }], nSteps: 5 }`,
      'tensors.yaml',
    )
    const { tensors } = await chooseBackend('cpu')
    const hash = (learningRate: number): string => {
      const begin = onlinePair(tensorDescent(tensors))
      const simulation = createSimulation(market, {
        learnBeyond: (terms, ...rest) => begin({ ...terms, learningRate }, ...rest),
      })
      simulation.runUntil(60e9)
      return simulation.hash()
    }
    expect(hash(0.1)).toBe(hash(0.1))
    expect(hash(0.1)).not.toBe(hash(0.2))
    expect(() => createSimulation(market)).toThrow('learns through TensorFlow.js')
  })
})
