import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bestOfVenues,
  lockedAndCrossed,
} from '../../../../src/analysis/measures/locked-and-crossed.ts'

type Row = readonly [at: number, bid: number, ask: number]
const touch = (rows: readonly Row[]) => ({
  at: rows.map(([at]) => at),
  bid: rows.map(([, bid]) => bid),
  ask: rows.map(([, , ask]) => ask),
})
const none = Number.NaN

test('two venues are locked for 10 ns and crossed for 20 of the 80 in which both sides are shown', () => {
  const left = touch([
    [0, 99, none],
    [20, 99, 101],
    [60, 102, 103],
  ])
  const right = touch([
    [20, 98, 102],
    [50, 101, 103],
    [80, 98, none],
  ])
  const best = bestOfVenues([left, right])
  expect([...best.at]).toEqual([0, 20, 50, 60, 80])
  expect([...best.bid]).toEqual([99, 99, 101, 102, 102])
  expect([...best.ask]).toEqual([none, 101, 101, 103, 103])
  // Locked from 50 to 60 at 101; never crossed: right's bid of 101 meets left's ask of 103 at 60.
  expect(lockedAndCrossed(best, { from: 0, to: 100 })).toEqual({ locked: 10 / 80, crossed: 0 })
  const crossed = touch([
    [0, 100, 101],
    [70, 103, 102],
    [90, 100, 101],
  ])
  expect(lockedAndCrossed(crossed, { from: 10, to: 90 })).toEqual({ locked: 0, crossed: 20 / 80 })
})

test('a quote that never has both sides has no share', () => {
  const { locked } = lockedAndCrossed(touch([[0, 99, none]]), { from: 0, to: 10 })
  expect(locked).toBeNaN()
})

test('the shares agree with a look at every nanosecond and every venue', () => {
  const price = fc.constantFrom(none, 97, 98, 99, 100, 101, 102)
  const venue = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 30 }), price, price), { maxLength: 7 })
    .map((rows) => touch(rows.toSorted((a, b) => a[0] - b[0])))
  const venues = fc.array(venue, { minLength: 1, maxLength: 3 })
  const [from, to] = [4, 35]
  fc.assert(
    fc.property(venues, (venues) => {
      let [locked, crossed, both] = [0, 0, 0]
      for (let now = from; now < to; now++) {
        const shown = venues.map(({ at, bid, ask }) => {
          const last = at.findLastIndex((time) => time <= now)
          return { bid: bid[last] ?? none, ask: ask[last] ?? none }
        })
        const bids = shown.map(({ bid }) => bid).filter((bid) => !Number.isNaN(bid))
        const asks = shown.map(({ ask }) => ask).filter((ask) => !Number.isNaN(ask))
        if (bids.length === 0 || asks.length === 0) continue
        both++
        const [bid, ask] = [Math.max(...bids), Math.min(...asks)]
        if (bid === ask) locked++
        if (bid > ask) crossed++
      }
      const found = lockedAndCrossed(bestOfVenues(venues), { from, to })
      expect(found).toEqual({ locked: locked / both, crossed: crossed / both })
    }),
  )
})
