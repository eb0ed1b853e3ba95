import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Book, NetworkShape } from '../../../../actors/learner/network/shape.ts'
import { createPolicy } from '../../../../actors/learner/policy.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { beginPair, pairOf } from '../../../../src/learning/actor-critic.ts'
import { createPlain, type Judge, type LearnBy } from '../../../../src/learning/descent.ts'
import type { Environment } from '../../../../src/learning/environment.ts'
import { createPpo, type PpoState, type PpoTerms } from '../../../../src/learning/ppo.ts'
import { createRecall } from '../../../../src/learning/reference/recall.ts'
import { chooseBackend, type Tensors } from '../../../../src/learning/tensor/backend.ts'
import {
  createTensorNetworks,
  tensorDescent,
} from '../../../../src/learning/tensor/tensor-descent.ts'
import { describeEnvironment } from '../../../contracts/environment.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))

const DELAY = 3
const recall = () => createRecall(DELAY) as unknown as Environment<Float64Array, never>

describeEnvironment({
  name: 'of a cue to be recalled',
  create: () => createRecall(DELAY) as unknown as Environment,
  runs: 30,
  steps: 10,
})

let tensors: Tensors
beforeAll(async () => {
  tensors = (await chooseBackend('wasm')).tensors
})
const learnBy: LearnBy = (terms) => tensorDescent(tensors)(terms)

const window: Book = {
  ...{ from: 0, levels: 2, features: 1, window: DELAY + 2 },
  layers: [
    {
      ...{ type: 'conv', filters: 8, kernel: [2, 2], stride: [1, 1] },
      ...{ pad: false, activation: 'tanh' },
    },
  ],
}

describe('PPO on a cue that is shown once and asked for later', () => {
  const terms = { nSteps: 250, batchSize: 125, nEpochs: 4, learningRate: 0.01, sequence: 5 }
  const ppoOf = (more: Partial<PpoTerms>, state?: PpoState) =>
    createPpo(recall(), { ...terms, ...more }, random(1), 0, state, learnBy)

  /** The mean reward of a frozen policy over episodes that it has not learned from. */
  const recalled = (more: Partial<PpoTerms>, updates: number): number => {
    const ppo = ppoOf(more)
    for (let nth = 0; nth < updates; nth++) ppo.update()
    const policy = ppo.policy()
    const environment = recall()
    let paid = 0
    for (let seed = 1_000_000; seed < 1_000_200; seed++) {
      const act = createPolicy(policy)
      let { observation } = environment.reset({ seed })
      for (;;) {
        const step = environment.step(act(observation) as never)
        paid += step.reward
        observation = step.observation
        if (step.terminated) break
      }
    }
    return paid / 200
  }

  test.each([
    ['a GRU', { hidden: [{ type: 'gru', units: 8 }] }],
    ['an LSTM', { hidden: [{ type: 'lstm', units: 8 }] }],
    ['a convolution over a window', { hidden: [8], book: window }],
  ] as const)('%s recalls it each time', (_, network) => {
    expect(recalled(network, 16)).toBe(1)
  })

  test('a dense network guesses', () => {
    expect(Math.abs(recalled({ hidden: [8] }, 16))).toBeLessThan(0.3)
  })

  test('what is saved goes on to the same numbers, also in the middle of an episode', () => {
    const network = { hidden: [{ type: 'lstm', units: 3 }] as const, nSteps: 28 }
    const [one, other] = [ppoOf(network), ppoOf(network)]
    one.update()
    other.update()
    const later = ppoOf(network, structuredClone(other.save()))
    one.update()
    later.update()
    expect([...later.policy().weights]).toEqual([...one.policy().weights])
  })

  test('a sequence is learned from as it was played: the policy has not moved yet', () => {
    for (const type of ['gru', 'lstm'] as const) {
      const hidden = [3, { type, units: 4 }]
      const ppo = ppoOf({
        hidden,
        sequence: 2,
        nSteps: 64,
        batchSize: 64,
        nEpochs: 1,
        learningRate: 0.1,
      })
      for (let nth = 0; nth < 12; nth++) {
        const report = ppo.update()
        expect(Math.abs(report['train/approx_kl'])).toBeLessThan(1e-8)
        expect(report['train/clip_fraction']).toBe(0)
      }
    }
  })

  test('without TensorFlow.js a network that remembers is refused', () => {
    const hidden = [{ type: 'gru', units: 2 }] as const
    expect(() => createPpo(recall(), { hidden }, random(1))).toThrow('needs TensorFlow.js')
  })
})

test('dense networks have the same gradient by plain arithmetic and by TensorFlow.js', () => {
  const width = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(width, fc.array(width, { maxLength: 3 }), width, fc.nat(), width, (...given) => {
      const [inputs, hidden, outputs, seed, count] = given
      const actor: NetworkShape = { inputs, hidden, outputs }
      const pair = pairOf(actor)
      const draw = random(seed)
      const numbers = beginPair(pair, draw)
      const rows = Array.from({ length: count }, () =>
        Float64Array.from({ length: inputs }, () => draw.normal(0, 1)),
      )
      const played = { rows, before: rows.map(() => new Float64Array(0)) }
      const sequences = rows.map((_, nth) => [nth])
      const judge: Judge = (place, [logits, worth], [slopes, byWorth]) => {
        slopes.set(logits.map((x, at) => x - Math.cos(place + at)))
        byWorth?.set([(worth?.[0] as number) - place])
      }
      const plain = new Float64Array(pair.size)
      const found = new Float64Array(pair.size)
      createPlain(pair.shapes, numbers).differentiate(played, sequences, judge, plain)
      createTensorNetworks(tensors, pair.shapes, numbers).differentiate(
        ...[played, sequences, judge, found],
      )
      const most = plain.reduce((a, b) => Math.max(a, Math.abs(b)), 1)
      found.forEach((x, at) => {
        expect(Math.abs(x - (plain[at] as number))).toBeLessThan(1e-5 * most)
      })
    }),
    { numRuns: 60 },
  )
})
