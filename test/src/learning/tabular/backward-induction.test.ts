import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type StagedStep,
  solveBackward,
} from '../../../../src/learning/tabular/backward-induction.ts'

const [STAGES, STATES, ACTIONS] = [3, 3, 2] as const
const problem = { stages: STAGES, states: STATES, actions: ACTIONS }

const step: fc.Arbitrary<StagedStep> = fc.record({
  stage: fc.nat(STAGES - 1),
  state: fc.nat(STATES - 1),
  action: fc.nat(ACTIONS - 1),
  reward: fc.integer({ min: -5, max: 5 }),
  next: fc.option(fc.nat(STATES - 1), { nil: undefined, freq: 4 }),
})
const sample = fc
  .array(step, { maxLength: 60 })
  // What follows the last stage is nothing.
  .map((steps) =>
    steps.map((each) => (each.stage === STAGES - 1 ? { ...each, next: undefined } : each)),
  )

/** The recursion as it is written down: means over the sample. */
function plainValue(
  steps: readonly StagedStep[],
  stage: number,
  state: number,
): { value: number; act: number | undefined } {
  const means = Array.from({ length: ACTIONS }, (_, action) => {
    const here = steps.filter(
      (each) => each.stage === stage && each.state === state && each.action === action,
    )
    if (here.length === 0) return undefined
    const sum = here.reduce((total, { reward, next }) => {
      return total + reward + (next === undefined ? 0 : plainValue(steps, stage + 1, next).value)
    }, 0)
    return sum / here.length
  })
  const known = means.filter((mean) => mean !== undefined)
  if (known.length === 0) return { value: 0, act: undefined }
  const value = Math.max(...known)
  return { value, act: means.indexOf(value) }
}

test('the policy is that of the plain recursion over the sample', () => {
  fc.assert(
    fc.property(sample, (steps) => {
      const policy = solveBackward(steps, problem)
      for (let stage = 0; stage < STAGES; stage++) {
        for (let state = 0; state < STATES; state++) {
          const plain = plainValue(steps, stage, state)
          expect(policy.value(stage, state)).toBeCloseTo(plain.value, 9)
          const act = policy.act(stage, state)
          if (act === undefined) expect(plain.act).toBeUndefined()
          // Two actions may be equally good but for rounding.
          else expect(plainOf(steps, stage, state, act)).toBeCloseTo(plain.value, 9)
        }
      }
    }),
  )
})

function plainOf(steps: readonly StagedStep[], stage: number, state: number, act: number): number {
  return plainValue(
    steps.filter((each) => each.stage !== stage || each.state !== state || each.action === act),
    stage,
    state,
  ).value
}

test('the order of the sample makes no difference', () => {
  fc.assert(
    fc.property(sample, (steps) => {
      const [one, other] = [
        solveBackward(steps, problem),
        solveBackward([...steps].reverse(), problem),
      ]
      for (let state = 0; state < STATES; state++) {
        expect(one.value(0, state)).toBeCloseTo(other.value(0, state), 9)
      }
    }),
  )
})

test('an action that was tried too seldom is chosen only where all were', () => {
  const lucky = { stage: 0, state: 0, action: 1, reward: 9, next: undefined }
  const usual = { stage: 0, state: 0, action: 0, reward: 1, next: undefined }
  const policy = (steps: readonly StagedStep[], trials: number) =>
    solveBackward(steps, problem, trials).act(0, 0)
  expect(policy([usual, usual, lucky], 1)).toBe(1)
  expect(policy([usual, usual, lucky], 2)).toBe(0)
  expect(policy([usual, lucky], 2)).toBe(1)
  expect(policy([], 2)).toBeUndefined()
})
