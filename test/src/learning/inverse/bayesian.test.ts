import { expect, test } from 'vitest'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import { inferBayesian } from '../../../../src/learning/inverse/bayesian.ts'
import {
  type Choice,
  decisionProcess,
  demonstrate,
  solve,
  valueDifference,
} from '../../../../src/learning/inverse/decision-process.ts'
import { createGrid } from '../../../../src/learning/reference/gridworld.ts'

const streamOf = (seed: number) => createRandomStream(rootKey(seed, 'bayesian'))
const TERMS = { precision: 3, reach: 1, step: 0.25, burnIn: 500, samples: 4_000 }

/** Two states that each action leads to surely: state 1 is one action away from anywhere. */
const SWITCH = decisionProcess({ states: 2, actions: 2, discount: 0.5 }, (_, action) => [
  [action, 1],
])

test('who has seen nothing believes what it believed', () => {
  const { mean, deviation } = inferBayesian(SWITCH, [], { ...TERMS, samples: 40_000 }, streamOf(1))
  // Nine points from −1 to 1, each as likely: their deviation is .6455.
  for (const state of [0, 1]) {
    expect(Math.abs(mean[state] as number)).toBeLessThan(0.08)
    expect(Math.abs((deviation[state] as number) - 0.6455)).toBeLessThan(0.05)
  }
})

// The posterior of 9 × 9 lattice points, summed over all of them: the walk must come to the same.
test('what is believed is the posterior, point by point', () => {
  const shown: Choice[] = [0, 1, 0, 1, 1].map((action, nth) => ({ state: nth % 2, action }))
  const points = Array.from({ length: 9 }, (_, nth) => -1 + nth / 4)
  let [all, first, second] = [0, 0, 0]
  for (const a of points) {
    for (const b of points) {
      const { values } = solve(SWITCH, [a, b])
      const logs = shown.map(({ state, action }) => {
        const worth = [0, 1].map((to) => 3 * ((state === 0 ? a : b) + 0.5 * (values[to] as number)))
        return (worth[action] as number) - Math.log(worth.reduce((sum, q) => sum + Math.exp(q), 0))
      })
      const weight = Math.exp(logs.reduce((sum, x) => sum + x, 0))
      all += weight
      first += weight * a
      second += weight * b
    }
  }
  const { mean } = inferBayesian(SWITCH, [shown], { ...TERMS, samples: 60_000 }, streamOf(2))
  expect(Math.abs((mean[0] as number) - first / all)).toBeLessThan(0.05)
  expect(Math.abs((mean[1] as number) - second / all)).toBeLessThan(0.05)
})

test('the more is shown, the surer it is and the better who does what it is believed to want', () => {
  const problem = createGrid({ size: 3, wind: 0.1, discount: 0.9, stays: false })
  const rewards = Float64Array.from({ length: 9 }, (_, cell) => (cell === 8 ? 1 : 0))
  const { policy } = solve(problem, rewards)
  const [few, many] = [1, 20].map((count) => {
    const random = streamOf(3)
    const shows = Array.from({ length: count }, () => demonstrate(problem, policy, 6, random))
    const { mean, deviation } = inferBayesian(problem, shows, { ...TERMS, precision: 10 }, random)
    const unsure = deviation.reduce((sum, x) => sum + x, 0) / 9
    return { unsure, lost: valueDifference(problem, rewards, mean) }
  }) as [{ unsure: number; lost: number }, { unsure: number; lost: number }]
  expect(many.unsure).toBeLessThan(few.unsure)
  expect(many.lost).toBeLessThan(0.3)
  expect(many.lost).toBeLessThanOrEqual(few.lost)
})
