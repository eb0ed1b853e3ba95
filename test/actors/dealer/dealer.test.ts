import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDealer } from '../../../actors/dealer/dealer.ts'
import { type DealerParameters, dealerParameters } from '../../../actors/dealer/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import type { Body, DealerQuote, LastLookAnswer } from '../../../protocols/message.ts'
import { createFakeLife, MARKET } from '../fake-context.ts'

/** A dealer that sees the value as it is, and moves a tick for every ten lots. */
const sharp = dealerParameters.parse({ error: 0, halfSpread: 3, skew: 0.1, limit: 100, life: 0 })

function dealer(given: Partial<DealerParameters> = {}) {
  const market = { value: 1_000 }
  const life = createFakeLife(
    createDealer({ ...sharp, ...given }, { ...MARKET, fundamental: () => market.value }),
  )
  life.enter('trading')
  const hear = (body: object): void => life.hear(body as Partial<Body>)
  const heard = <T>(): T[] => life.said.splice(0).map(({ message }) => message as T)
  return {
    market,
    life,
    invite(size: number, onlySide = 0): DealerQuote[] {
      hear({ kind: Kind.quoteInvite, size, number: 7, onlySide })
      return heard<DealerQuote>()
    },
    trades(side: Side, size: number): void {
      hear({ kind: Kind.fill, side, size })
    },
    looks(side: Side, price: number): number | undefined {
      hear({ kind: Kind.lastLook, side, price, size: 5, venueOrder: 9 })
      return heard<LastLookAnswer>()[0]?.answer
    },
  }
}

const terms = (quotes: DealerQuote[]) => quotes.map(({ side, price, size }) => [side, price, size])

test('it quotes half a spread on either side of the value, on the side that is asked for', () => {
  const { invite } = dealer()
  expect(terms(invite(5))).toEqual([
    [Side.sell, 1_003, 5],
    [Side.buy, 997, 5],
  ])
  expect(terms(invite(5, Side.buy))).toEqual([[Side.sell, 1_003, 5]])
  expect(terms(invite(5, Side.sell))).toEqual([[Side.buy, 997, 5]])
})

test('each quote has a number of its own, names its request, and ends when it says', () => {
  const { invite, life } = dealer({ life: 50 as never })
  life.run(1_000)
  expect(invite(5)).toMatchObject([
    { kind: Kind.dealerQuote, orderId: 1, number: 7, expires: 1_050 },
    { kind: Kind.dealerQuote, orderId: 2, number: 7, expires: 1_050 },
  ])
})

test('what it holds moves both its prices against it, and it goes no further than its limit', () => {
  const { invite, trades } = dealer()
  trades(Side.buy, 40)
  expect(terms(invite(5))).toEqual([
    [Side.sell, 999, 5],
    [Side.buy, 993, 5],
  ])
  trades(Side.buy, 60)
  expect(terms(invite(1))).toEqual([[Side.sell, 993, 1]])
  trades(Side.sell, 200)
  expect(terms(invite(1))).toEqual([[Side.buy, 1_007, 1]])
})

test('in a last look it says no where the value has left its price by more than it tolerates', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), fc.nat(8), (moved, tolerance) => {
      const { looks, market } = dealer({ tolerance })
      market.value += moved
      expect(looks(Side.sell, 1_000)).toBe(moved <= tolerance ? 1 : 0)
      expect(looks(Side.buy, 1_000)).toBe(moved >= -tolerance ? 1 : 0)
    }),
  )
})

test('it quotes no price that there is not', () => {
  const { invite, market } = dealer()
  market.value = 2
  expect(terms(invite(5))).toEqual([[Side.sell, 5, 5]])
})

test('a halted dealer does not quote, and keeps count of what it holds', () => {
  const { invite, trades, life } = dealer()
  life.enter('halted')
  expect(invite(5)).toEqual([])
  trades(Side.buy, 100)
  life.enter('trading')
  expect(terms(invite(5))).toEqual([[Side.sell, 993, 5]])
})
