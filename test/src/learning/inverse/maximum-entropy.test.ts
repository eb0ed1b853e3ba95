import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import {
  bestActions,
  type DecisionProcess,
  demonstrate,
  evaluate,
  expected,
  move,
  solve,
  valueDifference,
} from '../../../../src/learning/inverse/decision-process.ts'
import { inferDeep } from '../../../../src/learning/inverse/deep-maximum-entropy.ts'
import { inferLinear } from '../../../../src/learning/inverse/maximum-entropy.ts'
import {
  expectedVisits,
  shown,
  softPolicy,
  visitsMissing,
  whateverIsDone,
} from '../../../../src/learning/inverse/soft-values.ts'
import { cornerReward, createGrid, oneHot } from '../../../../src/learning/reference/gridworld.ts'
import { createObjectworld } from '../../../../src/learning/reference/objectworld.ts'
import { smallProcess } from './small-process.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'test'))

/** Of `count` demonstrations at random, the dual: mean Σ γ^t r(s_t) less E V_0(s_0). */
function dual(
  problem: DecisionProcess,
  { starts, visits, length }: ReturnType<typeof shown>,
  rewards: readonly number[],
): number {
  const { values } = softPolicy(problem, rewards, length)
  const paid = rewards.reduce((sum, reward, cell) => sum + reward * (visits[cell] as number), 0)
  return starts.reduce((sum, share, state) => sum - share * (values[state] as number), paid)
}

const anyPolicy = (problem: DecisionProcess, seed: number) => {
  const chance = random(seed)
  return Int32Array.from({ length: problem.states }, () => chance.integer(0, problem.actions - 1))
}

describe('a process whose chances are known', () => {
  test('the best policy is worth its values, no policy is worth more, and a value is a fixed point', () => {
    fc.assert(
      fc.property(smallProcess, fc.nat(99), ({ problem, rewards }, seed) => {
        const { values, policy } = solve(problem, rewards)
        const own = evaluate(problem, rewards, policy)
        const other = evaluate(problem, rewards, anyPolicy(problem, seed))
        values.forEach((value, state) => {
          expect(own[state]).toBeCloseTo(value, 6)
          expect(other[state]).toBeLessThanOrEqual(value + 1e-6)
          const worths = Array.from(
            { length: problem.actions },
            (_, action) =>
              (rewards[state] as number) +
              problem.discount * expected(problem, state * problem.actions + action, values),
          )
          expect(Math.max(...worths)).toBeCloseTo(value, 6)
        })
      }),
      { numRuns: 50 },
    )
  })

  test('nothing is lost by rewards that differ from the true ones in scale and level alone', () => {
    fc.assert(
      fc.property(smallProcess, ({ problem, rewards }) => {
        const alike = rewards.map((reward) => 3 * reward - 2)
        expect(valueDifference(problem, rewards, alike)).toBeCloseTo(0, 6)
        const opposite = rewards.map((reward) => -reward)
        expect(valueDifference(problem, rewards, opposite)).toBeGreaterThan(-1e-6)
      }),
      { numRuns: 50 },
    )
  })

  test('it moves as often as its chances say', () => {
    const grid = createGrid({ size: 3, wind: 0.4, discount: 0.9, stays: false })
    const chance = random(1)
    const counts = new Map<number, number>()
    for (let nth = 0; nth < 4_000; nth++) {
      const to = move(grid, { state: 4, action: 0 }, chance)
      counts.set(to, (counts.get(to) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([1, 3, 5, 7])
    // .7 with a standard error of .007.
    expect(Math.abs((counts.get(5) ?? 0) / 4_000 - 0.7)).toBeLessThan(0.03)
  })
})

describe('maximum entropy', () => {
  test('visits shown less visits expected is the slope of the dual, of each action in each state', () => {
    fc.assert(
      fc.property(smallProcess, fc.nat(99), ({ problem, rewards }, seed) => {
        const policy = anyPolicy(problem, seed)
        const chance = random(seed)
        const shows = Array.from({ length: 3 }, () => demonstrate(problem, policy, 4, chance))
        const seen = shown(problem, shows)
        const paid = [...whateverIsDone(problem, rewards)].map((reward, nth) => reward + (nth % 3))
        visitsMissing(problem, seen, paid).forEach((slope, cell) => {
          const near = (by: number) =>
            dual(
              problem,
              seen,
              paid.map((reward, at) => reward + (at === cell ? by : 0)),
            )
          expect(slope).toBeCloseTo((near(1e-4) - near(-1e-4)) / 2e-4, 5)
        })
      }),
      { numRuns: 50 },
    )
  })

  test('choices are probabilities, and visits add up to the discounted number of choices', () => {
    fc.assert(
      fc.property(smallProcess, ({ problem, rewards }) => {
        const { states, actions, discount } = problem
        const policy = softPolicy(problem, whateverIsDone(problem, rewards), 4)
        for (const own of policy.choices) {
          for (let state = 0; state < states; state++) {
            const row = own.subarray(state * actions, (state + 1) * actions)
            expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
          }
        }
        const starts = new Float64Array(states).fill(1 / states)
        const visits = expectedVisits(problem, policy, starts)
        const all = 1 + discount + discount ** 2 + discount ** 3
        expect(visits.reduce((sum, x) => sum + x, 0)).toBeCloseTo(all, 9)
        const shows = [demonstrate(problem, anyPolicy(problem, 3), 4, random(4))]
        const seen = shown(problem, shows)
        expect(seen.visits.reduce((sum, x) => sum + x, 0)).toBeCloseTo(all, 9)
      }),
      { numRuns: 50 },
    )
  })

  test('who chooses by chance among what is as good shows both ways to the corner, and shows it better', () => {
    const grid = createGrid({ size: 5, wind: 0.3, discount: 0.9, stays: false })
    const rewards = cornerReward(grid.states)
    const { values, policy } = solve(grid, rewards)
    const best = bestActions(grid, values)
    // Away from the edges right and down are as good, on the last row and column one of them alone.
    expect(best[0]).toEqual([0, 1])
    expect(best[4]).toEqual([1])
    expect(best[20]).toEqual([0])
    best.forEach((actions, state) => {
      expect(actions[0]).toBe(policy[state])
    })
    const left = (by: ArrayLike<number | readonly number[]>): number =>
      [1, 2, 3, 4, 5, 6].reduce((sum, seed) => {
        const chance = random(seed)
        const shows = Array.from({ length: 100 }, () => demonstrate(grid, by, 15, chance))
        const { rewards: found } = inferLinear(grid, oneHot(25), shows, { steps: 200, rate: 0.1 })
        return sum + valueDifference(grid, rewards, found)
      }, 0)
    expect(left(best)).toBeLessThan(left(policy))
  })

  test('finds the corner that an expert goes to, and the more it is shown the better', () => {
    const grid = createGrid({ size: 5, wind: 0.3, discount: 0.9, stays: false })
    const rewards = cornerReward(grid.states)
    const { values, policy } = solve(grid, rewards)
    expect(values.reduce((sum, value) => sum + value, 0) / 25).toBeCloseTo(4.835, 3)
    const chance = random(5)
    const shows = Array.from({ length: 100 }, () => demonstrate(grid, policy, 15, chance))
    const terms = { steps: 200, rate: 0.1 }
    const inferred = inferLinear(grid, oneHot(25), shows, terms)
    expect(valueDifference(grid, rewards, inferred.rewards)).toBeLessThan(0.02)
    expect(Math.max(...inferred.rewards)).toBe(inferred.rewards[24])
    expect(inferLinear(grid, oneHot(25), shows, terms)).toEqual(inferred)
  })

  test('a network finds what no weights of the features say', () => {
    const terms = { steps: 200, rate: 0.01, hidden: [16, 16], decay: 0.001 }
    const left = { linear: 0, deep: 0 }
    for (const seed of [11, 12, 13]) {
      const chance = random(seed)
      const { problem, rewards, features } = createObjectworld(
        { size: 10, objects: 15, colours: 2, wind: 0.3, discount: 0.9 },
        chance,
      )
      const { policy } = solve(problem, rewards)
      const shows = Array.from({ length: 512 }, () => demonstrate(problem, policy, 8, chance))
      const linear = inferLinear(problem, { of: 'states', width: 4, rows: features }, shows, {
        steps: 400,
        rate: 1,
      })
      const deep = inferDeep(problem, features, shows, terms, random(seed))
      left.linear += valueDifference(problem, rewards, linear.rewards)
      left.deep += valueDifference(problem, rewards, deep.rewards)
    }
    expect(left.deep).toBeLessThan(left.linear)
  })

  test('one seed is one network', () => {
    const chance = random(7)
    const { problem, rewards, features } = createObjectworld(
      { size: 5, objects: 4, colours: 2, wind: 0.3, discount: 0.9 },
      chance,
    )
    const { policy } = solve(problem, rewards)
    const shows = Array.from({ length: 5 }, () => demonstrate(problem, policy, 8, chance))
    const terms = { steps: 5, rate: 0.01, hidden: [4], decay: 0.001 }
    const infer = (seed: number) => inferDeep(problem, features, shows, terms, random(seed)).rewards
    expect(infer(1)).toEqual(infer(1))
    expect(infer(1)).not.toEqual(infer(2))
  })

  test('refuses to learn from nothing, and from demonstrations of several lengths', () => {
    const grid = createGrid({ size: 2, wind: 0, discount: 0.5, stays: true })
    const choice = { state: 0, action: 0 }
    expect(() => shown(grid, [])).toThrow('no demonstrations')
    expect(() => shown(grid, [[choice], [choice, choice]])).toThrow('2 choices stands beside one')
  })
})
