import fc from 'fast-check'
import { expect, test } from 'vitest'
import { profitParts } from '../../../../src/analysis/measures/profit-parts.ts'

test('a maker that buys at 99, sees the mid go from 100 to 104 and sells at 105', () => {
  const trades = {
    price: [99, 105],
    size: [10, 10],
    mid: [100, 104],
    buyer: ['maker', 'taker'],
    seller: ['taker', 'maker'],
  }
  const parts = profitParts(trades)
  expect(parts.get('maker')).toEqual({
    profit: 60,
    spreadCapture: 20,
    positionTaking: 40,
    inventory: 0,
    inventoryMax: 10,
  })
  expect(parts.get('taker')).toEqual({
    profit: -60,
    spreadCapture: -20,
    positionTaking: -40,
    inventory: 0,
    inventoryMax: 10,
  })
})

test('profit is money plus what is held at the last mid; over all each part is nothing', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const price = fc.integer({ min: 90, max: 110 })
  const trade = fc.record({
    price,
    mid: price,
    size: fc.integer({ min: 1, max: 9 }),
    buyer: name,
    seller: name,
  })
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), (list) => {
      const column = <K extends keyof (typeof list)[number]>(key: K) => list.map((row) => row[key])
      const parts = profitParts({
        price: column('price'),
        size: column('size'),
        mid: column('mid'),
        buyer: column('buyer'),
        seller: column('seller'),
      })
      const mark = list.at(-1)!.mid
      for (const [owner, { profit, inventory }] of parts) {
        let [money, held] = [0, 0]
        for (const { price: paid, size, buyer, seller } of list) {
          const lots = (buyer === owner ? size : 0) - (seller === owner ? size : 0)
          money -= lots * paid
          held += lots
        }
        expect(inventory).toBe(held)
        expect(profit).toBeCloseTo(money + held * mark, 9)
      }
      const sum = (part: 'spreadCapture' | 'positionTaking') =>
        [...parts.values()].reduce((total, own) => total + own[part], 0)
      expect(sum('spreadCapture')).toBeCloseTo(0, 9)
      expect(sum('positionTaking')).toBeCloseTo(0, 9)
    }),
  )
})
