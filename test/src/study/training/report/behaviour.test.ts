import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMarketTask } from '../../../../../src/learning/market-task.ts'
import { actionParts, seenParts } from '../../../../../src/learning/task-names.ts'
import { binsOf } from '../../../../../src/study/training/report/behaviour.ts'

const decision = fc.record({
  seen: fc
    .tuple(fc.constant(0), fc.integer({ min: 0, max: 20 }))
    .map(Float64Array.from.bind(Float64Array)),
  done: fc.tuple(fc.integer({ min: 0, max: 2 })),
})
const decisions = fc.array(decision, { minLength: 1, maxLength: 120 })

test('each decision is in one bin, bins are in order, and who saw the same is in the same one', () => {
  fc.assert(
    fc.property(decisions, (all) => {
      const bins = binsOf(all as never, 1, 0, 3)
      expect(bins.length).toBeLessThanOrEqual(8)
      expect(bins.reduce((sum, bin) => sum + bin.decisions, 0)).toBe(all.length)
      // Whoever takes so many off the sorted row, bin by bin, finds the bin's mean and shares.
      const sorted = [...all].sort((a, b) => (a.seen[1] as number) - (b.seen[1] as number))
      let before = Number.NEGATIVE_INFINITY
      for (const bin of bins) {
        const own = sorted.splice(0, bin.decisions)
        const seen = own.map((one) => one.seen[1] as number)
        expect(seen[0]).toBeGreaterThan(before)
        before = seen.at(-1) as number
        expect(bin.seen).toBeCloseTo(seen.reduce((sum, x) => sum + x, 0) / own.length, 9)
        const shares = [0, 1, 2].map(
          (n) => own.filter(({ done }) => done[0] === n).length / own.length,
        )
        expect(bin.shares).toEqual(shares)
      }
    }),
  )
})

test('numbers of few values have a bin each, and real numbers a mean within what most lie', () => {
  fc.assert(
    fc.property(decisions, (all) => {
      const few = all.map(({ seen, done }) => ({ seen: seen.map((x) => x % 4), done }))
      const bins = binsOf(few as never, 1, 0, undefined)
      expect(bins.map(({ seen }) => seen)).toEqual(
        [...new Set(few.map(({ seen }) => seen[1] as number))].sort((a, b) => a - b),
      )
      for (const { low, high, mean, shares } of bins) {
        expect(shares).toEqual([])
        expect(low).toBeLessThanOrEqual(high)
        expect(mean).toBeGreaterThanOrEqual(0)
        expect(mean).toBeLessThanOrEqual(2)
      }
    }),
  )
})

const ACTS = [
  ...['market-limit-hold', 'child-orders', 'pace', 'buy-hold-sell', 'target', 'exposure'],
  { type: 'remainder-at', reach: 3, beyond: 1 },
  { type: 'quotes', widths: 3, skews: 1 },
]
test.each(ACTS)('the parts of %s are as many, with as many choices, as its actions have', (act) => {
  const given = {
    ...{
      observe: [{ type: 'imbalance', levels: 5 }, 'book', 'spread'],
      act,
      reward: ['shortfall'],
    },
    parent: { quantity: 5 },
  }
  const { actionSpace: space, observationSpace } = createMarketTask(given)
  const parts = actionParts(given)
  const sizes = parts.map(({ choices }) => choices?.length)
  if (space.kind === 'discrete') expect(sizes).toEqual([space.n])
  if (space.kind === 'multi-discrete') expect(sizes).toEqual(space.sizes)
  if (space.kind === 'box') expect(sizes).toEqual([undefined])
  const width = (observationSpace as { low: Float64Array }).low.length
  expect(seenParts(given)).toEqual([
    { name: 'imbalance (levels 5)', at: 0 },
    { name: 'spread', at: width - 1 },
  ])
})
