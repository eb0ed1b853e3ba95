import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillRates } from '../../../../src/analysis/measures/fill-rate.ts'
import { groupAccounts } from '../../../../src/analysis/measures/group-accounts.ts'
import { orderToTrade } from '../../../../src/analysis/measures/order-to-trade.ts'

test('a group earns what it received less what it paid, and its inventory at the last price', () => {
  const accounts = groupAccounts({
    price: [100, 104, 103],
    size: [10, 4, 1],
    buyerGroup: ['value', 'noise', 'noise'],
    sellerGroup: ['noise', 'value', 'noise'],
  })
  // value: bought 10 at 100, sold 4 at 104: −1000 + 416 + 6 · 103.
  expect(accounts.get('value')).toEqual({ inventory: 6, profit: 34, volume: 14 })
  expect(accounts.get('noise')).toEqual({ inventory: -6, profit: -34, volume: 16 })
})

test('nobody has an account where nothing traded', () => {
  const none = { price: [], size: [], buyerGroup: [], sellerGroup: [] }
  expect(groupAccounts(none).size).toBe(0)
})

const group = fc.constantFrom('noise', 'value', 'maker')
const trades = fc.array(
  fc.record({
    price: fc.integer({ min: 1, max: 1000 }),
    size: fc.integer({ min: 1, max: 50 }),
    buyer: group,
    seller: group,
  }),
  { maxLength: 30 },
)

test('profits and inventories sum to nothing over the market', () => {
  fc.assert(
    fc.property(trades, (made) => {
      const accounts = groupAccounts({
        price: made.map(({ price }) => price),
        size: made.map(({ size }) => size),
        buyerGroup: made.map(({ buyer }) => buyer),
        sellerGroup: made.map(({ seller }) => seller),
      })
      const total = { inventory: 0, profit: 0, volume: 0 }
      for (const { inventory, profit, volume } of accounts.values()) {
        total.inventory += inventory
        total.profit += profit
        total.volume += volume
      }
      const traded = made.reduce((sum, { size }) => sum + size, 0)
      expect(total).toEqual({ inventory: 0, profit: 0, volume: 2 * traded })
    }),
  )
})

test('a fill rate counts orders, not lots', () => {
  const rates = fillRates(['a', 'a', 'a', 'a', 'b'], [0, 500, 1, 0, 0])
  expect([...rates]).toEqual([
    ['a', 0.5],
    ['b', 0],
  ])
})

test('fill rates lie between 0 and 1 and, weighted by orders, make the rate of all', () => {
  const orders = fc.array(fc.tuple(group, fc.nat(3)), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(orders, (sent) => {
      const groups = sent.map(([name]) => name)
      const rates = fillRates(
        groups,
        sent.map(([, filled]) => filled),
      )
      let traded = 0
      for (const [name, rate] of rates) {
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(1)
        traded += rate * groups.filter((other) => other === name).length
      }
      expect(traded).toBeCloseTo(sent.filter(([, filled]) => filled > 0).length, 9)
    }),
  )
})

test('the order-to-trade ratio is messages for one trade, and nothing where none traded', () => {
  expect(orderToTrade(12, 5)).toBe(2.4)
  expect(orderToTrade(12, 0)).toBeNull()
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 1000 }), (requests, made) => {
      expect(orderToTrade(2 * requests, made)).toBe(2 * orderToTrade(requests, made)!)
      expect(orderToTrade(requests, made)! * made).toBeCloseTo(requests, 6)
    }),
  )
})
