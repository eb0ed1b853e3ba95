import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBelief, type Shout } from '../../../actors/beliefs.ts'
import { createGd } from '../../../actors/gd/gd.ts'
import { gdParameters } from '../../../actors/gd/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const END = Number.MAX_SAFE_INTEGER

test('it quotes the price of the greatest expected gain, and never at a loss', () => {
  const limit = fc.integer({ min: 2, max: 39 })
  const asks = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom('buy', 'sell'), limit, asks, (side, own, heard) => {
      const limits = { type: 'list', values: [own] }
      const parameters = gdParameters.parse({ side, limits, priceMax: 40 })
      const life = createFakeLife(createGd(parameters, MARKET))
      life.enter('trading')
      life.run(MARKET.open)
      // Asks that fall: each is the best when it comes.
      const falling = [...heard].sort((a, b) => b - a)
      for (const ask of falling) life.hear({ kind: Kind.quote, bid: 0, ask } as never)
      life.run(END, 1)
      const shouts: Shout[] = falling.map((price) => ({ side: Side.sell, price, isTaken: false }))
      const belief = createBelief(
        side === 'buy' ? Side.buy : Side.sell,
        shouts,
        { bid: 0, ask: 0 },
        40,
      )
      const gain = (price: number) => (side === 'buy' ? own - price : price - own) * belief(price)
      const best = Math.max(...Array.from({ length: 40 }, (_, nth) => gain(nth + 1)))
      const [order] = life.orders()
      if (best <= 0) expect(order).toBeUndefined()
      else expect(gain(order?.price as number)).toBe(best)
    }),
  )
})
