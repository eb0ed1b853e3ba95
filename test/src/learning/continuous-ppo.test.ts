import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHead, Head, outputsOf } from '../../../actors/learner/action-head.ts'
import { createNetwork, sizeOf } from '../../../actors/learner/mlp.ts'
import { createPolicy, type Policy } from '../../../actors/learner/policy.ts'
import { box, contains, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { advantagesOf } from '../../../src/learning/advantages.ts'
import { createPlain } from '../../../src/learning/descent.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { createPpo, PPO_DEFAULTS } from '../../../src/learning/ppo.ts'
import { ppoLosses } from '../../../src/learning/ppo-losses.ts'
import { createLinearQuadratic } from '../../../src/learning/reference/linear-quadratic.ts'
import { createOptimalLiquidation } from '../../../src/learning/reference/optimal-liquidation.ts'
import { createRewardScale } from '../../../src/learning/reward-scale.ts'
import { describeEnvironment } from '../../contracts/environment.ts'
import { liquidationRatio, regulatorRatio } from './known-answers.ts'
import { slopes } from './slopes.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))
type Any = Environment<Float64Array, Value>

describeEnvironment({
  name: 'of the mass to be brought to rest',
  create: () => createLinearQuadratic() as unknown as Environment,
  runs: 10,
  steps: 50,
})
describeEnvironment({
  name: 'of the order to be sold',
  create: () => createOptimalLiquidation() as unknown as Environment,
  runs: 10,
  steps: 10,
  isFixed: true,
})

test('with continuous actions and a clipped value the gradient of PPO is the slope of its loss', () => {
  const count = fc.integer({ min: 1, max: 3 })
  fc.assert(
    fc.property(count, fc.nat(), fc.constantFrom(undefined, 0.3), (parts, seed, clipRangeVf) => {
      const draw = random(seed)
      const space = box(-1, 1, [parts])
      const actor = { inputs: 3, hidden: [4], outputs: parts }
      const critic = { inputs: 3, hidden: [3], outputs: 1 }
      const criticAt = sizeOf(actor)
      const own = Float64Array.from({ length: parts }, () => draw.normal(0, 0.5))
      const byOwn = new Float64Array(parts)
      const numbers = Float64Array.from({ length: criticAt + sizeOf(critic) }, () =>
        draw.normal(0, 0.5),
      )
      const policy = createNetwork(actor, numbers)
      const head = createHead(space, own, 0)
      const list = <T>(make: () => T): T[] => Array.from({ length: 5 }, make)
      const row = (make: () => number): Float64Array => Float64Array.from(list(make))
      const observations = list(() => Float64Array.from({ length: 3 }, () => draw.normal(0, 1)))
      const actions = observations.map((seen) => head.choose(policy.forward(seen), draw))
      const rollout = {
        ...{ rows: observations, before: [], sequences: [], actions },
        // As if the policy had been another: some ratios are cut, and some are not.
        logs: Float64Array.from(observations, (seen, nth) => {
          const { log } = head.weigh(policy.forward(seen), actions[nth] as number[])
          return log + draw.normal(0, 0.3)
        }),
        values: row(() => draw.normal(0, 0.5)),
        advantages: row(() => draw.normal(0, 1)),
        returns: row(() => draw.normal(0, 1)),
      }
      const terms = { ...PPO_DEFAULTS, entCoef: 0.1, clipRangeVf }
      const { differentiate } = createPlain([actor, critic], numbers)
      const given = {
        terms,
        differentiate,
        head,
        byOwn,
        rollout,
        batch: [
          [0, 1],
          [2, 3, 4],
        ],
      }
      const gradient = new Float64Array(numbers.length)
      ppoLosses(given, gradient)
      const slopesOfOwn = byOwn.slice()
      const loss = (): number => {
        const { policy, value, entropy } = ppoLosses(given, new Float64Array(numbers.length))
        return policy + terms.vfCoef * value - terms.entCoef * entropy
      }
      slopes(numbers, loss).forEach((slope, at) => {
        expect(Math.abs(slope - (gradient[at] as number))).toBeLessThan(1e-5)
      })
      slopes(own, loss).forEach((slope, at) => {
        expect(Math.abs(slope - (slopesOfOwn[at] as number))).toBeLessThan(1e-5)
      })
    }),
    { numRuns: 40 },
  )
})

test('a density is that of independent normals, and an action stays in its box', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true })
  const row = fc.array(number, { minLength: 2, maxLength: 2 })
  fc.assert(
    fc.property(row, row, row, fc.constantFrom(Head.gaussian, Head.squashed), (m, s, u, kind) => {
      const space = box(-2, 5, [2])
      const head = createHead(space, s, 0, kind)
      const out = Float64Array.from(kind === Head.squashed ? [...m, ...s] : m)
      expect(outputsOf(space, kind)).toBe(out.length)
      for (const parts of [head.likeliest(out), head.choose(out, random(Math.abs(u[0] ?? 0))), u]) {
        expect(contains(space, head.actionOf(parts))).toBe(true)
      }
      if (kind === Head.squashed) return
      const plain = m.reduce((sum, mean, at) => {
        const deviation = Math.exp(s[at] as number)
        const z = ((u[at] as number) - mean) / deviation
        return sum + Math.log(Math.exp((-z * z) / 2) / (deviation * Math.sqrt(2 * Math.PI)))
      }, 0)
      const { log } = head.weigh(out, u)
      if (Number.isFinite(plain)) expect(log).toBeCloseTo(plain, 6)
    }),
  )
})

test('advantages are the discounted sums of surprises, each episode by itself', () => {
  const unit = fc.double({ min: -1, max: 1, noNaN: true })
  const step = fc.record({ reward: unit, value: unit, next: unit, goesOn: fc.nat(1) })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), share, share, (steps, g, l) => {
      const { advantages, returns } = advantagesOf(
        {
          rewards: steps.map(({ reward }) => reward),
          values: steps.map(({ value }) => value),
          next: steps.map(({ next }) => next),
          goesOn: steps.map(({ goesOn }) => goesOn),
        },
        ...[g, l],
      )
      steps.forEach(({ value }, from) => {
        let sum = 0
        for (let at = from, weight = 1; at < steps.length; at++, weight *= g * l) {
          const { reward, value, next, goesOn } = steps[at] as (typeof steps)[number]
          sum += weight * (reward + g * next - value)
          if (goesOn === 0) break
        }
        expect(advantages[from]).toBeCloseTo(sum, 9)
        expect(returns[from]).toBeCloseTo(sum + value, 9)
      })
    }),
  )
})

describe('rewards', () => {
  test('are divided by the deviation of the discounted returns so far, whatever their unit', () => {
    const rewards = fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.boolean()), {
      minLength: 2,
      maxLength: 30,
    })
    fc.assert(
      fc.property(rewards, fc.constantFrom(0, 0.9, 1), fc.nat(29), (rewards, gamma, cut) => {
        const scale = createRewardScale(gamma)
        let other = createRewardScale(gamma)
        const returns: number[] = []
        let running = 0
        rewards.forEach(([reward, isOver], nth) => {
          running = gamma * running + reward
          returns.push(running)
          if (isOver) running = 0
          const mean = returns.reduce((sum, x) => sum + x, 0) / returns.length
          const variance = returns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / returns.length
          const plain = reward / Math.sqrt(variance + 1e-8)
          const scaled = scale.scale(reward, isOver)
          expect(scaled).toBeCloseTo(Math.min(10, Math.max(-10, plain)), 3)
          if (nth === cut) other = createRewardScale(gamma, other.save())
          expect(other.scale(reward, isOver)).toBe(scaled)
        })
      }),
    )
  })
})

describe('PPO with continuous actions', () => {
  const learned = (environment: unknown, given: object, seed: number, updates: number): Policy => {
    const ppo = createPpo(environment as Any, given, random(seed), seed * 1_000_000)
    for (let nth = 0; nth < updates; nth++) ppo.update()
    return ppo.policy()
  }

  test('sells within 2 % of what Almgren and Chriss’s schedule costs', () => {
    const given = { nSteps: 500, batchSize: 50, hidden: [16], learningRate: 3e-3, gamma: 1 }
    const policy = learned(createOptimalLiquidation(), { ...given, logStdInit: -1 }, 11, 8)
    expect(liquidationRatio(createPolicy(policy))).toBeLessThan(1.02)
  })

  test('brings a mass to rest nearly as the best linear policy does', () => {
    const given = { nSteps: 800, batchSize: 80, hidden: [16], learningRate: 3e-3, gamma: 0.9 }
    const fallen = { ...given, logStdInit: -1, learningRateSteps: 24_000 }
    const policy = learned(createLinearQuadratic(), fallen, 11, 30)
    expect(regulatorRatio(createPolicy(policy))).toBeLessThan(1.1)
  })

  test('keeps by what it divided rewards, and goes on from there', () => {
    const given = { nSteps: 90, batchSize: 45, hidden: [4], gamma: 0.9, normReward: true }
    const whole = createPpo(createLinearQuadratic() as unknown as Any, given, random(5))
    whole.update()
    const state = structuredClone(whole.save())
    expect(whole.policy().rewards).toEqual(state.rewards.moments)
    expect(state.rewards.moments.count).toBe(90)
    const again = createLinearQuadratic() as unknown as Any
    const other = createPpo(again, given, random(99), 0, state)
    expect(other.update()).toEqual(whole.update())
    expect(other.save()).toEqual(whole.save())
  })

  test('what is played is normalised as it was at the end of training, and not changed by playing', () => {
    const given = { nSteps: 100, batchSize: 50, hidden: [4], gamma: 0.9 }
    const ppo = createPpo(createLinearQuadratic() as unknown as Any, given, random(5))
    ppo.update()
    const policy = ppo.policy()
    const { normaliser } = structuredClone(ppo.save())
    expect(policy.normaliser).toEqual(normaliser)
    expect(normaliser.count).toBe(105)
    const act = createPolicy(policy)
    const seen = Float64Array.of(0.3, -2)
    const first = act(seen)
    for (let nth = 0; nth < 50; nth++) act(Float64Array.of(nth, -nth))
    expect(act(seen)).toEqual(first)
    expect(policy.normaliser).toEqual(normaliser)
  })
})
