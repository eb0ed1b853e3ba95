import { expect, test } from 'vitest'
import { informationShares } from '../../../../src/analysis/measures/information-shares.ts'
import { solve } from '../../../../src/analysis/measures/linear-system.ts'
import { createFakeRandom } from '../../../actors/fake-context.ts'

/** Prices of two venues: a random walk, and one that follows its last value, with noise of its own. */
function followed(noise: number, length = 4000): number[][] {
  const random = createFakeRandom(3)
  const [leader, follower] = [[0], [0]]
  for (let at = 1; at < length; at++) {
    follower.push((leader[at - 1] as number) + random.normal(0, noise))
    leader.push((leader[at - 1] as number) + random.normal(0, 1))
  }
  return [leader, follower]
}

test('a venue that follows another says nothing of the price', () => {
  const [leader, follower] = informationShares(followed(0.5), 3)!
  expect(leader!.low).toBeGreaterThan(0.98)
  expect(follower!.high).toBeLessThan(0.02)
})

test('who comes first in the list does not matter', () => {
  const [leader, follower] = informationShares(followed(0.5), 2)!
  const [first, second] = informationShares(followed(0.5).toReversed(), 2)!
  expect(first!.middle).toBeCloseTo(follower!.middle, 6)
  expect(second!.middle).toBeCloseTo(leader!.middle, 6)
})

test('two venues with noise of the same size about one price share it, and the bounds add up', () => {
  const random = createFakeRandom(5)
  let price = 0
  const prices: [number[], number[]] = [[], []]
  for (let at = 0; at < 6000; at++) {
    price += random.normal(0, 1)
    for (const series of prices) series.push(price + random.normal(0, 1))
  }
  const [left, right] = informationShares(prices, 5)!
  expect(left!.middle).toBeCloseTo(0.5, 1)
  expect(left!.low + right!.high).toBeCloseTo(1, 9)
  expect(left!.high).toBeGreaterThan(left!.low)
})

test('prices that never move have no shares', () => {
  const still = new Array<number>(50).fill(100)
  expect(informationShares([still, still], 1)).toBeUndefined()
})

test('a small system is solved, and one without an answer told', () => {
  expect(
    solve(
      [
        [0, 2],
        [1, 1],
      ],
      [[4], [5]],
    ),
  ).toEqual([[3], [2]])
  expect(
    solve(
      [
        [1, 2],
        [2, 4],
      ],
      [[1], [2]],
    ),
  ).toBeUndefined()
})
