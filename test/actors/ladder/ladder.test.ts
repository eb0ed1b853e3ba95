import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLadder } from '../../../actors/ladder/ladder.ts'
import { ladderParameters } from '../../../actors/ladder/parameters.ts'
import { Side } from '../../../protocols/kind.ts'
import { MARKET } from '../fake-context.ts'
import { quotesOf } from '../quotes-of.ts'

const maker = (given: Record<string, unknown>) =>
  createLadder(ladderParameters.parse({ interval: '30 min', ...given }), MARKET)

test('three levels, two ticks apart, about a mid that is no tick', () => {
  const quotes = quotesOf(maker({ spread: 4, levels: 3, step: 2, size: 7 }), { bid: 99, ask: 102 })
  // The mid is 100.5: 98.5 is rounded down, 102.5 up.
  expect(quotes).toEqual([
    [Side.buy, 98, 7],
    [Side.sell, 103, 7],
    [Side.buy, 96, 7],
    [Side.sell, 105, 7],
    [Side.buy, 94, 7],
    [Side.sell, 107, 7],
  ])
})

test('what it holds does not move its quotes, which lie evenly about the mid', () => {
  const ticks = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(
      fc.record({ spread: ticks, step: ticks, levels: fc.integer({ min: 1, max: 9 }) }),
      ticks,
      fc.nat(500),
      (terms, width, held) => {
        const fills = held === 0 ? [] : [held]
        const quotes = quotesOf(maker(terms), { bid: 10_000, ask: 10_000 + width, fills })
        const prices = (of: Side) => quotes.flatMap(([side, price]) => (side === of ? [price] : []))
        const [bids, asks] = [prices(Side.buy), prices(Side.sell)]
        expect(bids).toHaveLength(terms.levels)
        bids.forEach((bid, level) => {
          const ask = asks[level] as number
          expect(bid + ask).toBe(20_000 + width)
          const wanted = terms.spread + 2 * level * terms.step
          expect(ask - bid - wanted === 0 || ask - bid - wanted === 1).toBe(true)
        })
      },
    ),
  )
})
