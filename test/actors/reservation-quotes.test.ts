import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reservationQuotes } from '../../actors/reservation-quotes.ts'

const positive = fc.double({ min: 0.01, max: 2, noNaN: true })

test('who holds more quotes lower, by as much for each lot, and the spread does not care', () => {
  fc.assert(
    fc.property(
      positive,
      positive,
      positive,
      positive,
      fc.integer({ min: -50, max: 50 }),
      (...x) => {
        const [riskAversion, volatility, decay, left, held] = x
        const terms = { riskAversion, volatility, decay }
        const flat = reservationQuotes(terms, 0, left)
        const quotes = reservationQuotes(terms, held, left)
        expect(Math.abs(flat.skew)).toBe(0)
        expect(quotes.skew).toBeCloseTo(-held * riskAversion * volatility * volatility * left, 9)
        expect(quotes.spread).toBe(flat.spread)
        // At the end only the rate of fills counts, and aversion takes from 2/k.
        const end = reservationQuotes(terms, held, 0)
        expect(Math.abs(end.skew)).toBe(0)
        // ln(1 + x) lies between x − x²/2 and x.
        const most = 2 / decay
        expect(end.spread).toBeLessThanOrEqual(most * (1 + 1e-12))
        const least = most * (1 - riskAversion / (2 * decay))
        expect(end.spread).toBeGreaterThanOrEqual(least - 1e-9)
      },
    ),
  )
})
