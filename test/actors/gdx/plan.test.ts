import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestPrice } from '../../../actors/gdx/plan.ts'

/** The recursion as it is written down. */
function plainValue(
  prices: readonly number[],
  chances: readonly number[],
  limits: readonly number[],
  quotes: number,
  discount: number,
): { value: number; at: number } {
  if (limits.length === 0 || quotes === 0) return { value: 0, at: -1 }
  const go = (left: readonly number[]): number =>
    discount * plainValue(prices, chances, left, quotes - 1, discount).value
  const kept = go(limits)
  const next = go(limits.slice(1))
  let best = { value: kept, at: -1 }
  prices.forEach((price, at) => {
    const gain = price - (limits[0] as number)
    const chance = chances[at] as number
    const value = chance * (gain + next) + (1 - chance) * kept
    if (gain > 0 && value > best.value) best = { value, at }
  })
  return best
}

test('the plan is the recursion of Tesauro and Bredin', () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true })
  const quoted = fc.array(fc.tuple(fc.nat(20), chance), { minLength: 1, maxLength: 4 })
  const units = fc.array(fc.nat(15), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(
      quoted,
      units,
      fc.integer({ min: 1, max: 4 }),
      chance,
      (pairs, limits, quotes, discount) => {
        const prices = pairs.map(([price]) => price)
        const chances = pairs.map(([, believed]) => believed)
        const gain = (unit: number, price: number) => price - (limits[unit] as number)
        const found = bestPrice(prices, chances, gain, limits.length, quotes, discount)
        expect(found).toBe(plainValue(prices, chances, limits, quotes, discount).at)
      },
    ),
    { numRuns: 300 },
  )
})

test('who discounts little asks 10 at even odds first, who discounts much asks 6 at once', () => {
  const asks = (discount: number) =>
    [10, 6][bestPrice([10, 6], [0.5, 0.9], (_, price) => price, 1, 2, discount)]
  // The last quote is worth 0.9 · 6 = 5.4; so 10 is worth 5 + 2.7 γ now, and 6 is 5.4 + 0.54 γ.
  expect([asks(1), asks(0.2), asks(0.18), asks(0)]).toEqual([10, 10, 6, 6])
})
