import { expect, test } from 'vitest'
import { bookSlope } from '../../../../src/analysis/measures/book-slope.ts'

test('a book with 5 lots at each tick has a slope of 5 lots a tick, whichever side', () => {
  expect(bookSlope({ price: [101, 102, 103], size: [5, 5, 5] }, 100)).toBe(5)
  expect(bookSlope({ price: [99, 98, 97], size: [5, 5, 5] }, 100)).toBe(5)
})

test('sizes are cumulated: 4 and then 2 lots at 1 and 3 ticks give (1·4 + 3·6)/(1 + 9)', () => {
  expect(bookSlope({ price: [101, 103], size: [4, 2] }, 100)).toBeCloseTo(2.2)
  expect(bookSlope({ price: [], size: [] }, 100)).toBeNaN()
})
