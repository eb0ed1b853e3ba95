import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMomentum } from '../../../actors/momentum/momentum.ts'
import { createMomentumTrader } from '../../../actors/momentum/momentum-trader.ts'
import { momentumParameters } from '../../../actors/momentum/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const sizes = { type: 'uniform', min: 5, max: 5 }
const begin = (given: Record<string, unknown> = {}) => {
  const parameters = momentumParameters.parse({ size: sizes, ...given })
  const life = createFakeLife(createMomentumTrader(parameters, MARKET))
  life.enter('trading')
  return life
}
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length

const walk = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 9 })), {
  minLength: 52,
  maxLength: 90,
})

test('after more than 50 mids each wake-up trades on the side that MA20 against MA50 tells', () => {
  fc.assert(
    fc.property(walk, (quotes) => {
      const life = begin()
      const mids: number[] = []
      for (const [bid, spread] of quotes) {
        const before = life.orders().length
        life.quote(bid, bid + spread)
        life.run(Number.MAX_SAFE_INTEGER, 1)
        mids.push(2 * bid + spread)
        const sent = life.orders().slice(before)
        if (mids.length <= 50) {
          expect(sent).toEqual([])
          continue
        }
        const rising = mean(mids.slice(-20)) * 100 >= mean(mids.slice(-50)) * 100 - 1e-9
        expect(sent.map(({ side, price, size }) => [side, price, size])).toEqual([
          rising ? [Side.buy, bid + spread, 5] : [Side.sell, bid, 5],
        ])
      }
      expect(life.said.every(({ message }) => message.kind === Kind.newOrder)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('equal means buy', () => {
  const life = begin()
  life.quote(100, 103)
  life.run(24 * HOUR, 51)
  expect(life.orders().map(({ side, price }) => [side, price])).toEqual([[Side.buy, 103]])
})

test('the averages agree with plain means for any lengths', () => {
  const lengths = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  fc.assert(
    fc.property(lengths, fc.array(fc.nat(9), { maxLength: 40 }), ([short, long], numbers) => {
      const momentum = createMomentum(short, long)
      numbers.forEach((next, index) => {
        const seen = numbers.slice(0, index + 1)
        const sum = (count: number) => seen.slice(-count).reduce((a, b) => a + b, 0)
        const expected = seen.length > long ? sum(short) * long >= sum(long) * short : undefined
        expect(momentum.rising(next)).toBe(expected)
      })
    }),
  )
})

test('a quote with a side empty is no mid and no trade', () => {
  const life = begin({ short: 1, long: 1 })
  life.quote(0, 100)
  life.run(24 * HOUR, 20)
  life.quote(100, 0)
  life.run(48 * HOUR, 20)
  expect(life.said).toEqual([])
  life.quote(100, 101)
  life.run(Number.MAX_SAFE_INTEGER, 2)
  expect(life.orders().length).toBe(1)
})

test('it sleeps on while halted or not yet open, and for good once the market closes', () => {
  const parameters = momentumParameters.parse({ short: 1, long: 1, size: sizes })
  const life = createFakeLife(createMomentumTrader(parameters, MARKET))
  expect(life.timers()[0]?.at).toBeGreaterThan(MARKET.open)
  life.quote(100, 101)
  life.run(HOUR)
  life.enter('halted')
  life.run(2 * HOUR)
  expect([life.said, life.timers().length]).toEqual([[], 1])
  life.enter('trading')
  life.run(3 * HOUR)
  // A mean of 37 s makes about 97 wake-ups in an hour.
  expect(Math.abs(life.orders().length - 97)).toBeLessThan(40)
  life.enter('closing')
  const before = life.said.length
  life.run(4 * HOUR)
  expect([life.said.length, life.timers()]).toEqual([before, []])
})
