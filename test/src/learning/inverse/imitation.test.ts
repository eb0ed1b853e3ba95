import { expect, test } from 'vitest'
import { createPolicy, type Policy } from '../../../../actors/learner/policy.ts'
import { box, discrete, type Value } from '../../../../actors/learner/space.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import type { Environment } from '../../../../src/learning/environment.ts'
import type { Judge, Transition } from '../../../../src/learning/inverse/adversarial.ts'
import { createAirl } from '../../../../src/learning/inverse/airl.ts'
import { decisionProcess } from '../../../../src/learning/inverse/decision-process.ts'
import { createGail } from '../../../../src/learning/inverse/gail.ts'
import { createImitation, createSoftLearner } from '../../../../src/learning/inverse/imitation.ts'
import {
  createRewardNetwork,
  rewardAtWork,
} from '../../../../src/learning/inverse/reward-network.ts'
import { softPolicy } from '../../../../src/learning/inverse/soft-values.ts'

const CELLS = 5
const STEPS = 12
const GAMMA = 0.9
/** What being in a cell pays: the middle one most, and one edge more than the other. */
const PAYS = [0, 0.6, 1.5, 0.3, -0.5]
const led = (cell: number, action: number): number =>
  Math.min(CELLS - 1, Math.max(0, cell + action - 1))
const seen = (cell: number): Float64Array =>
  Float64Array.from({ length: CELLS }, (_, nth) => (nth === cell ? 1 : 0))
const streamOf = (seed: number, what: string) => createRandomStream(rootKey(seed, what))

/** A row of cells: left, stay, right; each episode begins anywhere. */
function createRow(): Environment<Float64Array, Value> {
  let cell = 0
  let steps = 0
  return {
    observationSpace: box(0, 1, [CELLS]),
    actionSpace: discrete(3),
    reset({ seed }) {
      cell = streamOf(seed, 'start').integer(0, CELLS - 1)
      steps = 0
      return { observation: seen(cell), info: {} }
    },
    step(action) {
      cell = led(cell, action as number)
      const truncated = ++steps === STEPS
      const reward = PAYS[cell] as number
      return { observation: seen(cell), reward, terminated: false, truncated, info: {} }
    },
    close() {},
  }
}

/** What somebody of maximum entropy does who is paid so, exactly, as if there were no end. */
function shownBy(pays: readonly number[], episodes: number): Transition[] {
  const problem = decisionProcess(
    { states: CELLS, actions: 3, discount: GAMMA },
    (state, action) => [[led(state, action), 1]],
  )
  const led3 = Float64Array.from({ length: CELLS * 3 }, (_, at) => {
    return pays[led(Math.floor(at / 3), at % 3)] as number
  })
  const [choices] = softPolicy(problem, led3, 80).choices
  const random = streamOf(1, 'expert')
  return Array.from({ length: episodes }, () => {
    let cell = random.integer(0, CELLS - 1)
    return Array.from({ length: STEPS }, (): Transition => {
      const draw = random.uniform()
      const at = (action: number): number => (choices as Float64Array)[cell * 3 + action] as number
      const action = draw < at(0) ? 0 : draw < at(0) + at(1) ? 1 : 2
      const from = cell
      cell = led(cell, action)
      return { observation: seen(from), parts: [action], next: seen(cell), isLast: false }
    })
  }).flat()
}

const PPO = {
  ...{ nSteps: 240, batchSize: 60, nEpochs: 5, hidden: [16], learningRate: 5e-3 },
  ...{ gamma: GAMMA, gaeLambda: 0.9 },
}

/** Share of the transitions that lead to each cell. */
function visits(transitions: readonly Transition[]): number[] {
  const shares = new Array<number>(CELLS).fill(0)
  for (const { next } of transitions) {
    const cell = next.indexOf(1)
    shares[cell] = (shares[cell] as number) + 1 / transitions.length
  }
  return shares
}
const apart = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, x, at) => sum + Math.abs(x - (other[at] as number)), 0) / 2

/** Where a policy goes that draws its actions by chance. */
function goes(policy: Policy, episodes: number): Transition[] {
  const row = createRow()
  const act = createPolicy(policy, streamOf(4, 'act'))
  return Array.from({ length: episodes }, (_, nth) => {
    let { observation } = row.reset({ seed: 5_000 + nth })
    return Array.from({ length: STEPS }, (): Transition => {
      const action = act(observation) as number
      const before = observation
      observation = row.step(action).observation
      return { observation: before, parts: [action], next: observation, isLast: false }
    })
  }).flat()
}

const SCALES = new Array<number>(CELLS).fill(1)
const EXPERT = shownBy(PAYS, 100)

/** Learner and judge by turns, so many times. */
function taught(judge: Judge, isSoft: boolean, updates: number) {
  const learner = createImitation(
    ...[createRow(), EXPERT, judge],
    { ppo: PPO, judgeSteps: 10, batchSize: 120, isSoft },
    streamOf(2, 'learner'),
    1,
  )
  const losses = Array.from({ length: updates }, () => learner.update()['judge/loss'])
  return { learner, loss: losses.at(-1) as number }
}

const without = (values: readonly number[]): readonly number[] => {
  const mean = values.reduce((a, b) => a + b) / values.length
  return values.map((x) => x - mean)
}

// The level is told by nothing: an expert does the same if each cell pays one more.
test('what cells pay is recovered but for its level, from what an expert does who is paid so', () => {
  const terms = { scales: SCALES, gamma: GAMMA, hidden: [], potential: [], rate: 0.03, decay: 1e-4 }
  const judge = createAirl(terms, streamOf(2, 'judge'))
  const { learner, loss } = taught(judge, true, 32)
  const { of } = rewardAtWork(judge.recovered)
  const found = without(PAYS.map((_, cell) => of(seen(cell))))
  without(PAYS).forEach((pays, cell) => {
    expect(Math.abs((found[cell] as number) - pays)).toBeLessThan(0.25)
  })
  expect(Math.abs(loss - Math.LN2)).toBeLessThan(0.03)
  expect(apart(visits(goes(learner.policy(), 100)), visits(EXPERT))).toBeLessThan(0.11)
})

test('a learner who imitates comes to be where the expert is', () => {
  const terms = { scales: SCALES, sizes: [3], hidden: [16], rate: 0.01 }
  const { learner } = taught(createGail(terms, streamOf(2, 'judge')), false, 30)
  const before = apart(
    visits(goes(taught({ reward: () => 0, learn: () => 0 }, true, 1).learner.policy(), 100)),
    visits(EXPERT),
  )
  const after = apart(visits(goes(learner.policy(), 100)), visits(EXPERT))
  expect(before).toBeGreaterThan(0.25)
  expect(after).toBeLessThan(0.12)
})

test('a soft learner does what maximum entropy does for the same reward', () => {
  const learner = createSoftLearner(
    createRow(),
    ({ next }) => PAYS[next.indexOf(1)] as number,
    PPO,
    streamOf(2, 'learner'),
    1,
  )
  for (let nth = 0; nth < 25; nth++) learner.update()
  expect(apart(visits(goes(learner.policy(), 100)), visits(EXPERT))).toBeLessThan(0.11)
})

test('the slope of a reward is its slope', () => {
  const network = createRewardNetwork([2, 5], [4], streamOf(7, 'network'))
  const work = rewardAtWork(network)
  const at = Float64Array.of(1, -3)
  const gradient = new Float64Array(network.numbers.length)
  work.slope(at, 0.5, gradient)
  for (const [nth, x] of network.numbers.entries()) {
    network.numbers[nth] = x + 0.01
    const up = work.of(at)
    network.numbers[nth] = x - 0.01
    const slope = (up - work.of(at)) / 0.02
    network.numbers[nth] = x
    expect(gradient[nth]).toBeCloseTo(0.5 * slope, 3)
  }
})
