import { describe, expect, test } from 'vitest'
import type { Value } from '../../../actors/learner/space.ts'
import { rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'
import { fusedDescent } from '../../../src/learning/fused/fused-descent.ts'
import { createMultiAgentPpo } from '../../../src/learning/multi-agent-ppo.ts'
import type { ParallelEnvironment } from '../../../src/learning/parallel-environment.ts'
import {
  AGAINST_THE_PAST,
  GAME_TERMS,
  meanMixes,
} from '../../../src/learning/reference/mean-mixes.ts'
import {
  createOneShotGame,
  HEAVY_ROCK,
  MATCHING_PENNIES,
  QUEUE_OF_MAKERS,
} from '../../../src/learning/reference/one-shot-game.ts'
import { createRecall } from '../../../src/learning/reference/recall.ts'
import { chooseBackend } from '../../../src/learning/tensor/backend.ts'
import { tensorDescent } from '../../../src/learning/tensor/tensor-descent.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'learner'))

/** Two who are shown a cue each, and are asked for it later. */
function recallsSideBySide(): ParallelEnvironment {
  const names = ['one', 'other']
  const each = names.map(() => createRecall(2))
  const all = <T>(of: (place: (typeof each)[0], nth: number) => T): Record<string, T> =>
    Object.fromEntries(names.map((name, nth) => [name, of(each[nth] as (typeof each)[0], nth)]))
  let agents: readonly string[] = []
  return {
    ...{ possibleAgents: names, simulation: undefined, close() {} },
    get agents() {
      return agents
    },
    get deciding() {
      return agents
    },
    observationSpace: () => createRecall(2).observationSpace,
    actionSpace: () => createRecall(2).actionSpace,
    reset({ seed }) {
      agents = names
      const observations = all((place, nth) => place.reset({ seed: 2 * seed + nth }).observation)
      return { observations, infos: {} }
    },
    step(actions) {
      const steps = all((place, nth) => place.step(actions[names[nth] as string] as number))
      const of = <T>(field: (step: (typeof steps)['one']) => T): Record<string, T> =>
        Object.fromEntries(names.map((name) => [name, field(steps[name] as (typeof steps)['one'])]))
      if (steps.one?.terminated) agents = []
      return {
        observations: of(({ observation }) => observation),
        rewards: of(({ reward }) => reward),
        terminations: of(({ terminated }) => terminated),
        truncations: of(({ truncated }) => truncated),
        infos: {},
      }
    },
  }
}

describe('PPO by several learners', () => {
  // Entropy draws it towards even from ¼, ½, ¼: without it, it goes round in circles.
  test('that plays its past comes near the equilibrium of rock, paper, scissors on average', () => {
    const [mix] = meanMixes(
      HEAVY_ROCK,
      { ...AGAINST_THE_PAST, policies: 'shared' },
      11,
      120,
      fusedDescent,
    )
    const equilibrium = [0.25, 0.5, 0.25]
    mix?.forEach((p, at) => {
      expect(Math.abs(p - (equilibrium[at] as number))).toBeLessThan(0.15)
    })
    expect(mix?.indexOf(Math.max(...mix))).toBe(1)
  })

  test('with a policy each comes to the equilibrium of matching pennies on average', () => {
    const mixes = meanMixes(
      MATCHING_PENNIES,
      { ...AGAINST_THE_PAST, policies: 'independent' },
      11,
      120,
      fusedDescent,
    )
    expect(mixes).toHaveLength(2)
    for (const mix of mixes) expect(Math.abs((mix[0] as number) - 0.5)).toBeLessThan(0.1)
  })

  test.each(['shared', 'independent'] as const)(
    'with %s policies queues at one tick where three makers compete',
    (policies) => {
      const mixes = meanMixes(
        QUEUE_OF_MAKERS,
        { policies, poolSize: 0, entCoef: 0.01 },
        11,
        60,
        fusedDescent,
      )
      for (const mix of mixes) expect(mix[1]).toBeGreaterThan(0.9)
    },
  )

  test.each(['shared', 'independent'] as const)(
    'saved with %s policies it goes on as if it had not been, its past with it',
    (policies) => {
      const given = {
        ...GAME_TERMS,
        policies,
        nSteps: 20,
        poolEvery: 2,
        poolSize: 3,
        normReward: true,
      }
      const begin = (seed: number, state?: Parameters<typeof createMultiAgentPpo>[4]) =>
        createMultiAgentPpo(createOneShotGame(HEAVY_ROCK), given, random(seed), 5, state)
      const whole = begin(1)
      for (let nth = 0; nth < 9; nth++) whole.update()
      const state = structuredClone(whole.save())
      expect(state.teams.map(({ pool }) => pool.length)).toEqual(
        policies === 'shared' ? [3] : [3, 3],
      )
      const other = begin(99, state)
      expect(other.update()).toEqual(whole.update())
      expect(other.save()).toEqual(whole.save())
    },
  )

  test('only who plays as it is learns, and against the past one does', () => {
    const seen: number[] = []
    const game = {
      ...MATCHING_PENNIES,
      pay: (choices: readonly number[]) => {
        seen.push(choices[0] as number)
        return MATCHING_PENNIES.pay(choices)
      },
    }
    const given = { ...GAME_TERMS, nSteps: 10, poolEvery: 1, poolShare: 1 }
    const learner = createMultiAgentPpo(createOneShotGame(game), given, random(1))
    const counted = () => learner.policies()[0]?.policy.normaliser.count
    learner.update()
    // Two learners, each of whom hears of a beginning and an end in ten episodes; then one.
    expect(counted()).toBe(40)
    expect(learner.update()['time/total_timesteps']).toBe(20)
    expect(counted()).toBe(60)
    expect(seen).toHaveLength(20)
  })

  test('learners of one policy remember each their own episode', async () => {
    const { tensors } = await chooseBackend('wasm')
    const hidden = [{ type: 'gru', units: 4 }] as const
    const given = { hidden, sequence: 2, nSteps: 40, batchSize: 1_000, nEpochs: 1 }
    const learner = createMultiAgentPpo(
      ...[recallsSideBySide(), { ...given, poolEvery: 1, learningRate: 0.1 }, random(1)],
      ...[0, undefined, tensorDescent(tensors)],
    )
    // Each turn is learned from as it was played: the policy has not moved yet.
    for (let nth = 0; nth < 6; nth++) {
      const report = learner.update()
      expect(Math.abs(report['train/approx_kl'])).toBeLessThan(1e-8)
      expect(report['train/clip_fraction']).toBe(0)
    }
  })

  test('refuses one policy for players who do not see or do the same', () => {
    const unlike = { sizes: [2, 3], pay: () => [0, 0] }
    const begin = (policies: 'shared' | 'independent') => () =>
      createMultiAgentPpo(createOneShotGame(unlike), { policies }, random(1))
    expect(begin('shared')).toThrow(/cannot play for player\/0 and player\/1/)
    expect(begin('independent')).not.toThrow()
  })
})

test('a one-shot game is played once, by all, within what there is to choose', () => {
  const game = createOneShotGame(QUEUE_OF_MAKERS)
  const all = (ticks: number): Record<string, Value> =>
    Object.fromEntries(game.possibleAgents.map((name) => [name, ticks]))
  expect(() => game.step(all(1))).toThrow(/reset first/)
  game.reset({ seed: 1 })
  expect(() => game.step(all(5))).toThrow(RangeError)
  const { rewards } = game.step({ ...all(1), 'player/2': 3 })
  expect(Object.values(rewards)).toEqual([0.3, 0.3, 0])
  expect(game.agents).toEqual([])
})
