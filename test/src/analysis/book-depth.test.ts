import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Side } from '../../../protocols/kind.ts'
import { sampleDepth } from '../../../src/analysis/report/book-section.ts'
import { rebuildBook } from '../../../src/journal/rebuild-book.ts'
import { act, createHandMadeMarket, VENUE } from '../journal/hand-made-market.ts'

const market0 = { venue: VENUE, instrument: 0 }

test('the last sample of the depth is what rests within ten levels at the end', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const market = createHandMadeMarket()
      for (const each of acts) market.do(each)
      const within = (side: Side): number => {
        const resting = market.resting.filter((order) => order.side === side)
        const better = (one: number, other: number) =>
          side === Side.buy ? other - one : one - other
        const prices = [...new Set(resting.map(({ price }) => price))].sort(better).slice(0, 10)
        return resting
          .filter(({ price }) => prices.includes(price))
          .reduce((lots, { open }) => lots + open, 0)
      }
      const span = { from: 0, to: 1e12 }
      const { bid, ask } = sampleDepth(market.tape, market0, span, 5)
      expect(bid).toHaveLength(5)
      expect(bid.at(-1)).toBe(within(Side.buy))
      expect(ask.at(-1)).toBe(within(Side.sell))
    }),
  )
})

test('a sample shows what happened until its moment and nothing later', () => {
  const samples = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 30 }), samples, (acts, count) => {
      const market = createHandMadeMarket()
      for (const each of acts) market.do(each)
      const seen: { at: number; lots: number }[] = []
      rebuildBook(market.tape, VENUE, 0, ({ at }, book) => {
        let lots = 0
        for (let rank = 0; rank < 10; rank++) lots += book.level(Side.buy, rank)?.size ?? 0
        seen.push({ at, lots })
      })
      const [from, to] = [500, 500 + 64 * Math.max(1, seen.at(-1)?.at ?? 1)]
      const { bid } = sampleDepth(market.tape, market0, { from, to }, count)
      for (const [sample, lots] of bid.entries()) {
        const moment = from + ((sample + 1) * (to - from)) / count
        expect(lots).toBe(seen.findLast(({ at }) => at <= moment)?.lots ?? 0)
      }
    }),
  )
})

test('an order is seen by the sample of its very moment, and not by the one before', () => {
  const market = createHandMadeMarket()
  market.do({ act: 'limit', trader: 0, side: Side.buy, price: 100, size: 5 })
  let entered = 0
  rebuildBook(market.tape, VENUE, 0, ({ at }) => {
    entered = at
  })
  const around = { from: entered - 2, to: entered + 2 }
  expect([...sampleDepth(market.tape, market0, around, 4).bid]).toEqual([0, 5, 5, 5])
})
