import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFcnTrader } from '../../../actors/fcn/fcn-trader.ts'
import { forecast } from '../../../actors/fcn/forecast.ts'
import { fcnParameters } from '../../../actors/fcn/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { MINUTE, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('a forecast is the formula of Chiarella and Iori, whoever it leans on', () => {
  const weight = fc.nat(30).map((tenths) => tenths / 10)
  const leaning = fc.record({
    fundamental: weight,
    chartist: weight,
    noise: weight,
    window: fc.integer({ min: 1, max: 50 }),
    reversion: fc.integer({ min: 50, max: 100 }),
  })
  const price = fc.integer({ min: 1, max: 1_000_000 })
  const rate = fc.double({ min: -0.01, max: 0.01, noNaN: true })
  fc.assert(
    fc.property(leaning, price, price, rate, rate, (at, p, pf, trend, noise) => {
      const { fundamental: f, chartist: c, noise: n } = at
      const sum = f * (Math.log(pf / p) / at.reversion) + c * trend + n * noise
      const expected = f + c + n === 0 ? p : p * Math.exp((sum / (f + c + n)) * at.window)
      const found = forecast(at, p, pf, trend, noise)
      expect(Math.abs(found / expected - 1)).toBeLessThan(1e-9)
    }),
  )
})

const begin = (given: object, seed = 1) => {
  const parameters = fcnParameters.parse({ noiseWeight: 0, ...given })
  const life = createFakeLife(createFcnTrader(parameters, MARKET), { seed })
  life.enter('trading')
  return life
}

test('it orders once a step, at its own moment, and never worse than its margin from the forecast', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      // The price is the value, so that a fundamentalist expects it, and sells a margin above it.
      const life = begin({ marginMin: 0.05, marginMax: 0.05 }, seed)
      life.run(MARKET.open + 10 * SECOND - 1)
      expect(life.orders().length).toBe(10)
      const moments = new Set(life.said.map(({ at }) => (at - MARKET.open) % SECOND))
      expect(moments.size).toBe(1)
      for (const { side, price } of life.orders())
        expect([side, price]).toEqual([Side.sell, 105_000])
    }),
  )
})

test('an order lives for its window', () => {
  const life = begin({ windowMin: 60, windowMax: 60 })
  life.run(MARKET.open + SECOND)
  const at = life.said[0]?.at ?? 0
  expect(life.orders()[0]?.expires).toBe(at + MINUTE)
})

test('in a halt and before the open it says nothing, and goes on afterwards', () => {
  const life = createFakeLife(createFcnTrader(fcnParameters.parse({}), MARKET))
  life.run(MARKET.open + 5 * SECOND)
  life.enter('halted')
  life.run(MARKET.open + 10 * SECOND)
  expect(life.said).toEqual([])
  life.enter('trading')
  life.run(MARKET.open + 20 * SECOND)
  expect(life.said.every(({ message }) => message.kind === Kind.newOrder)).toBe(true)
  expect(life.said.length).toBe(10)
})
