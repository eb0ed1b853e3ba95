import { expect, test } from 'vitest'
import { derive, rootKey } from '../../../protocols/hash.ts'
import { createRandomStream } from '../../../src/kernel/random-stream.ts'

// Written down once: who changes them changes every tape that was ever made.
test('a key has the draws that it always had', () => {
  const random = createRandomStream(derive(rootKey(1, 'actors'), 'noise/0'))
  const draws = [
    random.uniform(),
    random.integer(1, 1_000),
    random.normal(0, 1),
    random.exponential(10),
    random.logNormal(0, 1),
    random.chance(0.5),
  ]
  expect(draws).toEqual([
    0.9823363265478123,
    108,
    -0.6127220031675117,
    12.095560023812526,
    0.6550568603016635,
    true,
  ])
})

test('a stream goes on from where another stood', () => {
  const one = createRandomStream({ lo: 5, hi: 6 })
  one.uniform()
  const other = createRandomStream({ lo: 0, hi: 0 }, one.state())
  expect([other.uniform(), other.integer(0, 9)]).toEqual([one.uniform(), one.integer(0, 9)])
})
