import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAvellanedaStoikov } from '../../../actors/avellaneda-stoikov/avellaneda-stoikov.ts'
import { avellanedaStoikovParameters } from '../../../actors/avellaneda-stoikov/parameters.ts'
import { Side } from '../../../protocols/kind.ts'
import { HOUR } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'
import { quotesOf } from '../quotes-of.ts'

const terms = { riskAversion: 0.001, volatility: 20, decay: 0.5, size: 7, interval: '30 min' }

const maker = createAvellanedaStoikov(avellanedaStoikovParameters.parse(terms), MARKET)

test('two hours before the close, with 10 lots, it quotes about 8 ticks below the mid', () => {
  // γσ²(T − t) = 0.001 · 400 · 2 = 0.8; the spread 0.8 + 2000 ln 1.002 = 4.796; 992 ∓ 2.398.
  expect(quotesOf(maker, { bid: 999, ask: 1_001, fills: [12, -2] })).toEqual([
    [Side.buy, 989, 7],
    [Side.sell, 995, 7],
  ])
})

test('its quotes hold the formula’s between them, to a tick, whatever it holds and when', () => {
  const held = fc.integer({ min: -200, max: 200 })
  fc.assert(
    fc.property(
      held,
      fc.integer({ min: 2, max: 13 }),
      fc.integer({ min: 1, max: 9 }),
      (q, n, w) => {
        const fills = q === 0 ? [] : [q]
        const quotes = quotesOf(maker, { bid: 10_000, ask: 10_000 + w, fills, at: (n * HOUR) / 2 })
        const [bid, ask] = quotes.map(([, price]) => price) as [number, number]
        const risk = 0.4 * (7 - n / 2)
        const half = risk / 2 + 1_000 * Math.log(1.002)
        const middle = 10_000 + w / 2 - q * risk
        for (const distance of [middle - half - bid, ask - middle - half]) {
          expect(distance).toBeGreaterThan(-1e-6)
          expect(distance).toBeLessThan(1 + 1e-6)
        }
      },
    ),
  )
})

test('while a side is empty it withdraws its quotes and sends none', () => {
  const life = createFakeLife(maker)
  life.enter('trading')
  life.quote(0, 1_001)
  life.run(5 * HOUR)
  expect(life.orders()).toEqual([])
  expect(life.said.length).toBeGreaterThan(0)
})
