import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asymptoticQuotes } from '../../../actors/glft/asymptotic-quotes.ts'
import { createGlft } from '../../../actors/glft/glft.ts'
import { glftParameters } from '../../../actors/glft/parameters.ts'
import { Side } from '../../../protocols/kind.ts'
import { MARKET } from '../fake-context.ts'
import { quotesOf } from '../quotes-of.ts'

const terms = { riskAversion: 0.5, volatility: 2, decay: 0.5, arrivals: 16 }

/** What it sends, holding `held` lots and seeing 990 and 1,010. */
function quotes(held: number) {
  const parameters = glftParameters.parse({ ...terms, limit: 3, size: 10, interval: '30 min' })
  return quotesOf(createGlft(parameters, MARKET), { bid: 990, ask: 1_010, fills: [held] })
}

test('the distances of a case worked by hand', () => {
  // γ = k: (1/γ) ln 2 = 1.386294; c = 2 √(1 · 2² / (2 · 16)) = 0.707107, five halves and three halves of it.
  const flat = asymptoticQuotes(terms, 0)
  expect(flat.bid).toBeCloseTo(1.386294 + 0.353553, 5)
  expect(flat.ask).toBeCloseTo(1.386294 + 0.353553, 5)
  const long = asymptoticQuotes(terms, 2)
  expect(long.bid).toBeCloseTo(3.154061, 5)
  expect(long.ask).toBeCloseTo(0.325634, 5)
})

test('the spread does not depend on what is held, and who holds as much as is owed quotes the mirror', () => {
  const positive = fc.double({ min: 0.001, max: 10, noNaN: true })
  const beliefs = fc.record({
    riskAversion: positive,
    volatility: positive,
    decay: positive,
    arrivals: positive,
  })
  fc.assert(
    fc.property(beliefs, fc.integer({ min: -20, max: 20 }), (terms, q) => {
      const { bid, ask } = asymptoticQuotes(terms, q)
      const flat = asymptoticQuotes(terms, 0)
      const mirror = asymptoticQuotes(terms, -q)
      const scale = Math.abs(bid) + Math.abs(ask)
      expect(Math.abs(bid + ask - flat.bid - flat.ask)).toBeLessThanOrEqual(1e-9 * scale)
      expect(Math.abs(mirror.ask - bid)).toBeLessThanOrEqual(1e-9 * scale)
      if (q > 0) expect(bid).toBeGreaterThan(flat.bid)
    }),
  )
})

test('it rounds away from the mid, and holds no more than it may', () => {
  // Holding two orders: 1,000 − 3.154, 1,000 + 0.326.
  expect(quotes(20)).toEqual([
    [Side.buy, 996, 10],
    [Side.sell, 1_001, 10],
  ])
  expect(quotes(30).map(([side]) => side)).toEqual([Side.sell])
  expect(quotes(-30).map(([side]) => side)).toEqual([Side.buy])
})
