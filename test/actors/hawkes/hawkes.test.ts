import { expect, test } from 'vitest'
import { createHawkesFlow } from '../../../actors/hawkes/hawkes.ts'
import { hawkesParameters } from '../../../actors/hawkes/parameters.ts'
import { Kind, OrderType, Side } from '../../../protocols/kind.ts'
import { SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const parameters = hawkesParameters.parse({
  types: [
    { action: 'market', side: 'buy', baseMean: '1 s' },
    { action: 'limit', side: 'sell', baseMean: '500 ms' },
    { action: 'cancel', side: 'sell', baseMean: '1 s' },
  ],
  // Each market buy brings about two limit sells; nothing else excites.
  excitation: [
    [0, 0, 0],
    [2, 0, 0],
    [0, 0, 0],
  ],
  window: 4,
  sizeMax: 3,
})

test('it says what its types say, at the rates of the process', () => {
  const life = createFakeLife(createHawkesFlow(parameters, MARKET), { now: MARKET.open })
  life.enter('trading')
  life.quote(100, 102)
  life.run(MARKET.open + 4_000 * SECOND)
  const orders = life.orders()
  const buys = orders.filter(({ orderType }) => orderType === OrderType.market)
  const sells = orders.filter(({ orderType }) => orderType === OrderType.limit)
  // 1 a second; and 2 + 2·1 a second, each cluster of 2 in the mean, which widens the deviation.
  expect(Math.abs(buys.length - 4_000)).toBeLessThan(260)
  expect(Math.abs(sells.length - 16_000)).toBeLessThan(1_000)
  expect(buys.every(({ side }) => side === Side.buy)).toBe(true)
  const { sell } = Side
  expect(sells.every(({ side, price }) => side === sell && price > 100 && price <= 104)).toBe(true)
  expect(new Set(sells.map(({ size }) => size))).toEqual(new Set([1, 2, 3]))
  const gone = life.said.flatMap(({ message }) =>
    message.kind === Kind.cancelOrder ? [message.orderId] : [],
  )
  expect(Math.abs(gone.length - 4_000)).toBeLessThan(260)
  expect(new Set(gone).size).toBe(gone.length)
})

test('in a halt it says nothing and goes on as if there were none', () => {
  const times = (halted: boolean): number[] => {
    const quiet = hawkesParameters.parse({
      ...parameters,
      types: parameters.types.slice(0, 1),
      excitation: [[0.5]],
    })
    const life = createFakeLife(createHawkesFlow(quiet, MARKET), { now: MARKET.open })
    life.enter(halted ? 'halted' : 'trading')
    life.run(MARKET.open + 20 * SECOND)
    expect(life.said.length > 0).toBe(!halted)
    life.enter('trading')
    return life.timers().map(({ at }) => at)
  }
  expect(times(true)).toEqual(times(false))
})

test('a flow without end is refused, and a matrix of another size', () => {
  const { types } = parameters
  expect(hawkesParameters.safeParse({ types: types.slice(0, 1), excitation: [[1]] }).success).toBe(
    false,
  )
  expect(hawkesParameters.safeParse({ types, excitation: [[0]] }).success).toBe(false)
})
