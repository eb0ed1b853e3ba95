import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crossedRents, staleQuoteRents } from '../../../../src/analysis/measures/arbitrage-rents.ts'

test('a taker gains what the mid is later beyond its price, and never less than nothing', () => {
  const mids = { at: [0, 12], mid: [100, 104] }
  const prints = { at: [10, 11, 50], price: [101, 99, 101], size: [2, 5, 1], sign: [1, -1, 1] }
  expect([...staleQuoteRents(prints, mids, 5, 52)]).toEqual([6, 0, Number.NaN])
})

const touch = (rows: readonly (readonly [number, number, number, number])[]) => ({
  at: rows.map(([at]) => at),
  bid: rows.map(([, bid]) => bid),
  ask: rows.map(([, , ask]) => ask),
  bidSize: rows.map(([, , , size]) => size),
  askSize: rows.map(([, , , size]) => size),
})

test('an episode is good for its best moment', () => {
  const left = touch([
    [0, 99, 101, 10],
    [20, 103, 105, 4],
    [40, 99, 101, 4],
  ])
  const right = touch([
    [0, 99, 101, 10],
    [30, 98, 100, 3],
  ])
  // From 20: bid 103 against ask 101, 4 lots; from 30 against 100, 3 lots; over at 40.
  expect(crossedRents(left, right, 100)).toEqual({ episodes: 1, time: 20, rent: 9 })
})

test('crossed markets agree with a look at every nanosecond', () => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 30 }),
    fc.integer({ min: 90, max: 99 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 5 }),
  )
  const rows = fc
    .array(row, { minLength: 1, maxLength: 6 })
    .map((list) =>
      touch(
        list
          .toSorted((a, b) => a[0] - b[0])
          .map(([at, bid, spread, size]) => [at, bid, bid + spread, size]),
      ),
    )
  fc.assert(
    fc.property(rows, rows, (left, right) => {
      let [episodes, time, rent, best] = [0, 0, 0, 0]
      for (let now = 0; now < 40; now++) {
        const [a, b] = [left, right].map(({ at }) => at.findLastIndex((begun) => begun <= now)) as [
          number,
          number,
        ]
        const gains =
          a < 0 || b < 0
            ? [0]
            : [
                (left.bid[a]! - right.ask[b]!) * Math.min(left.bidSize[a]!, right.askSize[b]!),
                (right.bid[b]! - left.ask[a]!) * Math.min(right.bidSize[b]!, left.askSize[a]!),
              ]
        const gain = Math.max(0, ...gains)
        if (gain > 0 && best === 0) episodes++
        if (gain > 0) time++
        if (gain === 0) rent += best
        best = gain === 0 ? 0 : Math.max(best, gain)
      }
      expect(crossedRents(left, right, 40)).toEqual({ episodes, time, rent: rent + best })
    }),
  )
})
