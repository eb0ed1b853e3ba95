import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHead } from '../../../actors/learner/action-head.ts'
import {
  createNetwork,
  initialise,
  layersOf,
  type MlpShape,
  sizeOf,
} from '../../../actors/learner/mlp.ts'
import { createPolicy } from '../../../actors/learner/policy.ts'
import { multiDiscrete } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createPlain } from '../../../src/learning/descent.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createPpo, PPO_DEFAULTS } from '../../../src/learning/ppo.ts'
import { ppoLosses } from '../../../src/learning/ppo-losses.ts'
import { createCartPole } from '../../../src/learning/reference/cart-pole.ts'
import { LENGTH } from '../../../src/learning/reference/chain.ts'
import { describeEnvironment } from '../../contracts/environment.ts'
import { createSeenChain } from './seen-chain.ts'
import { slopes } from './slopes.ts'
import { stepsOnPole } from './steps-on-pole.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))

describeEnvironment({
  name: 'of the cart and pole',
  create: () => createCartPole() as unknown as Environment,
  runs: 30,
  steps: 500,
})

const shape: fc.Arbitrary<MlpShape> = fc.record({
  inputs: fc.integer({ min: 1, max: 9 }),
  hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
  outputs: fc.integer({ min: 1, max: 9 }),
})

/** Numbers of a network, of the size that training has. */
function drawn(shape: MlpShape, seed: number, from = 0): Float64Array {
  const draw = random(seed)
  return Float64Array.from({ length: from + sizeOf(shape) }, () => draw.normal(0, 0.5))
}

test('the forward pass is that of matrices and hyperbolic tangents', () => {
  fc.assert(
    fc.property(shape, fc.nat(), fc.nat(20), (shape, seed, from) => {
      const numbers = drawn(shape, seed, from)
      const input = Array.from({ length: shape.inputs }, (_, at) => Math.sin(seed + at))
      const layers = layersOf(shape, from)
      const plain = layers.reduce((at, { outputs, weights, biases }, nth) => {
        return Array.from({ length: outputs }, (_, to) => {
          const sum = at.reduce(
            (total, x, of) => total + x * (numbers[weights + of * outputs + to] as number),
            numbers[biases + to] as number,
          )
          return nth === layers.length - 1 ? sum : Math.tanh(sum)
        })
      }, input)
      const found = createNetwork(shape, numbers, from).forward(input)
      found.forEach((x, at) => {
        expect(Math.abs(x - (plain[at] as number))).toBeLessThan(1e-12)
      })
    }),
  )
})

test('the backward pass gives the slope of every number', () => {
  fc.assert(
    fc.property(shape, fc.nat(), (shape, seed) => {
      const numbers = drawn(shape, seed)
      const input = Array.from({ length: shape.inputs }, (_, at) => Math.sin(seed + at))
      const out = Array.from({ length: shape.outputs }, (_, at) => Math.cos(seed + at))
      const network = createNetwork(shape, numbers)
      const gradient = new Float64Array(numbers.length)
      network.forward(input)
      network.backward(out, gradient)
      const plain = slopes(numbers, () =>
        network.forward(input).reduce((sum, x, at) => sum + x * (out[at] as number), 0),
      )
      plain.forEach((slope, at) => {
        expect(Math.abs(slope - (gradient[at] as number))).toBeLessThan(1e-7)
      })
    }),
    { numRuns: 40 },
  )
})

test('the gradient of PPO is the slope of its loss', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(parts, fc.nat(), fc.integer({ min: 1, max: 6 }), (sizes, seed, count) => {
      const draw = random(seed)
      const outputs = sizes.reduce((sum, size) => sum + size, 0)
      const actor = { inputs: 3, hidden: [4], outputs }
      const critic = { inputs: 3, hidden: [3], outputs: 1 }
      const from = sizeOf(actor)
      const numbers = Float64Array.from({ length: from + sizeOf(critic) }, () =>
        draw.normal(0, 0.5),
      )
      const list = <T>(make: () => T): T[] => Array.from({ length: count }, make)
      const row = (make: () => number): Float64Array => Float64Array.from(list(make))
      const rollout = {
        rows: list(() => Float64Array.from({ length: 3 }, () => draw.normal(0, 1))),
        before: [],
        sequences: [],
        actions: list(() => sizes.map((size) => draw.integer(0, size - 1))),
        // As if the policy had been another: some ratios are cut, and some are not.
        logs: row(
          () => -sizes.reduce((sum, size) => sum + Math.log(size), 0) + draw.normal(0, 0.5),
        ),
        values: row(() => draw.normal(0, 1)),
        advantages: row(() => draw.normal(0, 1)),
        returns: row(() => draw.normal(0, 1)),
      }
      const terms = { ...PPO_DEFAULTS, entCoef: 0.1 }
      const given = {
        ...{ terms, head: createHead(multiDiscrete(sizes), [], 0), rollout },
        ...{ byOwn: new Float64Array(0) },
        ...{ batch: list(() => 0).map((_, nth) => [nth]) },
        differentiate: createPlain([actor, critic], numbers).differentiate,
      }
      const gradient = new Float64Array(numbers.length)
      ppoLosses(given, gradient)
      const plain = slopes(numbers, () => {
        const { policy, value, entropy } = ppoLosses(given, new Float64Array(numbers.length))
        return policy + terms.vfCoef * value - terms.entCoef * entropy
      })
      plain.forEach((slope, at) => {
        expect(Math.abs(slope - (gradient[at] as number))).toBeLessThan(1e-6)
      })
    }),
    { numRuns: 60 },
  )
})

test('a network begins with orthogonal weights', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(),
      (inputs, outputs, seed) => {
        const weights = initialise({ inputs, hidden: [], outputs }, 1, random(seed))
        const at = (row: number, column: number) => weights[row * outputs + column] as number
        const short = Math.min(inputs, outputs)
        for (let one = 0; one < short; one++) {
          for (let other = 0; other < short; other++) {
            let sum = 0
            for (let k = 0; k < Math.max(inputs, outputs); k++) {
              sum += inputs >= outputs ? at(k, one) * at(k, other) : at(one, k) * at(other, k)
            }
            expect(Math.abs(sum - (one === other ? 1 : 0))).toBeLessThan(1e-5)
          }
        }
      },
    ),
    { numRuns: 40 },
  )
})

describe('PPO', () => {
  const terms = { hidden: [16], nSteps: 512, learningRate: 3e-3, entCoef: 0.05, gamma: 0.95 }

  test('learns to go on to the end of the chain, and one seed is one learner', () => {
    const learned = (seed: number, updates: number) => {
      const ppo = createPpo(createSeenChain(), terms, random(seed))
      const reports = Array.from({ length: updates }, () => ppo.update())
      return { policy: ppo.policy(), reports }
    }
    const { policy, reports } = learned(1, 40)
    const act = createPolicy(policy)
    for (let place = 0; place < LENGTH; place++) {
      expect(act(Float64Array.from({ length: LENGTH }, (_, at) => (at === place ? 1 : 0)))).toBe(0)
    }
    const [first, last] = [reports[0], reports.at(-1)]
    expect(last?.['rollout/ep_rew_mean']).toBeGreaterThan(
      1.5 * (first?.['rollout/ep_rew_mean'] as number),
    )
    expect(last?.['train/entropy_loss']).toBeGreaterThan(first?.['train/entropy_loss'] as number)
    expect([...learned(1, 2).policy.weights]).toEqual([...learned(1, 2).policy.weights])
    expect([...learned(2, 2).policy.weights]).not.toEqual([...learned(1, 2).policy.weights])
  })

  test('keeps a pole standing, by Gymnasium’s measure', () => {
    const given = { hidden: [32, 32], nSteps: 1024, learningRate: 1e-3 }
    const ppo = createPpo(createCartPole() as Environment<never, never>, given, random(1))
    for (let nth = 0; nth < 40; nth++) ppo.update()
    expect(stepsOnPole(ppo.policy())).toBeGreaterThan(475)
  })

  test('a frozen policy stays as it was while its learner goes on', () => {
    const ppo = createPpo(createSeenChain(), { ...terms, nSteps: 64 }, random(4))
    ppo.update()
    const policy = ppo.policy()
    const weights = [...policy.weights]
    ppo.update()
    expect([...policy.weights]).toEqual(weights)
    expect([...ppo.policy().weights]).not.toEqual(weights)
  })
})
