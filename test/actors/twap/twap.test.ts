import fc from 'fast-check'
import { expect, test } from 'vitest'
import { twapParameters } from '../../../actors/twap/parameters.ts'
import { createTwap } from '../../../actors/twap/twap.ts'
import { Kind, OrderType, Reason, Side } from '../../../protocols/kind.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const begin = (given: Record<string, unknown>, options = {}) =>
  createFakeLife(createTwap(twapParameters.parse(given), MARKET), options)
const hours = { from: '1 h', to: '5 h', slices: 4 }

test('ten lots in four hours are sold at the beginning of each', () => {
  const life = begin({ ...hours, side: 'sell', quantity: 10 })
  life.enter('trading')
  life.run(8 * HOUR)
  expect(life.said.map(({ at }) => at / HOUR)).toEqual([1, 2, 3, 4])
  expect(life.orders().map(({ size }) => size)).toEqual([2, 3, 2, 3])
  for (const { side, orderType } of life.orders()) {
    expect([side, orderType]).toEqual([Side.sell, OrderType.market])
  }
})

test('slices differ by a lot at most and are the parent order together', () => {
  const whole = fc.integer({ min: 1, max: 1_000 })
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: 50 }), (quantity, slices) => {
      const life = begin({ ...hours, quantity, slices })
      life.enter('trading')
      life.run(8 * HOUR)
      const sizes = life.orders().map(({ size }) => size as number)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(quantity)
      const least = sizes.length < slices ? 0 : Math.min(...sizes)
      expect(Math.max(...sizes) - least).toBeLessThanOrEqual(1)
    }),
  )
})

test('what one slice did not get, or missed in a halt, is in the next', () => {
  const life = begin({ ...hours, quantity: 8 })
  life.enter('trading')
  life.run(HOUR)
  const [first] = life.orders()
  if (first === undefined) throw new Error('no order at the beginning')
  const { orderId, side, price, size } = first
  life.hear({ kind: Kind.expired, orderId, side, price, size, reason: Reason.noLiquidity })
  life.enter('halted')
  life.run(2.5 * HOUR)
  life.enter('trading')
  life.run(8 * HOUR)
  expect(life.orders().map((order) => order.size)).toEqual([2, 6, 2])
})

test('one that begins late catches up at its next slice; a restarted one stays out', () => {
  const late = begin({ ...hours, quantity: 8 }, { now: 2.5 * HOUR })
  late.enter('trading')
  late.run(8 * HOUR)
  expect(late.orders().map(({ size }) => size)).toEqual([6, 2])
  const restarted = begin(hours, { life: 1 })
  restarted.enter('trading')
  restarted.run(8 * HOUR)
  expect(restarted.said).toEqual([])
})

test('a schedule without duration is refused', () => {
  expect(twapParameters.safeParse({ from: '2 h', to: '2 h' }).success).toBe(false)
})
