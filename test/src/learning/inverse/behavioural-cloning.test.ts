import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNetwork, sizeOf } from '../../../../actors/learner/mlp.ts'
import { createPolicy } from '../../../../actors/learner/policy.ts'
import { box, discrete, multiDiscrete } from '../../../../actors/learner/space.ts'
import { rootKey } from '../../../../protocols/hash.ts'
import { createRandomStream } from '../../../../src/kernel/random-stream.ts'
import {
  cloneBehaviour,
  cloningLoss,
  type Seen,
} from '../../../../src/learning/inverse/behavioural-cloning.ts'

const random = (seed: number) => createRandomStream(rootKey(seed, 'test'))
const TERMS = { hidden: [16], epochs: 60, batchSize: 32, rate: 0.01 }
const plane = box(-1, 1, [2])

/** Points of the square, and whether each is above the diagonal and right of the middle. */
function shownBy(seed: number, count: number): Seen[] {
  const chance = random(seed)
  return Array.from({ length: count }, () => {
    const observation = Float64Array.from([0, 0], () => 2 * chance.uniform() - 1)
    const [x, y] = observation as unknown as [number, number]
    return { observation, parts: [y > x ? 1 : 0, x > 0 ? 1 : 0] }
  })
}

const small = fc.double({ min: -1, max: 1, noNaN: true })

describe('behavioural cloning', () => {
  test('the gradient is the slope of the loss at every number', () => {
    const shape = { inputs: 2, hidden: [3], outputs: 5 }
    const count = sizeOf(shape)
    fc.assert(
      fc.property(
        fc.array(small, { minLength: count, maxLength: count }),
        fc.array(
          fc.record({
            observation: fc.tuple(small, small).map((pair) => Float64Array.from(pair)),
            parts: fc.tuple(fc.nat(1), fc.nat(2)),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        (numbers, batch) => {
          const network = createNetwork(shape, numbers)
          const gradient = new Float64Array(count)
          const other = new Float64Array(count)
          cloningLoss(network, [2, 3], batch, gradient)
          for (let at = 0; at < count; at++) {
            const kept = numbers[at] as number
            const near = (by: number) => {
              numbers[at] = kept + by
              return cloningLoss(network, [2, 3], batch, other)
            }
            const slope = (near(1e-5) - near(-1e-5)) / 2e-5
            numbers[at] = kept
            expect(gradient[at]).toBeCloseTo(slope, 6)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  test('does what was done where it has not been, and one seed is one policy', () => {
    const spaces = { observationSpace: plane, actionSpace: multiDiscrete([2, 2]) }
    const policy = cloneBehaviour(shownBy(1, 400), spaces, TERMS, random(1))
    const act = createPolicy(policy)
    const tried = shownBy(2, 400)
    const same = tried.filter(({ observation, parts }) => `${act(observation)}` === `${parts}`)
    expect(same.length / tried.length).toBeGreaterThan(0.9)
    expect(cloneBehaviour(shownBy(1, 400), spaces, TERMS, random(1))).toEqual(policy)
  })

  test('who does things by chance is cloned with the chance', () => {
    const chance = random(3)
    const seen = Array.from({ length: 1_000 }, () => ({
      observation: Float64Array.of(0, 0),
      parts: [chance.chance(0.3) ? 1 : 0],
    }))
    const spaces = { observationSpace: plane, actionSpace: discrete(2) }
    const policy = cloneBehaviour(seen, spaces, TERMS, random(4))
    const act = createPolicy(policy, random(5))
    const ones = Array.from({ length: 2_000 }, () => act(Float64Array.of(0, 0)) as number)
    const share = ones.reduce((sum, action) => sum + action, 0) / 2_000
    expect(Math.abs(share - 0.3)).toBeLessThan(0.06)
  })

  test('refuses to learn from nothing, and observations that are no box', () => {
    const spaces = { observationSpace: plane, actionSpace: discrete(2) }
    expect(() => cloneBehaviour([], spaces, TERMS, random(1))).toThrow('nothing was seen')
    const counted = { ...spaces, observationSpace: discrete(3) }
    expect(() => cloneBehaviour(shownBy(1, 1), counted, TERMS, random(1))).toThrow('box')
  })
})
