import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMargin } from '../../../actors/zip/margin.ts'
import { zipParameters } from '../../../actors/zip/parameters.ts'
import { createZip } from '../../../actors/zip/zip.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

const END = Number.MAX_SAFE_INTEGER

test('a margin moves by the delta rule with momentum, and loses nothing', () => {
  const targets = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat(300)))
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.boolean(),
      share,
      share,
      share,
      targets,
      (isBuyer, begin, rate, momentum, day) => {
        const margin = createMargin(isBuyer, begin, rate, momentum)
        let mu = isBuyer ? -begin : begin
        let gamma = 0
        for (const [limit, target] of day) {
          const p = limit * (1 + mu)
          expect(margin.price(limit)).toBe(p)
          const delta = rate * (target - p)
          gamma = momentum * gamma + (1 - momentum) * delta
          mu = (p + gamma) / limit - 1
          if (isBuyer && mu > 0) mu = 0
          if (isBuyer && mu < -1) mu = -1
          if (!isBuyer && mu < 0) mu = 0
          margin.learn(limit, target)
          expect(margin.value).toBe(mu)
        }
      },
    ),
  )
})

/** One whose margin is a tenth at first, learns half of the way, and aims at prices themselves. */
const begin = (side: 'buy' | 'sell') => {
  const sure = (value: number) => ({ min: value, max: value })
  const given = { margin: sure(0.1), rate: sure(0.5), momentum: sure(0), absolute: 0, relative: 0 }
  const limits = { type: 'list', values: [100, 100] }
  const parameters = zipParameters.parse({ ...given, side, limits, priceMax: 500 })
  const life = createFakeLife(createZip(parameters, MARKET))
  life.enter('trading')
  life.run(MARKET.open)
  const trade = (price: number, aggressor: Side) =>
    life.hear({ kind: Kind.trade, price, side: aggressor } as never)
  const quote = (bid: number, ask: number) => life.hear({ kind: Kind.quote, bid, ask } as never)
  const price = (): unknown => {
    life.run(END, 1)
    const said = life.said.at(-1)?.message
    return said !== undefined && 'price' in said ? said.price : undefined
  }
  return { life, trade, quote, price }
}

test('a buyer learns from trades and bids as Cliff has it', () => {
  expect(begin('buy').price()).toBe(90)
  const cases: [string, (b: ReturnType<typeof begin>) => void, number][] = [
    ['a trade at less: it bids less', ({ trade }) => trade(80, Side.sell), 85],
    ['another buyer took a dearer ask: it bids more', ({ trade }) => trade(96, Side.buy), 93],
    ['a seller took a dearer bid: it waits', ({ trade }) => trade(96, Side.sell), 90],
    ['a better bid stands: it bids more', ({ quote }) => quote(98, 0), 94],
    ['a lower bid stands: it waits', ({ quote }) => quote(60, 0), 90],
    ['an ask stands: it waits', ({ quote }) => quote(0, 98), 90],
    ['never above its limit', ({ trade }) => trade(300, Side.buy), 100],
  ]
  for (const [why, hear, expected] of cases) {
    const buyer = begin('buy')
    hear(buyer)
    expect([why, buyer.price()]).toEqual([why, expected])
  }
})

test('a seller is the buyer mirrored', () => {
  const cases: [(b: ReturnType<typeof begin>) => void, number][] = [
    [() => {}, 110],
    [({ trade }) => trade(120, Side.buy), 115],
    [({ trade }) => trade(104, Side.sell), 107],
    [({ trade }) => trade(104, Side.buy), 110],
    [({ quote }) => quote(0, 104), 107],
    [({ quote }) => quote(104, 0), 110],
    [({ trade }) => trade(1, Side.sell), 100],
  ]
  for (const [hear, expected] of cases) {
    const seller = begin('sell')
    hear(seller)
    expect(Math.ceil(Number(seller.price()))).toBe(expected)
  }
})
