import { expect, test } from 'vitest'
import { whaleParameters } from '../../../actors/whale/parameters.ts'
import { createWhale } from '../../../actors/whale/whale.ts'
import { OrderType, Side } from '../../../protocols/kind.ts'
import { HOUR, MINUTE } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test.each([
  ['buy', [Side.buy]],
  ['sell', [Side.sell]],
  ['either', [Side.buy, Side.sell]],
])('a whale of side %s sends market orders of its sizes, at its rate', (side, sides) => {
  const size = { type: 'uniform', min: 500, max: 600 }
  const parameters = whaleParameters.parse({ side, size, wakeMean: '10 s' })
  const life = createFakeLife(createWhale(parameters, MARKET))
  life.enter('trading')
  life.run(MARKET.open + 100 * MINUTE)
  const sent = life.orders()
  // 600 in the mean, Poisson: within four deviations.
  expect(Math.abs(sent.length - 600)).toBeLessThan(4 * Math.sqrt(600))
  expect([...new Set(sent.map((order) => order.side))].sort()).toEqual(sides)
  for (const order of sent) {
    expect(order).toMatchObject({ orderType: OrderType.market, price: 0 })
    expect(order.size).toBeGreaterThanOrEqual(500)
    expect(order.size).toBeLessThanOrEqual(600)
  }
})

test('a fat finger trades once, through the book down to its limit, which then stands there', () => {
  const size = { type: 'uniform', min: 9, max: 9 }
  const given = { side: 'sell', size, at: '2 h', beyond: 0.05 }
  const life = createFakeLife(createWhale(whaleParameters.parse(given), MARKET))
  life.enter('trading')
  life.quote(999, 1_001)
  life.run(6 * HOUR)
  expect(life.said.map(({ at, message }) => ({ at, ...message }))).toMatchObject([
    { at: 2 * HOUR, side: Side.sell, orderType: OrderType.limit, price: 950, size: 9 },
  ])
})
