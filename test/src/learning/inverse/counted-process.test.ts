import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countProcess } from '../../../../src/learning/inverse/counted-process.ts'

const shape = { states: 3, actions: 2, discount: 0.5 }
const number = (count: number) => fc.nat(count - 1)
const step = fc.record({
  state: number(3),
  action: number(2),
  next: number(3),
  features: fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })),
})

test('a counted process says how often each choice led where, and what it had on average', () => {
  const everyChoice = [0, 1, 2, 3, 4, 5].map((cell) => ({
    ...{ state: Math.floor(cell / 2), action: cell % 2, next: 0 },
    features: [1, 0] as [number, number],
  }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (more) => {
      const steps = [...more, ...everyChoice]
      const { problem, features } = countProcess(steps, shape)
      for (let cell = 0; cell < 6; cell++) {
        const own = steps.filter(({ state, action }) => state * 2 + action === cell)
        for (let next = 0; next < 3; next++) {
          const at = [...problem.to.keys()].find(
            (place) =>
              place >= (problem.from[cell] as number) &&
              place < (problem.from[cell + 1] as number) &&
              problem.to[place] === next,
          )
          const share = own.filter((each) => each.next === next).length / own.length
          expect(at === undefined ? 0 : problem.chance[at]).toBeCloseTo(share, 12)
        }
        for (const nth of [0, 1]) {
          const sum = own.reduce((total, each) => total + (each.features[nth] as number), 0)
          expect(features[2 * cell + nth]).toBeCloseTo(sum / own.length, 12)
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('it makes nothing up of a choice that was never seen', () => {
  expect(() => countProcess([], shape)).toThrow('action 0 was never seen in state 0')
})
