import { expect, test } from 'vitest'
import { box, discrete, type Value } from '../../../../actors/learner/space.ts'
import type { Trajectory } from '../../../../src/learning/demonstration/trajectory.ts'
import type { Environment } from '../../../../src/learning/environment.ts'
import { atOnce, inferring } from '../../../../src/learning/inverse/infer.ts'
import { readInferenceTerms } from '../../../../src/study/inference/inference-terms.ts'

/** Two cells, left and right, six choices an episode. */
function createCells(): Environment<Float64Array, Value> {
  let steps = 0
  const seen = (cell: number) => Float64Array.of(cell, 1 - cell)
  return {
    observationSpace: box(0, 1, [2]),
    actionSpace: discrete(2),
    reset({ seed }) {
      steps = 0
      return { observation: seen(seed % 2), info: {} }
    },
    step(action) {
      const truncated = ++steps === 6
      return {
        ...{ observation: seen(action as number), reward: 0, terminated: false, truncated },
        info: {},
      }
    },
    close() {},
  }
}

/** Who is mostly in the right cell. */
function shownRun(): Trajectory {
  const environment = createCells()
  let { observation, info } = environment.reset({ seed: 0 })
  const steps = [1, 1, 0, 1, 1, 1].map((action, at) => {
    const step = { at, observation, info: info as Record<string, number>, parts: [action] }
    observation = environment.step(action).observation
    return { ...step, distance: 0, reward: 0 }
  })
  return {
    steps,
    last: { at: 6, observation, info: info as Record<string, number> },
    terminated: false,
  }
}

test('the reward of AIRL is the mean of its last updates', () => {
  const numbersAfter = (updates: number, averaged: number): readonly number[] => {
    const standard = readInferenceTerms(undefined)
    const ppo = { ...standard.ppo, nSteps: 24, batchSize: 12, nEpochs: 1, hidden: [4] }
    const airl = { ...standard.airl, averaged }
    const terms = { ...standard, updates, judgeSteps: 2, batchSize: 6, ppo, airl }
    const job = { method: 'airl', shown: [shownRun()], environment: createCells() } as const
    return [...(atOnce(inferring({ ...job, terms, seed: 5 })).reward?.numbers ?? [])]
  }
  const last = [3, 4, 5].map((updates) => numbersAfter(updates, 1))
  expect(last[2]).not.toEqual(last[1])
  numbersAfter(5, 3).forEach((x, at) => {
    const mean = last.reduce((sum, numbers) => sum + (numbers[at] as number) / 3, 0)
    expect(x).toBeCloseTo(mean, 6)
  })
  // Of fewer updates than are asked for, the mean of those that there were.
  expect(numbersAfter(1, 20)).toEqual(numbersAfter(1, 1))
})
