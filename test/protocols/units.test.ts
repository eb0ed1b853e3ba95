import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ACTORS_MAX,
  actorId,
  CASH_MAX,
  cash,
  DAY,
  HOUR,
  ID_MAX,
  INSTRUMENTS_MAX,
  instrumentId,
  lots,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NANOS_MAX,
  NOTIONAL_MAX,
  nanos,
  orderId,
  PRICE_MAX,
  SECOND,
  SIZE_MAX,
  ticks,
} from '../../protocols/units.ts'

const units: [string, (value: number) => number, number, number][] = [
  ['a time', nanos, 0, NANOS_MAX],
  ['a price', ticks, 1, PRICE_MAX],
  ['a quantity', lots, 0, SIZE_MAX],
  ['money', cash, -CASH_MAX, CASH_MAX],
  ["an actor's number", actorId, 0, ACTORS_MAX - 1],
  ["an order's number", orderId, 1, ID_MAX],
  ["an instrument's number", instrumentId, 0, INSTRUMENTS_MAX - 1],
]

describe.each(units)('%s', (_, brand, min, max) => {
  test('is any whole number of its range, unchanged', () => {
    const value = fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max))
    fc.assert(
      fc.property(value, (each) => {
        expect(brand(each)).toBe(each)
      }),
    )
  })

  test('is nothing else', () => {
    const other = fc.oneof(
      fc.double({ noInteger: true }),
      fc.constantFrom(min - 1, max + 1, -Number.MAX_VALUE, Number.MAX_VALUE),
    )
    fc.assert(
      fc.property(other, (each) => {
        expect(() => brand(each)).toThrow(RangeError)
      }),
    )
  })
})

test('a refused number is named with its unit and its range', () => {
  expect(() => ticks(0)).toThrow('ticks must be an integer in 1..1073741823, not 0')
})

test('the largest orders of a thousand participants are summed exactly', () => {
  expect(PRICE_MAX).toBeLessThan(2 ** 30)
  expect(SIZE_MAX).toBeLessThan(2 ** 30)
  expect(NOTIONAL_MAX * 1_000).toBeLessThan(CASH_MAX)
  expect(NANOS_MAX).toBeGreaterThan(104 * DAY)
})

test('spans of time', () => {
  expect([MICROSECOND, MILLISECOND, SECOND]).toEqual([1e3, 1e6, 1e9])
  expect([MINUTE, HOUR, DAY]).toEqual([60e9, 3_600e9, 86_400e9])
})
