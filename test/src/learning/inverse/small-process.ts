import fc from 'fast-check'
import {
  type DecisionProcess,
  decisionProcess,
} from '../../../../src/learning/inverse/decision-process.ts'

/** Processes of a few states, where every action leads to some of them, with rewards. */
export const smallProcess: fc.Arbitrary<{
  readonly problem: DecisionProcess
  readonly rewards: readonly number[]
}> = fc
  .record({ states: fc.integer({ min: 2, max: 5 }), actions: fc.integer({ min: 2, max: 3 }) })
  .chain(({ states, actions }) =>
    fc.record({
      discount: fc.constantFrom(0, 0.5, 0.9),
      weights: fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 2 }), {
        minLength: states * actions,
        maxLength: states * actions,
      }),
      rewards: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: states, maxLength: states }),
    }),
  )
  .map(({ discount, weights, rewards }) => {
    const states = rewards.length
    const actions = weights.length / states
    const problem = decisionProcess({ states, actions, discount }, (state, action) => {
      const [one, other] = weights[state * actions + action] as [number, number]
      return [
        [(state + one) % states, one / (one + other)],
        [(action + other) % states, other / (one + other)],
      ]
    })
    return { problem, rewards }
  })
