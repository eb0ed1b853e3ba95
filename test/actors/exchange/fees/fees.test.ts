import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccounts } from '../../../../actors/exchange/accounts.ts'
import {
  createFees,
  type FeesParameters,
  feesParameters,
} from '../../../../actors/exchange/fees.ts'
import { Role } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { plainCharge } from './plain-fees.ts'

const decimal = (most: number, decimals: number) =>
  fc
    .integer({ min: -most * 10 ** decimals, max: most * 10 ** decimals })
    .map((steps) => Number((steps / 10 ** decimals).toFixed(decimals)))

const leg = fc.record({
  perTrade: fc.oneof(fc.constant(0), fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })),
  perLot: fc.oneof(fc.constantFrom(0, 0.003, -0.002, 0.1, 0.3), decimal(1_000, 6)),
  basisPoints: fc.oneof(fc.constantFrom(0, 0.2, -0.25, 1, 0.07), decimal(10_000, 2)),
})
const schedule = fc.record({ maker: leg, taker: leg, auction: leg })
const role = fc.constantFrom(Role.maker, Role.taker, Role.auction)
const trade = fc.oneof(
  fc.record({ price: fc.integer({ min: 1, max: 200 }), size: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    price: fc.integer({ min: 1, max: 2 ** 20 }),
    size: fc.integer({ min: 1, max: 2 ** 30 - 1 }),
  }),
)

const legOf = ({ maker, taker, auction }: FeesParameters, of: Role) =>
  of === Role.maker ? maker : of === Role.taker ? taker : auction

test('a charge is the exact sum of its parts, rounded up once, so that the venue never loses', () => {
  fc.assert(
    fc.property(schedule, role, trade, (rates, of, { price, size }) => {
      const charge = createFees(feesParameters.parse(rates)).chargeOf(of, price, size)
      const { exact, charged } = plainCharge(legOf(rates, of), price, size)
      expect(charge).toBe(Number(charged))
      const over = BigInt(charge) * 1_000_000_000n - exact
      expect(over >= 0n && over < 1_000_000_000n).toBe(true)
    }),
    { numRuns: runs(1000) },
  )
})

test("cash over all participants and the venue's own account is 0 after each trade and its fees", () => {
  const VENUE = 0
  const deal = fc.record({
    buyer: fc.integer({ min: 1, max: 4 }),
    seller: fc.integer({ min: 1, max: 4 }),
    isAuction: fc.boolean(),
    price: fc.integer({ min: 1, max: 5_000 }),
    size: fc.integer({ min: 1, max: 5_000 }),
  })
  fc.assert(
    fc.property(schedule, fc.array(deal, { maxLength: 20, size: 'max' }), (rates, deals) => {
      const fees = createFees(feesParameters.parse(rates))
      const accounts = createAccounts(1)
      for (const { buyer, seller, isAuction, price, size } of deals) {
        accounts.trade(0, buyer, seller, price, size)
        const roles = isAuction ? [Role.auction, Role.auction] : [Role.taker, Role.maker]
        accounts.pay(buyer, VENUE, fees.chargeOf(roles[0] as Role, price, size))
        accounts.pay(seller, VENUE, fees.chargeOf(roles[1] as Role, price, size))
        expect(accounts.totals()).toEqual({ cash: 0, positions: [0] })
      }
      const due = deals.reduce((sum, { isAuction, price, size }) => {
        const roles = isAuction ? [Role.auction, Role.auction] : [Role.taker, Role.maker]
        const sides = roles.map((of) => plainCharge(legOf(rates, of as Role), price, size).charged)
        return sides.reduce((total, side) => total + side, sum)
      }, 0n)
      expect(accounts.cashOf(VENUE) + 0).toBe(Number(due))
    }),
    { numRuns: runs(1000) },
  )
})

test('a rebate is a charge below 0, and an inverted venue rebates who takes', () => {
  const inverted = createFees(
    feesParameters.parse({ maker: { perLot: 0.003 }, taker: { perLot: -0.002 } }),
  )
  expect(inverted.chargeOf(Role.maker, 100, 1_000)).toBe(3)
  expect(inverted.chargeOf(Role.taker, 100, 1_000)).toBe(-2)
  expect(inverted.chargeOf(Role.maker, 100, 1)).toBe(1)
  expect(inverted.chargeOf(Role.taker, 100, 499)).toBe(0)
  expect(inverted.chargeOf(Role.auction, 100, 1_000)).toBe(0)
})

test('a rate with more decimals than are counted is refused, by field', () => {
  const read = feesParameters.safeParse({
    maker: { perLot: 0.0000001, basisPoints: 0.001 },
    taker: { perTrade: 0.5 },
  })
  const issues = (read.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message])
  expect(issues.map(([path]) => path)).toEqual([
    ...['maker.perLot', 'maker.basisPoints', 'taker.perTrade'],
  ])
  expect(issues[0]?.[1]).toBe('must have at most 6 decimals')
})
