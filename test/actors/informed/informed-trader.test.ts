import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Market } from '../../../actors/actor.ts'
import { createInformedTrader } from '../../../actors/informed/informed-trader.ts'
import { informedParameters } from '../../../actors/informed/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, MINUTE, SECOND } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const market: Market = { ...MARKET, fundamental: () => 1000 }
const size = { type: 'uniform', min: 7, max: 7 }

function live(given: object, seed = 1, within = market) {
  const parameters = informedParameters.parse({ error: 0, size, ...given })
  const life = createFakeLife(createInformedTrader(parameters, within), { seed })
  life.enter('trading')
  return life
}

test('it cancels all, then bids below the value or offers above it, by a margin within its bounds', () => {
  const margins = fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 }))
  fc.assert(
    fc.property(fc.nat(), margins, (seed, [marginMin, more]) => {
      const life = live({ marginMin, marginMax: marginMin + more }, seed)
      life.run(8 * HOUR, 1)
      expect(life.said.map(({ message }) => message.kind)).toEqual([Kind.massCancel, Kind.newOrder])
      const [order] = life.orders()
      const margin = order?.side === Side.buy ? 1000 - order.price : (order?.price ?? 0) - 1000
      expect(margin).toBeGreaterThanOrEqual(marginMin)
      expect(margin).toBeLessThanOrEqual(marginMin + more)
      expect(order?.size).toBe(7)
    }),
  )
})

test('it buys about as often as it sells, and as often as its mean wait says', () => {
  const life = live({ wakeMean: '1 min' })
  life.run(30 * MINUTE + 20 * HOUR)
  const buys = life.orders().filter(({ side }) => side === Side.buy).length
  expect(life.orders().length).toBeGreaterThan(1100)
  expect(life.orders().length).toBeLessThan(1300)
  expect(buys / life.orders().length).toBeCloseTo(0.5, 1)
})

test('with a lag it sees the value of so long ago, an age of its own and always the same', () => {
  // A value that tells the time: so many seconds.
  const within: Market = { ...market, fundamental: (at) => at / SECOND }
  const agesOf = (lag: number, seed: number): number[] => {
    const given = { lag: `${lag} s`, marginMin: 0, marginMax: 0, wakeMean: '1 min' }
    const life = live(given, seed, within)
    life.run(HOUR)
    return life.said.flatMap(({ at, message }) =>
      message.kind === Kind.newOrder ? [at / SECOND - message.price] : [],
    )
  }
  const ages = Array.from({ length: 50 }, (_, seed) => {
    const [first = Number.NaN, ...others] = agesOf(300, seed)
    // A price is a whole number of ticks, rounded to its own side.
    for (const other of others) expect(Math.abs(other - first)).toBeLessThan(2)
    return first
  })
  expect(Math.min(...ages)).toBeGreaterThan(-1)
  expect(Math.max(...ages)).toBeLessThan(301)
  expect(Math.min(...ages)).toBeLessThan(60)
  expect(Math.max(...ages)).toBeGreaterThan(240)
  for (const age of agesOf(0, 1)) expect(Math.abs(age)).toBeLessThanOrEqual(1)
})

test('before the open and in a halt it only sleeps on', () => {
  const life = live({ wakeMean: '1 min' })
  life.run(29 * MINUTE)
  expect(life.said).toEqual([])
  life.enter('halted')
  life.run(2 * HOUR)
  expect(life.said).toEqual([])
  expect(life.timers()).toHaveLength(1)
})

test('a margin whose least is above its most is refused', () => {
  expect(() => informedParameters.parse({ marginMin: 3, marginMax: 2 })).toThrow('marginMin')
})
