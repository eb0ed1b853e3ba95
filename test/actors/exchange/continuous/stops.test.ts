import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStops, dueBy, type Stop } from '../../../../actors/exchange/continuous/stops.ts'
import { Phase, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { runs } from '../../../runs.ts'
import { told } from './told.ts'

test('a cascade: each stop sells into what is left, and so sets off the next', () => {
  const { buy, sell, queue } = told()
  for (const [order, price] of [
    ['1.1', 100],
    ['1.2', 99],
    ['1.3', 97],
    ['1.4', 94],
  ] as const) {
    buy(order, price, 5)
  }
  // Accepted in this order, set off in another: the first two by the same trade.
  expect(sell('2.1', 0, 5, { stop: 99 })).toEqual(['2.1 accepted 5@0'])
  sell('3.1', 96, 6, { stop: 97 })
  sell('4.1', 0, 5, { stop: 99 })
  buy('5.1', 0, 2, { stop: 98 })
  expect(queue(Side.sell)).toEqual([])

  expect(sell('6.1', 98, 6)).toEqual([
    '6.1 accepted 6@98',
    '1.1 buys 5@100 of 6.1',
    '1.2 buys 1@99 of 6.1',
    // The trade at 99 reached both stops at 99, and the one to buy at 98: in order of acceptance.
    '2.1 triggered 5@0',
    '1.2 buys 4@99 of 2.1',
    '1.3 buys 1@97 of 2.1',
    // 97 has set off 3.1, which waits behind those that were set off before it.
    '4.1 triggered 5@0',
    '1.3 buys 4@97 of 4.1',
    '1.4 buys 1@94 of 4.1',
    '5.1 triggered 2@0',
    '5.1 expired 2@0 noLiquidity',
    '3.1 triggered 6@96',
  ])
  expect(queue(Side.sell)).toEqual(['3.1 6@96'])
  expect(queue(Side.buy)).toEqual(['1.4 4@94'])
})

test('a stop hears the trades after its acceptance, and not the price before', () => {
  const { buy, sell } = told()
  sell('1.1', 100, 5)
  expect(buy('2.1', 100, 1)).toContain('2.1 buys 1@100 of 1.1')
  expect(buy('3.1', 0, 1, { stop: 99 })).toEqual(['3.1 accepted 1@0'])
  expect(buy('2.2', 100, 1)).toEqual([
    '2.2 accepted 1@100',
    '2.2 buys 1@100 of 1.1',
    '3.1 triggered 1@0',
    '3.1 buys 1@100 of 1.1',
  ])
})

test('a stop keeps its number, and its place is that of the moment in which it acts', () => {
  const { buy, sell, queue } = told()
  buy('1.1', 99, 3, { stop: 101 })
  sell('2.1', 101, 1)
  buy('3.1', 99, 3)
  buy('4.1', 101, 1)
  expect(queue(Side.buy)).toEqual(['3.1 3@99', '1.1 3@99'])
})

test('a stop that waits can be cancelled in part, replaced and cancelled, and cannot be doubled', () => {
  const { buy, cancel, replace } = told()
  buy('1.1', 99, 5, { stop: 101, minimum: 4 })
  expect(buy('1.1', 98, 1)).toEqual(['duplicateOrderId'])
  expect(buy('1.1', 98, 1, { stop: 105 })).toEqual(['duplicateOrderId'])
  expect(cancel('1.1', 3)).toEqual(['1.1 replaced 2@99'])
  expect(replace('1.1', 100, 7)).toEqual(['1.1 replaced 7@100'])
  expect(replace('1.1', 0, 7)).toEqual(['priceOutOfRange'])
  expect(cancel('1.1', 7)).toEqual(['1.1 cancelled 7@100 requested'])
  expect(cancel('1.1')).toEqual(['unknownOrder'])
  buy('1.2', 0, 5, { stop: 101 })
  expect(replace('1.2', 100, 5)).toEqual(['priceOutOfRange'])
  expect(replace('1.2', 0, 4)).toEqual(['1.2 replaced 4@0'])
})

test('a stop that is good till a time expires where it waits', () => {
  const { buy, wait, mechanism } = told()
  const timeInForce = TimeInForce.goodTillTime
  buy('1.1', 99, 5, { stop: 101, timeInForce, expires: 50 as never })
  buy('1.2', 99, 5, { stop: 102, timeInForce, expires: 40 as never })
  expect(mechanism.wake).toBe(40)
  expect(wait(39)).toEqual([])
  expect(wait(60)).toEqual(['1.2 expired 5@99 goodTillTime', '1.1 expired 5@99 goodTillTime'])
  expect(mechanism.wake).toBe(Infinity)
})

test('the price of an auction sets stops off, which act when trading begins', () => {
  const { buy, sell, enter } = told()
  expect(enter(Phase.volatilityAuction)).toEqual([])
  buy('1.1', 0, 1, { stop: 100 })
  expect(buy('2.1', 101, 3)).toEqual(['2.1 accepted 3@101'])
  expect(sell('3.1', 100, 5)).toEqual(['3.1 accepted 5@100', 'would be 3@100'])
  expect(enter(Phase.halted)).toEqual([])
  expect(enter(Phase.continuous)).toEqual([
    'would be 0@0',
    '2.1 crossed 0@101',
    '3.1 crossed 2@100',
    '3@100 change hands',
    '1.1 triggered 1@0',
    '1.1 buys 1@100 of 3.1',
  ])
})

test('a stop is no peg, slides behind nothing and waits for no auction', () => {
  const { buy } = told()
  expect(buy('1.1', 99, 5, { stop: 101, peg: 1 })).toEqual(['unsupported'])
  expect(buy('1.1', 99, 5, { stop: 101, postOnly: 2 })).toEqual(['unsupported'])
  expect(buy('1.1', 99, 5, { stop: 101, timeInForce: TimeInForce.auction })).toEqual([
    'unsupported',
  ])
  expect(buy('1.1', 99, 5, { stop: 2 ** 30 })).toEqual(['priceOutOfRange'])
})

/** A stop of participant 1 under this number, which is its id too. */
const stopOf = (venueOrder: number, side: Side, stop: number, expires: number): Stop => {
  const terms = { orderId: venueOrder, side, stop, expires }
  return { participant: 1, venueOrder, terms } as unknown as Stop
}

test('stops that wait: a list and a filter agree on who is set off, due and there', () => {
  const wait = fc.record({
    side: fc.constantFrom(Side.buy, Side.sell),
    stop: fc.integer({ min: 95, max: 105 }),
    expires: fc.constantFrom(0, 0, 3, 7, 11),
  })
  const range = fc.tuple(fc.integer({ min: 94, max: 106 }), fc.nat(4))
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ add: wait }) },
    { weight: 2, arbitrary: fc.record({ remove: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ trades: range }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.nat(12), (steps, now) => {
      const stops = createStops()
      let plain: Stop[] = []
      let number = 0
      for (const each of steps) {
        if ('add' in each) {
          const { side, stop, expires } = each.add
          const next = stopOf(++number, side, stop, expires)
          stops.add(next)
          plain.push(next)
        } else if ('remove' in each) {
          const gone = plain[each.remove]
          if (gone === undefined) continue
          stops.remove(gone)
          plain = plain.filter((other) => other !== gone)
        } else {
          const [low, width] = each.trades
          const isReached = ({ terms: { side, stop } }: Stop): boolean =>
            side === Side.buy ? stop <= low + width : stop >= low
          expect(stops.setOff(low, low + width)).toEqual(plain.filter(isReached))
          plain = plain.filter((other) => !isReached(other))
        }
        expect(stops.all()).toEqual(plain)
        expect(stops.ownedBy(1 as never)).toEqual(plain)
        const times = plain.map(({ terms }) => terms.expires || Infinity)
        expect(stops.nextExpiry()).toBe(Math.min(Infinity, ...times))
        const due = plain.filter(({ terms }) => terms.expires !== 0 && terms.expires <= now)
        expect(dueBy(stops, now)).toEqual(due.sort((a, b) => a.terms.expires - b.terms.expires))
      }
    }),
    { numRuns: runs(1_000) },
  )
})
