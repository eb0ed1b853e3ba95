import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bend, tanh } from '../../../actors/learner/tanh.ts'

// Few reach beyond 20, where four that go together have to go alone.
const number = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -21, max: 21, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
)

test('numbers that are bent together have the bits that each has alone', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 13 }), (given) => {
      const bent = Float64Array.from(given)
      bend(bent)
      expect([...bent]).toEqual(given.map(tanh))
    }),
    { numRuns: 2_000 },
  )
})

test('tanh is within 1e-15 of the engine’s', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true }),
      fc.double({ min: -21, max: 21, noNaN: true }),
      (x, y) => {
        for (const each of [x, y]) {
          expect(Math.abs(tanh(each) - Math.tanh(each))).toBeLessThan(1e-15)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})

test('tanh has the bits that it had', () => {
  expect([0.1, -0.5, 1, 2.5, -19, 20, 21].map(tanh)).toMatchInlineSnapshot(`
    [
      0.09966799462495568,
      -0.4621171572600098,
      0.7615941559557649,
      0.9866142981514303,
      -1,
      1,
      1,
    ]
  `)
})
