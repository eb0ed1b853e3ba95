import { expect, test } from 'vitest'
import { Slab } from '../../../src/kernel/slab.ts'

test('it grows to what may wait at once, and says who is over it', () => {
  const slab = new Slab(2, 5)
  const cells = Array.from({ length: 5 }, () => slab.allocate(1))
  expect(new Set(cells).size).toBe(5)
  expect(slab.cells.capacity).toBe(5)
  expect(() => slab.allocate(1)).toThrow(
    '5 messages and timers wait at once, and no more may: somebody answers each of them with more than one',
  )
})
