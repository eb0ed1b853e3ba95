import { describe, expect, test } from 'vitest'
import { createQLearner } from '../../../../actors/learner/q-learning.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import type { Environment } from '../../../../src/learning/environment.ts'
import { chainValues, createChain, LENGTH } from '../../../../src/learning/reference/chain.ts'
import { learnEpisodes } from '../../../../src/learning/tabular/learn-episodes.ts'
import { describeEnvironment } from '../../../contracts/environment.ts'

describeEnvironment({
  name: 'of the chain',
  create: () => createChain(20) as unknown as Environment,
  runs: 30,
  steps: 20,
})

const DISCOUNT = 0.9

function learned(seed: number, episodes: number) {
  const learner = createQLearner({
    ...{ states: LENGTH, actions: 2, discount: DISCOUNT },
    random: createRandomStream(rootKey(seed, 'learner')),
    exploration: (episode) => (episode < episodes / 2 ? 1 : 0.1),
    // Square summable, and not summable: Watkins and Dayan's condition.
    rate: (tried) => 1 / tried ** 0.7,
  })
  const paid = learnEpisodes(
    learner,
    createChain() as Environment<never, number>,
    (observation) => observation as unknown as number,
    episodes,
    (episode) => seed * 10_000 + episode,
  )
  return { learner, paid }
}

describe('Q-learning on the chain', () => {
  test('comes to the values of value iteration, and goes on to the end', () => {
    const expected = chainValues(DISCOUNT)
    for (const seed of [1, 2, 3]) {
      const { learner } = learned(seed, 2_000)
      learner.values.forEach((value, nth) => {
        expect(Math.abs(value / (expected[nth] as number) - 1)).toBeLessThan(0.06)
      })
      for (let place = 0; place < LENGTH; place++) expect(learner.greedy(place)).toBe(0)
    }
  })

  test('earns more when it explores less at the end, and one seed is one learner', () => {
    const { paid, learner } = learned(4, 400)
    const mean = (of: readonly number[]) => of.reduce((sum, x) => sum + x, 0) / of.length
    expect(mean(paid.slice(-50))).toBeGreaterThan(1.3 * mean(paid.slice(0, 50)))
    expect([...learned(4, 400).learner.values]).toEqual([...learner.values])
  })
})
