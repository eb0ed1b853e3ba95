import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNoiseTrader, uQuadratic } from '../../../actors/noise/noise-trader.ts'
import { noiseParameters } from '../../../actors/noise/parameters.ts'
import { OrderType, Side, TimeInForce } from '../../../protocols/kind.ts'
import { HOUR, MINUTE } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const parameters = noiseParameters.parse({})
const DAY_END = 8 * HOUR
const seeds = fc.nat()

function begin(seed: number, given = parameters) {
  return createFakeLife(createNoiseTrader(given, MARKET), { seed })
}

test('a noise trader sends one limit order at the touch it trades against, and is done', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const life = begin(seed)
      life.enter('trading')
      life.quote(99_998, 100_003)
      life.run(DAY_END)
      // A size of 0 is one draw in some hundreds.
      expect(life.said.length).toBeLessThanOrEqual(1)
      expect(life.timers()).toEqual([])
      for (const order of life.orders()) {
        expect(order.orderType).toBe(OrderType.limit)
        expect(order.timeInForce).toBe(TimeInForce.day)
        expect(order.price).toBe(order.side === Side.buy ? 100_003 : 99_998)
        expect(order.size).toBeGreaterThanOrEqual(1)
      }
    }),
  )
})

test('noise traders buy as often as they sell', () => {
  let buys = 0
  for (let seed = 0; seed < 2_000; seed++) {
    const life = begin(seed)
    life.enter('trading')
    life.quote(99_998, 100_003)
    life.run(DAY_END)
    if (life.orders()[0]?.side === Side.buy) buys += 1
  }
  expect(Math.abs(buys - 1_000)).toBeLessThan(100)
})

test('where the side it would trade against is empty, nothing is sent', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom([0, 0], [0, 100], [100, 0]), (seed, quote) => {
      const [bid, ask] = quote as [number, number]
      const life = begin(seed)
      life.enter('trading')
      life.quote(bid, ask)
      life.run(DAY_END)
      for (const { side, price } of life.orders()) expect(price).toBe(side === 1 ? ask : bid)
      if (bid + ask === 0) expect(life.said).toEqual([])
    }),
  )
})

test('a noise trader that wakes while its market is not open does nothing, then or later', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom('starting', 'halted', 'closing'), (seed, stage) => {
      const life = begin(seed)
      life.enter(stage)
      life.quote(99_998, 100_003)
      life.run(DAY_END)
      life.enter('trading')
      life.run(2 * DAY_END)
      expect(life.said).toEqual([])
    }),
  )
})

test('with no quote yet there is nothing to trade against', () => {
  const life = begin(1)
  life.enter('trading')
  life.run(DAY_END)
  expect(life.said).toEqual([])
})

test('a restarted noise trader does not wake at a moment that has passed', () => {
  fc.assert(
    fc.property(seeds, fc.nat(8 * 60), (seed, minute) => {
      const actor = createNoiseTrader(parameters, MARKET)
      const life = createFakeLife(actor, { seed, life: 1, now: minute * MINUTE })
      for (const { at } of life.timers()) {
        expect(at).toBeGreaterThan(minute * MINUTE)
        expect(at).toBeLessThanOrEqual(parameters.wakeTo)
      }
    }),
  )
})

test('the U-quadratic goes from 0 through ½ to 1, and 18.5 % of it is in the first half hour of seven', () => {
  expect([0, 0.5, 1].map(uQuadratic)).toEqual([0, 0.5, 1])
  // The distribution function at x is 4·((x − ½)³ + ⅛).
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (y) => {
      const x = uQuadratic(y)
      expect(x >= 0 && x <= 1).toBe(true)
      expect(Math.abs(4 * ((x - 0.5) ** 3 + 0.125) - y)).toBeLessThan(1e-12)
    }),
  )
  let early = 0
  for (let seed = 0; seed < 4_000; seed++) {
    if ((begin(seed).timers()[0]?.at ?? 0) < 30 * MINUTE) early += 1
  }
  expect(Math.abs(early / 4_000 - 0.185)).toBeLessThan(0.025)
})
