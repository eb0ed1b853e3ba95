import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEvolution } from '../../../../src/study/calibration/evolution.ts'

type Loss = (point: readonly number[]) => number

function search(loss: Loss, dimensions: number, seed: number, generations: number): number[] {
  const evolution = createEvolution(dimensions, seed)
  for (let generation = 0; generation < generations; generation++) {
    evolution.tell(evolution.ask().map(loss))
  }
  return [...evolution.mean]
}

test('it finds the least of a bowl wherever in the box it is, however unlike its axes', () => {
  const goals = fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(goals, fc.nat(), (goal, seed) => {
      const bowl: Loss = (point) =>
        point.reduce((sum, value, at) => sum + 10 ** at * (value - goal[at]!) ** 2, 0)
      const found = search(bowl, goal.length, seed, 150)
      expect(bowl(found)).toBeLessThan(1e-3)
    }),
    { numRuns: 30 },
  )
})

test('points stay in the box, where what is best lies outside it as well', () => {
  const evolution = createEvolution(2, 3)
  for (let generation = 0; generation < 60; generation++) {
    const points = evolution.ask()
    for (const value of points.flat()) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
    }
    evolution.tell(points.map(([x = 0, y = 0]) => (x - 1.2) ** 2 + (y - 0.5) ** 2))
  }
  const best = evolution.ask().map(([x]) => x!)
  expect(Math.max(...best)).toBeGreaterThan(0.9)
})

test('the same seed and losses give the same points; a point without a loss is the worst', () => {
  const bowl: Loss = ([x = 0, y = 0]) => (x - 0.3) ** 2 + (y - 0.6) ** 2
  expect(search(bowl, 2, 9, 20)).toEqual(search(bowl, 2, 9, 20))
  const holed: Loss = (point) => (point[0]! > 0.8 ? Number.NaN : bowl(point))
  expect(bowl(search(holed, 2, 9, 80))).toBeLessThan(1e-3)
})
