import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Market } from '../../../actors/actor.ts'
import { valueParameters } from '../../../actors/value/parameters.ts'
import { createValueTrader } from '../../../actors/value/value-trader.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, MINUTE } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

/** A trader that sees the value as it is. */
const sharp = valueParameters.parse({
  observationVariance: 0,
  size: { type: 'uniform', min: 7, max: 7 },
})

function wake(value: number, seed: number, bid: number, ask: number, given = sharp) {
  const market: Market = { ...MARKET, fundamental: () => value }
  const life = createFakeLife(createValueTrader(given, market), { seed })
  life.enter('trading')
  life.quote(bid, ask)
  life.run(8 * HOUR, 1)
  return life
}

const seeds = fc.nat()
const prices = fc.tuple(fc.integer({ min: 95_000, max: 105_000 }), fc.integer({ min: 1, max: 40 }))

test('it cancels all, then sells below the mid and buys at or above it, within two spreads', () => {
  fc.assert(
    fc.property(seeds, prices, fc.integer({ min: 95_000, max: 105_000 }), (seed, at, value) => {
      const [bid, spread] = at
      const ask = bid + spread
      const life = wake(value, seed, bid, ask)
      expect(life.said.map(({ message }) => message.kind)).toEqual([Kind.massCancel, Kind.newOrder])
      const [order] = life.orders()
      const final = Math.round(100_000 + (value - 100_000) * 2 ** -((6.5 * HOUR) / sharp.halfLife))
      // The wake-up is within the day, so the estimate is between the value and this.
      const mid = Math.floor((bid + ask) / 2)
      if (Math.min(value, final) >= mid) expect(order?.side).toBe(Side.buy)
      if (Math.max(value, final) < mid) expect(order?.side).toBe(Side.sell)
      const distance = order?.side === Side.buy ? ask - order.price : (order?.price ?? 0) - bid
      expect(distance).toBeGreaterThanOrEqual(0)
      expect(distance).toBeLessThanOrEqual(2 * spread - 1)
      expect(order?.size).toBe(7)
    }),
  )
})

test('an estimate equal to the mid buys, one a tick below it sells', () => {
  expect(wake(100_000, 1, 99_999, 100_002).orders()[0]?.side).toBe(Side.buy)
  expect(wake(100_000, 1, 100_000, 100_002).orders()[0]?.side).toBe(Side.sell)
})

test('every distance from 0 to 2 spreads − 1 is used, and the touch a tenth of the time more', () => {
  const counts = new Map<number, number>()
  for (let seed = 0; seed < 4_000; seed++) {
    const price = wake(101_000, seed, 99_998, 100_001).orders()[0]?.price ?? 0
    counts.set(100_001 - price, (counts.get(100_001 - price) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5])
  // .1 + .9/6 = .25 at the touch, .15 each elsewhere; a deviation is about 27 counts.
  expect(Math.abs((counts.get(0) ?? 0) - 1_000)).toBeLessThan(110)
  expect(Math.abs((counts.get(5) ?? 0) - 600)).toBeLessThan(95)
})

test('with a side empty it buys or sells at its estimate, with even chances', () => {
  let buys = 0
  for (let seed = 0; seed < 1_000; seed++) {
    const life = wake(100_000, seed, 0, seed % 2 === 0 ? 0 : 100_100)
    const [order] = life.orders()
    expect(order?.price).toBe(100_000)
    if (order?.side === Side.buy) buys += 1
  }
  expect(Math.abs(buys - 500)).toBeLessThan(75)
})

test('the noise of an observation has the variance that was asked for', () => {
  const given = valueParameters.parse({ size: { type: 'uniform', min: 1, max: 1 } })
  const count = 4_000
  let sum = 0
  let squares = 0
  for (let seed = 0; seed < count; seed++) {
    const error = (wake(100_000, seed, 0, 0, given).orders()[0]?.price ?? 0) - 100_000
    sum += error
    squares += error * error
  }
  const variance = squares / count - (sum / count) ** 2
  expect(Math.abs(variance / 1_000 - 1)).toBeLessThan(0.1)
})

test('an order is never of size 0 or of a price below 1', () => {
  fc.assert(
    fc.property(seeds, fc.nat(30), fc.nat(10), fc.nat(30), (seed, value, bid, spread) => {
      const given = valueParameters.parse({ mean: 1, depth: 5 })
      for (const order of wake(value, seed, bid, bid + spread, given).orders()) {
        expect(order.size).toBeGreaterThanOrEqual(1)
        expect(order.price).toBeGreaterThanOrEqual(1)
      }
    }),
  )
})

test('it sleeps on while halted or not yet open, and for good once the market closes', () => {
  const life = createFakeLife(createValueTrader(sharp, MARKET))
  expect(life.timers()[0]?.at).toBeGreaterThan(MARKET.open)
  life.quote(99_998, 100_001)
  life.run(2 * HOUR)
  life.enter('halted')
  life.run(3 * HOUR)
  expect(life.said).toEqual([])
  expect(life.timers().length).toBe(1)
  life.enter('trading')
  life.run(4 * HOUR)
  // A mean of 175.4 s makes about 20 wake-ups in an hour.
  expect(Math.abs(life.orders().length - 20.5)).toBeLessThan(18)
  life.enter('closing')
  const before = life.said.length
  life.run(4 * HOUR + 30 * MINUTE)
  expect([life.said.length, life.timers()]).toEqual([before, []])
})
