import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAvellanedaStoikov } from '../../../actors/avellaneda-stoikov/avellaneda-stoikov.ts'
import { avellanedaStoikovParameters } from '../../../actors/avellaneda-stoikov/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, lots, orderId } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const terms = { riskAversion: 0.001, volatility: 20, decay: 0.5, size: 7, interval: '30 min' }

function begin(given: Record<string, unknown> = {}) {
  const parameters = avellanedaStoikovParameters.parse({ ...terms, ...given })
  return createFakeLife(createAvellanedaStoikov(parameters, MARKET))
}
const fill = (side: Side, size: number) =>
  ({ kind: Kind.partialFill, orderId: orderId(1), side, size: lots(size) }) as const

test('two hours before the close, with 10 lots, it quotes about 8 ticks below the mid', () => {
  const life = begin()
  life.enter('halted')
  life.quote(999, 1_001)
  life.hear(fill(Side.buy, 12))
  life.hear(fill(Side.sell, 2))
  life.run(5 * HOUR - 1)
  life.enter('trading')
  life.run(5 * HOUR)
  // γσ²(T − t) = 0.001 · 400 · 2 = 0.8; the spread 0.8 + 2000 ln 1.002 = 4.796; 992 ∓ 2.398.
  const quotes = life.orders().map(({ side, price, size }) => [side, price, size])
  expect(quotes).toEqual([
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
        const life = begin()
        life.enter('halted')
        life.quote(10_000, 10_000 + w)
        if (q !== 0) life.hear(fill(q > 0 ? Side.buy : Side.sell, Math.abs(q)))
        life.run((n * HOUR) / 2 - 1)
        life.enter('trading')
        life.run((n * HOUR) / 2)
        const [bid, ask] = life.orders().map(({ price }) => price as number) as [number, number]
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
  const life = begin()
  life.enter('trading')
  life.quote(0, 1_001)
  life.run(5 * HOUR)
  expect(life.orders()).toEqual([])
  expect(life.said.length).toBeGreaterThan(0)
})
