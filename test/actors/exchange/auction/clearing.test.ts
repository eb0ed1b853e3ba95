import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clearing } from '../../../../actors/exchange/auction/clearing.ts'
import { Side } from '../../../../protocols/kind.ts'
import { PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { bookOf, type Interest, interest, plainOf, reference } from './interests.ts'
import { plainClearing } from './plain-clearing.ts'

const plain = { display: 0, hidden: 0, isForAuction: false, batch: 0 }
const buy = (size: number, price: number): Interest => ({ ...plain, side: Side.buy, size, price })
const sell = (size: number, price: number): Interest => ({ ...plain, side: Side.sell, size, price })
const MARKET = 0

test('the price and the volume are those that trying every price finds', () => {
  fc.assert(
    fc.property(
      fc.array(interest, { maxLength: 16, size: 'max' }),
      reference,
      fc.constantFrom('reference' as const, 'middle' as const),
      (orders, known, tie) => {
        const found = clearing(bookOf(orders), known, tie)
        expect(found).toEqual(plainClearing(plainOf(orders), known, tie))
      },
    ),
    { numRuns: runs(2_000) },
  )
})

// The situations of "Price determination in auctions" in Xetra's market model, in its order.
test.each([
  ['one limit trades most', [buy(4, 202), buy(2, 201), sell(3, 199), sell(3, 201)], 0, 201, 6, 0],
  [
    'buyers are left over: the highest',
    [buy(4, 202), buy(4, 201), sell(4, 199), sell(2, 198)],
    0,
    201,
    6,
    2,
  ],
  ['buyers are left over at all', [buy(7, 202), sell(4, 199), sell(2, 198)], 0, 202, 6, 1],
  ['sellers are left over: the lowest', [buy(4, 202), buy(2, 201), sell(7, 199)], 0, 199, 6, -1],
  [
    'both, and the reference is above',
    [buy(3, 202), buy(2, 201), sell(3, 199), sell(2, 200)],
    300,
    201,
    5,
    0,
  ],
  ['nobody is left over, the reference is between', [buy(3, 202), sell(3, 198)], 200, 200, 3, 0],
  ['nobody is left over, the reference is below', [buy(3, 202), sell(3, 198)], 150, 198, 3, 0],
  ['only market orders', [buy(9, MARKET), sell(8, MARKET)], 123, 123, 8, 1],
  ['only market orders, and no reference', [buy(9, MARKET), sell(8, MARKET)], 0, 0, 0, 0],
  [
    'market orders do not heed a limit that is not needed',
    [buy(8, MARKET), sell(8, MARKET), buy(5, 99)],
    105,
    105,
    8,
    0,
  ],
  ['no price', [buy(8, 200), sell(8, 201)], 200, 0, 0, 0],
])('%s', (_, orders, known, price, size, imbalance) => {
  const side = imbalance === 0 ? 0 : imbalance > 0 ? Side.buy : Side.sell
  const expected = { price, size, surplus: Math.abs(imbalance), side }
  expect(clearing(bookOf(orders), known)).toEqual(expected)
})

test('with no reference to heed, prices at which all are served are taken at their middle', () => {
  const crossing = [buy(5, 107), buy(9, 100), sell(5, 98), sell(2, 103)]
  expect(clearing(bookOf(crossing), 98, 'middle')).toMatchObject({
    price: 102,
    size: 5,
    surplus: 0,
  })
  expect(clearing(bookOf(crossing), 101)).toMatchObject({ price: 103, size: 5, surplus: 2 })
})

test('the ends of the range and more lots than 32 bits count are exact', () => {
  const many = Array.from({ length: 6 }, () => [sell(SIZE_MAX, 1), buy(SIZE_MAX, 2)]).flat()
  expect(clearing(bookOf([...many, buy(7, MARKET)]), 0)).toEqual({
    price: 2,
    size: 6 * SIZE_MAX,
    surplus: 7,
    side: Side.buy,
  })
  const far = [buy(1, PRICE_MAX), sell(1, 1)]
  expect(clearing(bookOf(far), 0).price).toBe(2 ** 29)
})
