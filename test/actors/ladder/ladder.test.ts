import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLadder } from '../../../actors/ladder/ladder.ts'
import { ladderParameters } from '../../../actors/ladder/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, lots, orderId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

function begin(given: Record<string, unknown> = {}) {
  const parameters = ladderParameters.parse({ interval: '30 min', ...given })
  const life = createFakeLife(createLadder(parameters, MARKET))
  life.enter('halted')
  return life
}

test('three levels, two ticks apart, about a mid that is no tick', () => {
  const life = begin({ spread: 4, levels: 3, step: 2, size: 7 })
  life.quote(99, 102)
  life.run(5 * HOUR - 1)
  life.enter('trading')
  life.run(5 * HOUR)
  // The mid is 100.5: 98.5 is rounded down, 102.5 up.
  expect(life.orders().map(({ side, price, size }) => [side, price, size])).toEqual([
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
        const life = begin(terms)
        life.quote(10_000, 10_000 + width)
        const size = lots(held)
        if (held > 0) {
          life.hear({ kind: Kind.partialFill, orderId: orderId(1), side: Side.buy, size })
        }
        life.run(5 * HOUR - 1)
        life.enter('trading')
        life.run(5 * HOUR)
        const prices = (of: Side) =>
          life.orders().flatMap(({ side, price }) => (side === of ? [price as number] : []))
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
