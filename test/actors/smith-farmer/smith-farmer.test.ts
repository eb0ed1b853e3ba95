import { expect, test } from 'vitest'
import { smithFarmerParameters } from '../../../actors/smith-farmer/parameters.ts'
import { createSmithFarmer } from '../../../actors/smith-farmer/smith-farmer.ts'
import { OrderType } from '../../../protocols/kind.ts'
import { SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('24 limit orders and 2 market orders a second, the limits even over the window', () => {
  const flow = createSmithFarmer(smithFarmerParameters.parse({}), MARKET)
  const life = createFakeLife(flow, { now: MARKET.open })
  life.enter('trading')
  life.quote(100_000, 100_001)
  life.run(MARKET.open + 200 * SECOND)
  const limits = life.orders().filter(({ orderType }) => orderType === OrderType.limit)
  // 4,800 and 400 in the mean; four standard deviations.
  expect(Math.abs(limits.length - 4_800)).toBeLessThan(280)
  expect(Math.abs(life.orders().length - limits.length - 400)).toBeLessThan(80)
  const near = limits.filter(({ price }) => Math.abs(price - 100_000.5) < 600).length
  expect(Math.abs(near - limits.length / 2)).toBeLessThan(140)
})
