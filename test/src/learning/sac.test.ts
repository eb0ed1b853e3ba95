import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNetwork, sizeOf } from '../../../actors/learner/mlp.ts'
import { createPolicy } from '../../../actors/learner/policy.ts'
import { discrete, type Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { createPlain, plainDescent } from '../../../src/learning/descent.ts'
import type { Environment } from '../../../src/learning/environment.ts'
import { fusedDescent } from '../../../src/learning/fused/fused-descent.ts'
import { createLinearQuadratic } from '../../../src/learning/reference/linear-quadratic.ts'
import { createOptimalLiquidation } from '../../../src/learning/reference/optimal-liquidation.ts'
import { createSac, type SacTerms } from '../../../src/learning/sac.ts'
import { actorLoss, criticLoss, squashed } from '../../../src/learning/sac-losses.ts'
import { liquidationRatio, regulatorRatio } from './known-answers.ts'
import { slopes } from './slopes.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))
type Any = Environment<Float64Array, Value>

test('the density of a squashed draw is that of a normal over the slope of tanh', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(number, fc.double({ min: -2, max: 1, noNaN: true }), number, (mean, own, e) => {
      const { parts, log } = squashed(Float64Array.of(mean, own), Float64Array.of(e))
      const u = mean + Math.exp(own) * e
      expect(parts[0]).toBeCloseTo(Math.tanh(u), 12)
      const normal = -0.5 * e * e - own - 0.5 * Math.log(2 * Math.PI)
      // 1 − tanh² = 1 / cosh²
      expect(log).toBeCloseTo(normal + 2 * Math.log(Math.cosh(u)), 9)
    }),
  )
})

test('the gradients of SAC are the slopes of its losses', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.nat(), (parts, seed) => {
      const draw = random(seed)
      const row = (size: number) => Float64Array.from({ length: size }, () => draw.normal(0, 1))
      const shape = { inputs: 3, hidden: [4], outputs: 2 * parts }
      const criticShape = { inputs: 3 + parts, hidden: [4], outputs: 1 }
      const numbers = row(sizeOf(shape))
      const criticNumbers = row(2 * sizeOf(criticShape))
      const actor = createPlain([shape], numbers)
      const critics = createPlain([criticShape, criticShape], criticNumbers)
      const seen = [row(3), row(3), row(3)]
      const noise = seen.map(() => row(parts))
      const given = { actor, critics, seen, noise, temperature: 0.3 }
      const byActor = new Float64Array(numbers.length)
      const { log } = actorLoss(given, byActor)
      const frozen = createNetwork(shape, numbers)
      const plain = seen.map((each, nth) =>
        squashed(frozen.forward(each), noise[nth] as Float64Array),
      )
      expect(log).toBeCloseTo(plain.reduce((sum, { log }) => sum + log, 0) / 3, 9)
      const other = new Float64Array(numbers.length)
      slopes(numbers, () => actorLoss(given, other).loss).forEach((slope, at) => {
        expect(Math.abs(slope - (byActor[at] as number))).toBeLessThan(1e-4)
      })
      const lessons = [0, 1].map(() => ({ row: row(3 + parts), target: draw.normal(0, 1) }))
      const byCritics = new Float64Array(criticNumbers.length)
      criticLoss(critics, lessons, byCritics)
      const unread = new Float64Array(criticNumbers.length)
      slopes(criticNumbers, () => criticLoss(critics, lessons, unread)).forEach((slope, at) => {
        expect(Math.abs(slope - (byCritics[at] as number))).toBeLessThan(1e-4)
      })
    }),
    { numRuns: 30 },
  )
})

describe('SAC', () => {
  const terms: Partial<SacTerms> = { hidden: [16], reportSteps: 60, learningStarts: 30 }
  const small = { ...terms, batchSize: 8, bufferSize: 50, gamma: 0.9, normReward: true }

  test.each([
    [53, plainDescent],
    [60, fusedDescent],
  ])('saved after %i steps it goes on as if it had not been', (reportSteps, learnBy) => {
    const given = { ...small, reportSteps }
    const environment = () => createLinearQuadratic() as unknown as Any
    const whole = createSac(environment(), given, random(3), 50, undefined, learnBy)
    whole.update()
    const state = structuredClone(whole.save())
    const other = createSac(environment(), given, random(99), 50, state, learnBy)
    expect(other.save()).toEqual(state)
    expect(other.update()).toEqual(whole.update())
    expect(other.save()).toEqual(whole.save())
    expect(whole.policy().weights).not.toEqual(state.actor)
    expect(whole.policy().rewards?.count).toBe(2 * reportSteps)
  })

  test('finds the temperature at which its entropy is what was asked for', () => {
    // With nothing to gain the best policy of any temperature is even: it falls until chance is rare.
    const alphas = [undefined, 0.5].map((entCoef) => {
      const given = { ...small, entCoef, learningRate: 0.01, reportSteps: 200 }
      const sac = createSac(createOptimalLiquidation() as unknown as Any, given, random(1))
      return sac.update()['train/ent_coef']
    })
    expect(alphas[0]).toBeLessThan(0.6)
    expect(alphas[1]).toBe(0.5)
  })

  test('sells nearly as Almgren and Chriss do', () => {
    const given = {
      hidden: [16],
      gamma: 1,
      learningRate: 3e-3,
      batchSize: 32,
      learningRateSteps: 4_000,
    }
    const environment = createOptimalLiquidation() as unknown as Any
    const sac = createSac(...[environment, given, random(21), 21_000_000, undefined, fusedDescent])
    for (let nth = 0; nth < 4; nth++) sac.update()
    expect(liquidationRatio(createPolicy(sac.policy()))).toBeLessThan(1.02)
  })

  test('brings a mass to rest at a cost near the best linear policy’s', () => {
    const given = { hidden: [32], gamma: 0.9, learningRate: 3e-3, batchSize: 64, tau: 0.02 }
    const environment = createLinearQuadratic() as unknown as Any
    const sac = createSac(
      environment,
      { ...given, learningRateSteps: 3_000 },
      ...[random(21), 21_000_000, undefined, fusedDescent],
    )
    // A third of its way: the page has the whole.
    sac.update()
    expect(regulatorRatio(createPolicy(sac.policy()))).toBeLessThan(1.2)
  })

  test('refuses actions of a list, and actions without bounds', () => {
    const given = createLinearQuadratic() as unknown as Any
    expect(() => createSac({ ...given, actionSpace: discrete(2) }, {}, random(1))).toThrow(
      /SAC needs actions of a box/,
    )
    expect(() =>
      createSac({ ...given, actionSpace: given.observationSpace }, {}, random(1)),
    ).toThrow(/finite bounds/)
  })
})
