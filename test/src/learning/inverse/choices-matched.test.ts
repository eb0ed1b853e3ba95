import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import {
  type DecisionProcess,
  decisionProcess,
  demonstrate,
  move,
} from '../../../../src/learning/inverse/decision-process.ts'
import { inferLinear } from '../../../../src/learning/inverse/maximum-entropy.ts'
import {
  choicesMissing,
  type Shown,
  shown,
  softChooser,
  softPolicy,
  whateverIsDone,
} from '../../../../src/learning/inverse/soft-values.ts'
import { smallProcess } from './small-process.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'test'))

/** Mean Σ ln π_t(a_t | s_t) over what was shown, term by term. */
function likelihood(problem: DecisionProcess, { taken, length }: Shown, rewards: number[]): number {
  const { choices } = softPolicy(problem, rewards, length)
  return choices.reduce((sum, own, t) => {
    const then = taken[t] as Float64Array
    return sum + then.reduce((all, share, at) => all + share * Math.log(own[at] as number), 0)
  }, 0)
}

test('what choices lack is the slope of their likelihood, at each action of each state', () => {
  fc.assert(
    fc.property(smallProcess, fc.nat(99), ({ problem, rewards }, seed) => {
      const chance = random(seed)
      const policy = Int32Array.from({ length: problem.states }, () =>
        chance.integer(0, problem.actions - 1),
      )
      const shows = Array.from({ length: 3 }, () => demonstrate(problem, policy, 4, chance))
      const seen = shown(problem, shows)
      const paid = [...whateverIsDone(problem, rewards)].map((reward, nth) => reward + (nth % 3))
      choicesMissing(problem, seen, paid).forEach((slope, cell) => {
        const near = (by: number): number => {
          const other = paid.map((reward, at) => reward + (at === cell ? by : 0))
          return likelihood(problem, seen, other)
        }
        expect(slope).toBeCloseTo((near(1e-4) - near(-1e-4)) / 2e-4, 5)
      })
    }),
    { numRuns: 30 },
  )
})

/** To hold or not, 2 and 0, and a queue that nobody moves, 1 with a probability: state held + queue. */
const bookOf = (up: number): DecisionProcess =>
  decisionProcess({ states: 4, actions: 2, discount: 0.9 }, (_, held) => [
    [2 * held, 1 - up],
    [2 * held + 1, up],
  ])

// The market goes elsewhere than it was counted to go: that is not what the expert wants.
test('choices tell what is wanted where moves were counted wrong, and visits do not', () => {
  const [real, counted] = [bookOf(0.8), bookOf(0.5)]
  const chance = random(3)
  const wants = whateverIsDone(real, Float64Array.of(0, 0, 1, 1))
  const choose = softChooser(softPolicy(real, wants, 8), chance)
  const shows = Array.from({ length: 400 }, () => {
    let state = 0
    return Array.from({ length: 8 }, (_, t) => {
      const choice = { state, action: choose(state, t) }
      state = move(real, choice, chance)
      return choice
    })
  })
  const rows = Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1)
  const weightsBy = (match: 'visits' | 'choices') => {
    const terms = { steps: 300, rate: 0.05, match }
    return inferLinear(counted, { of: 'states', width: 2, rows }, shows, terms).weights
  }
  const [held, queue] = weightsBy('choices') as unknown as [number, number]
  expect(Math.abs(held - 1)).toBeLessThan(0.15)
  expect(Math.abs(queue)).toBeLessThan(0.01)
  expect(weightsBy('visits')[1]).toBeGreaterThan(0.5)
})
