import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccounts } from '../../../actors/exchange/accounts.ts'
import { CASH_MAX } from '../../../protocols/units.ts'
import { runs } from '../../runs.ts'

const someone = fc.constantFrom(0, 1, 2, 63, 64, 65, 1_000)
const trade = fc.record({
  instrument: fc.constantFrom(0, 1),
  buyer: someone,
  seller: someone,
  price: fc.constantFrom(1, 7, 100_001, 2 ** 13),
  size: fc.constantFrom(1, 3, 2 ** 30 - 1),
})

test('accounts are the sums of what was traded, whoever they are, and balance after each trade', () => {
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 60, size: 'max' }), (trades) => {
      const accounts = createAccounts(2)
      trades.forEach(({ instrument, buyer, seller, price, size }, nth) => {
        accounts.trade(instrument, buyer, seller, price, size)
        expect(accounts.totals()).toEqual({ cash: 0, positions: [0, 0] })
        for (const who of [buyer, seller, 5]) {
          let money = 0
          let lots = 0
          for (const each of trades.slice(0, nth + 1)) {
            const bought = Number(each.buyer === who) - Number(each.seller === who)
            money -= bought * each.price * each.size
            if (each.instrument === instrument) lots += bought * each.size
          }
          expect(accounts.cashOf(who) + 0).toBe(money + 0)
          expect(accounts.positionOf(who, instrument)).toBe(lots)
        }
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('open orders are counted by participant, also for numbers not seen before', () => {
  const accounts = createAccounts(1)
  accounts.orders(3, 1)
  accounts.orders(900, 1)
  accounts.orders(3, 1)
  accounts.orders(3, -1)
  expect([3, 900, 4, 70_000].map((who) => accounts.openOrdersOf(who))).toEqual([1, 1, 0, 0])
})

test('who never traded owns nothing, and nobody holds what the venue does not trade', () => {
  const accounts = createAccounts(1)
  accounts.trade(0, 1, 2, 100, 5)
  expect(accounts.cashOf(70_000)).toBe(0)
  expect(accounts.positionOf(70_000, 0)).toBe(0)
  expect(accounts.positionOf(1, 1)).toBe(0)
})

test('an account that passes the largest exact sum stops the run', () => {
  const accounts = createAccounts(1)
  const trade = (): void => accounts.trade(0, 1, 2, 2 ** 23, 2 ** 30 - 1)
  expect(trade).not.toThrow()
  expect(trade).toThrow(RangeError)
  expect(Math.abs(accounts.cashOf(1))).toBeLessThanOrEqual(CASH_MAX)
})
