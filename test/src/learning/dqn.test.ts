import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../../actors/learner/mlp.ts'
import { createPolicy } from '../../../actors/learner/policy.ts'
import { multiDiscrete, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createPlain, plainDescent } from '../../../src/learning/descent.ts'
import { createDqn, type DqnTerms } from '../../../src/learning/dqn.ts'
import { dqnLoss, valuesOf } from '../../../src/learning/dqn-loss.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { fusedDescent } from '../../../src/learning/fused/fused-descent.ts'
import { createBandit } from '../../../src/learning/reference/bandit.ts'
import { createCartPole } from '../../../src/learning/reference/cart-pole.ts'
import { chainValues, LENGTH } from '../../../src/learning/reference/chain.ts'
import { describeEnvironment } from '../../contracts/environment.ts'
import { createSeenChain } from './seen-chain.ts'
import { slopes } from './slopes.ts'
import { stepsOnPole } from './steps-on-pole.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))
type Any = Environment<Float64Array, Value>

describeEnvironment({
  name: 'of the bandit',
  create: () => createBandit([0, 1, 2]) as unknown as Environment,
  runs: 30,
  steps: 2,
})

test('the gradient of DQN is the slope of its loss', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.integer({ min: 1, max: 4 }), fc.nat(), (duelling, count, seed) => {
      const draw = random(seed)
      const shape = { inputs: 3, hidden: [4], outputs: count }
      const worth = { inputs: 3, hidden: [3], outputs: 1 }
      const split = sizeOf(shape)
      const numbers = Float64Array.from({ length: split + sizeOf(worth) }, () =>
        draw.normal(0, 0.5),
      )
      const networks = createPlain(duelling ? [shape, worth] : [shape], numbers)
      const lessons = Array.from({ length: 5 }, () => ({
        seen: Float64Array.from({ length: 3 }, () => draw.normal(0, 1)),
        action: draw.integer(0, count - 1),
        // Some errors lie beyond Huber's turn, and some do not.
        target: draw.normal(0, 1.5),
        weight: draw.uniform(),
      }))
      const gradient = new Float64Array(numbers.length)
      const errors = new Float64Array(5)
      dqnLoss(networks, lessons, gradient, errors)
      const values = valuesOf(networks.evaluate(lessons.map(({ seen }) => seen)), count)
      lessons.forEach(({ action, target }, nth) => {
        expect(errors[nth]).toBeCloseTo((values[nth]?.[action] as number) - target, 12)
      })
      const other = new Float64Array(numbers.length)
      const plain = slopes(numbers, () => dqnLoss(networks, lessons, other, errors))
      plain.forEach((slope, at) => {
        expect(Math.abs(slope - (gradient[at] as number))).toBeLessThan(1e-6)
      })
    }),
    { numRuns: 60 },
  )
})

/** The improvements, one left out at a time. */
const VARIANTS: readonly Partial<DqnTerms>[] = [
  {},
  { double: false },
  { duelling: false },
  { nStep: 1 },
  { priorityAlpha: 0 },
  { double: false, duelling: false, nStep: 1, priorityAlpha: 0 },
]

describe.each(VARIANTS)('DQN with %j', (variant) => {
  test('finds the arm that pays most', () => {
    const means = [0.2, 1, -0.5, 1.8, 0.9]
    const given = { hidden: [8], reportSteps: 3_000, explorationSteps: 2_000, learningRate: 2e-3 }
    const dqn = createDqn(
      createBandit(means) as Any,
      { ...given, learningStarts: 100, batchSize: 32, ...variant },
      ...[random(1), 0, undefined, fusedDescent],
    )
    dqn.update()
    expect(createPolicy(dqn.policy())(Float64Array.of(1))).toBe(3)
  })
})

describe('DQN', () => {
  const terms: Partial<DqnTerms> = {
    ...{
      hidden: [32],
      learningRate: 1e-3,
      gamma: 0.9,
      reportSteps: 2_000,
      learningStarts: 200,
      nStep: 1,
    },
    ...{ explorationSteps: 10_000, explorationFinalEps: 0.2, targetUpdateInterval: 200 },
  }

  test('learns to go on to the end of the chain, and one seed is one learner', () => {
    const learned = (seed: number, updates: number) => {
      const dqn = createDqn(createSeenChain(), terms, random(seed), 0, undefined, fusedDescent)
      const reports = Array.from({ length: updates }, () => dqn.update())
      return { policy: dqn.policy(), reports }
    }
    const { policy, reports } = learned(1, 6)
    const act = createPolicy(policy)
    const best = chainValues(0.9)
    for (let place = 0; place < LENGTH; place++) {
      expect(best[2 * place]).toBeGreaterThan(best[2 * place + 1] as number)
      expect(act(Float64Array.from({ length: LENGTH }, (_, at) => (at === place ? 1 : 0)))).toBe(0)
    }
    expect(reports.at(-1)).toMatchObject({
      'time/total_timesteps': 12_000,
      'time/episodes': 240,
      'rollout/exploration_rate': 0.2,
      'train/n_updates': 5_901,
    })
    expect([...learned(1, 1).policy.weights]).toEqual([...learned(1, 1).policy.weights])
    expect([...learned(2, 1).policy.weights]).not.toEqual([...learned(1, 1).policy.weights])
  })

  test.each([
    [309, plainDescent],
    [337, fusedDescent],
    [341, plainDescent],
    [346, fusedDescent],
  ])('saved after %i steps it goes on as if it had not been', (reportSteps, learnBy) => {
    const given = { ...terms, reportSteps, bufferSize: 400 }
    const whole = createDqn(createSeenChain(), given, random(3), 50, undefined, learnBy)
    whole.update()
    const state = structuredClone(whole.save())
    const other = createDqn(createSeenChain(), given, random(99), 50, state, learnBy)
    expect(other.save()).toEqual(state)
    const [one, two] = [whole.update(), other.update()]
    expect(two).toEqual(one)
    expect(other.save()).toEqual(whole.save())
  })

  test('refuses actions of several parts', () => {
    const chain = createSeenChain()
    const several = { ...chain, actionSpace: multiDiscrete([2, 2]) }
    expect(() => createDqn(several, {}, random(1))).toThrow(/one list of actions.*take PPO/)
  })

  test('keeps a pole standing, by Gymnasium’s measure', () => {
    const given: Partial<DqnTerms> = {
      ...{ hidden: [32, 32], batchSize: 32, learningRate: 1e-3, learningRateSteps: 14_000 },
      ...{ targetUpdateInterval: 250, explorationSteps: 5_000, explorationFinalEps: 0.04 },
    }
    const dqn = createDqn(createCartPole() as Any, given, random(1), 0, undefined, fusedDescent)
    for (let nth = 0; nth < 14; nth++) dqn.update()
    expect(stepsOnPole(dqn.policy())).toBeGreaterThan(475)
  })
})
