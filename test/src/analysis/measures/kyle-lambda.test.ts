import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flowSteps, kyleLambda } from '../../../../src/analysis/measures/kyle-lambda.ts'

test('steps have the mid’s move and the lots bought less sold in them', () => {
  const mids = { at: [0, 9, 15, 30], mid: [100, 102, 101, 105] }
  const prints = {
    at: [5, 10, 11, 30],
    price: [0, 0, 0, 0],
    size: [3, 1, 4, 2],
    sign: [1, -1, 1, Number.NaN],
  }
  const steps = flowSteps(mids, prints, { from: 0, to: 30 }, 10)
  expect([...steps.moves]).toEqual([2, -1, 4])
  // A trade at the end of a step is in it; one of an auction, which has no aggressor, in none.
  expect([...steps.flows]).toEqual([2, 4, 0])
})

test('where each lot moves the mid by the same, λ is that, whatever the drift', () => {
  const flow = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 })
  fc.assert(
    fc.property(
      flow,
      fc.integer({ min: -5, max: 5 }),
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      (flows, drift, lambda) => {
        fc.pre(new Set(flows).size > 1)
        const moves = Float64Array.from(flows, (lots) => drift + lambda * lots)
        expect(kyleLambda({ moves, flows: Float64Array.from(flows) })).toBeCloseTo(lambda, 9)
      },
    ),
  )
})
