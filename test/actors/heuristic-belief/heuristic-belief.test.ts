import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBelief, type Shout } from '../../../actors/beliefs.ts'
import { bestOf, createHeuristicBelief } from '../../../actors/heuristic-belief/heuristic-belief.ts'
import { heuristicBeliefParameters } from '../../../actors/heuristic-belief/parameters.ts'
import { privateValueParameters } from '../../../actors/private-value/parameters.ts'
import { createPrivateValueTrader } from '../../../actors/private-value/private-value-trader.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { PRICE_MAX, type Ticks } from '../../../protocols/units.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const side = fc.constantFrom(Side.buy, Side.sell)
const shouts: fc.Arbitrary<Shout[]> = fc.array(
  fc.record({ side, price: fc.integer({ min: 90, max: 110 }), isTaken: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
)

test('no whole price between those it has seen is expected to gain more, where it weighs them all', () => {
  let found = 0
  fc.assert(
    fc.property(
      shouts,
      side,
      fc.double({ min: 85, max: 115, noNaN: true }),
      fc.constantFrom(0, 97, 101, 105),
      (shouts, side, value, standing) => {
        const offer = standing === 0 ? undefined : { price: standing, at: MARKET }
        const best = bestOf({ side, value, shade: 0, offer }, shouts, 30)
        const isBuyer = side === Side.buy
        const touch = isBuyer ? { bid: 0, ask: standing } : { bid: standing, ask: 0 }
        const belief = createBelief(side, shouts, touch, PRICE_MAX)
        const gain = (price: number): number => {
          const surplus = isBuyer ? value - price : price - value
          return surplus <= 0 ? 0 : surplus * belief(price)
        }
        const seen = [...shouts.map(({ price }) => price), ...(standing === 0 ? [] : [standing])]
        const [low, high] = [Math.min(...seen), Math.max(...seen)]
        for (let price = low; price <= high; price++) {
          if (standing !== 0 && (isBuyer ? price > standing : price < standing)) continue
          expect(gain(price)).toBeLessThanOrEqual(best === undefined ? 0 : gain(best))
        }
        if (best !== undefined) found++
      },
    ),
  )
  expect(found).toBeGreaterThan(20)
})

const fields = { rate: 0.01, deviation: 500, shadeMin: 100, shadeMax: 400, limit: 10 }
const lives = (seed: number) => {
  const learner = heuristicBeliefParameters.parse({ ...fields, memory: 2 })
  const plain = privateValueParameters.parse(fields)
  return [
    createFakeLife(createHeuristicBelief(learner, MARKET), { seed }),
    createFakeLife(createPrivateValueTrader(plain, MARKET), { seed }),
  ] as const
}

test('before it has heard of so many trades it does as the zero-intelligence trader does', () => {
  const [learner, plain] = lives(3)
  for (const life of [learner, plain]) {
    life.enter('trading')
    life.quote(99_000, 101_000)
    life.hear({ kind: Kind.trade, price: 100_000 as Ticks, side: Side.buy })
    life.run(MARKET.open + 3_000e9)
  }
  expect(learner.orders().length).toBeGreaterThan(10)
  expect(learner.said).toEqual(plain.said)
})

test('with trades in mind it asks for what has been paid, not for its shade', () => {
  const [learner] = lives(4)
  learner.enter('trading')
  learner.quote(0, 0)
  for (const price of [99_900, 100_100, 99_900, 100_100]) {
    learner.hear({ kind: Kind.trade, price: price as Ticks, side: Side.buy })
  }
  learner.run(MARKET.open + 3_000e9)
  const prices = learner.orders().map(({ price }) => price as number)
  const within = prices.filter((price) => price >= 99_900 && price <= 100_100)
  expect(within.length).toBeGreaterThan(prices.length / 3)
})
