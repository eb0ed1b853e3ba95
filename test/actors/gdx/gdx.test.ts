import { expect, test } from 'vitest'
import { createGdx } from '../../../actors/gdx/gdx.ts'
import { gdxParameters } from '../../../actors/gdx/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

test('a trader with its last unit asks the more the less it discounts what comes later', () => {
  const firstAsk = (discount: number): number => {
    const parameters = gdxParameters.parse({
      ...{ side: 'sell', discount, horizon: 50, memory: 8 },
      limits: { type: 'list', values: [60] },
    })
    const life = createFakeLife(createGdx(parameters, MARKET))
    life.enter('trading')
    life.quote(70, 130)
    const heard = (kind: typeof Kind.quote | typeof Kind.trade, more: object) =>
      life.hear({ kind, instrument: MARKET.instrument, ...more })
    for (const price of [120, 110, 100, 90, 80]) {
      heard(Kind.quote, { bid: 70, ask: price })
      if (price < 110) heard(Kind.trade, { price, side: Side.buy })
    }
    life.run(Number.MAX_SAFE_INTEGER, 2)
    return life.orders()[0]?.price as number
  }
  const [now, later] = [firstAsk(0), firstAsk(0.99)]
  expect(now).toBeGreaterThan(60)
  expect(later).toBeGreaterThan(now)
})
