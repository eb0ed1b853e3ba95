import { expect, test } from 'vitest'
import { smithFarmerParameters } from '../../../actors/smith-farmer/parameters.ts'
import { createSmithFarmer } from '../../../actors/smith-farmer/smith-farmer.ts'
import { Kind, OrderType } from '../../../protocols/kind.ts'
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

test('an order that nobody takes lives for an exponential time of the mean that is said', () => {
  const parameters = smithFarmerParameters.parse({ lifetime: '3 s' })
  const life = createFakeLife(createSmithFarmer(parameters, MARKET), { now: MARKET.open })
  life.enter('trading')
  life.quote(100_000, 100_001)
  const births = new Map<number, number>()
  const lives: number[] = []
  for (let second = 1; second <= 300; second++) {
    const from = life.said.length
    life.run(MARKET.open + second * SECOND)
    for (const { at, message } of life.said.slice(from)) {
      if (message.kind === Kind.newOrder && message.orderType === OrderType.limit) {
        births.set(message.orderId, at)
      } else if (message.kind === Kind.cancelOrder) {
        lives.push(at - (births.get(message.orderId) as number))
      }
    }
  }
  const mean = lives.reduce((sum, span) => sum + span, 0) / lives.length / SECOND
  const square = lives.reduce((sum, span) => sum + (span / SECOND) ** 2, 0) / lives.length
  // About 7,000 lives: mean 3 ± 4 deviations of 3/√7,000; second moment 18, of deviation √20 · 9.
  expect(lives.length).toBeGreaterThan(6_000)
  expect(Math.abs(mean - 3)).toBeLessThan((4 * 3) / Math.sqrt(lives.length))
  expect(Math.abs(square - 18)).toBeLessThan((4 * Math.sqrt(20) * 9) / Math.sqrt(lives.length))
})
