import { expect, test } from 'vitest'
import { createImmediate } from '../../../actors/immediate/immediate.ts'
import { immediateParameters } from '../../../actors/immediate/parameters.ts'
import { OrderType, Side } from '../../../protocols/kind.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('it sends all of its parent order at once, and nothing after', () => {
  const parameters = immediateParameters.parse({ side: 'sell', quantity: 700, from: '2 h' })
  const life = createFakeLife(createImmediate(parameters, MARKET))
  life.enter('trading')
  life.run(8 * HOUR)
  expect(life.said.map(({ at }) => at)).toEqual([2 * HOUR])
  const [order] = life.orders()
  expect([order?.side, order?.orderType, order?.size]).toEqual([Side.sell, OrderType.market, 700])
})
