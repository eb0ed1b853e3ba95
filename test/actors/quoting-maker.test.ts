import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLadder } from '../../actors/ladder/ladder.ts'
import { ladderParameters } from '../../actors/ladder/parameters.ts'
import { Kind, Side } from '../../protocols/kind.ts'
import { lots, orderId, SECOND } from '../../protocols/units.ts'
import { createFakeLife, MARKET } from './fake-context.ts'

const begin = (given: object) => {
  const parameters = ladderParameters.parse({ interval: '1 s', size: 10, ...given })
  const life = createFakeLife(createLadder(parameters, MARKET), { now: MARKET.open })
  life.enter('trading')
  return life
}

test('a maker in fear quotes nothing from a large move on until its pause is over', () => {
  const mids = fc.array(fc.integer({ min: 100, max: 112 }), { minLength: 2, maxLength: 40 })
  let withdrawn = 0
  fc.assert(
    fc.property(
      mids,
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 8 }),
      (mids, over, pause) => {
        const fear = { move: 5, over: Math.max(1, over * SECOND), pause: pause * SECOND }
        const life = begin({ fear })
        let until = Number.NEGATIVE_INFINITY
        mids.forEach((mid, nth) => {
          const before = life.orders().length
          life.quote(mid - 1, mid + 1)
          life.run(MARKET.open + (nth + 1) * SECOND, 1)
          const recent = mids.slice(Math.max(0, nth - over), nth)
          if (recent.some((other) => Math.abs(other - mid) >= 5)) until = nth + pause
          const quoted = life.orders().length - before
          expect(quoted).toBe(nth < until ? 0 : 2)
          if (quoted === 0) withdrawn++
        })
      },
    ),
  )
  expect(withdrawn).toBeGreaterThan(50)
})

test('a maker that holds as much as it may quotes only what reduces it', () => {
  const life = begin({ heldMax: 20 })
  const sidesAfter = (side: Side, size: number) => {
    const before = life.orders().length
    life.hear({ kind: Kind.partialFill, orderId: orderId(1), side, size: lots(size) })
    life.quote(99, 101)
    life.run(life.now() + SECOND, 1)
    return life
      .orders()
      .slice(before)
      .map((order) => order.side)
  }
  expect(sidesAfter(Side.buy, 19)).toEqual([Side.buy, Side.sell])
  expect(sidesAfter(Side.buy, 1)).toEqual([Side.sell])
  expect(sidesAfter(Side.sell, 40)).toEqual([Side.buy])
})
