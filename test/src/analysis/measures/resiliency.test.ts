import { expect, test } from 'vitest'
import { resiliency } from '../../../../src/analysis/measures/resiliency.ts'

// The spread is 2, a trade at 10 makes it 6, and by 30 it is 3.
const touch = { at: [0, 10, 30], bid: [99, 97, 99], ask: [101, 103, 102] }

test('of a widening by 4 ticks three are gone 20 ns later, and none 5 ns later', () => {
  expect(resiliency(touch, [10], 20, 100)).toBe(0.75)
  expect(resiliency(touch, [10], 5, 100)).toBe(0)
})

test('fills of one moment count once; trades that widen nothing, or come too late, not at all', () => {
  expect(resiliency(touch, [10, 10, 10, 40], 20, 100)).toBe(0.75)
  expect(resiliency(touch, [10], 20, 29)).toBeNaN()
  expect(resiliency(touch, [40], 20, 100)).toBeNaN()
})
