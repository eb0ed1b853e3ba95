import { expect, test } from 'vitest'
import { Peg, Phase, Side, TimeInForce } from '../../../../protocols/kind.ts'
import { PRICE_MAX } from '../../../../protocols/units.ts'
import { told } from './told.ts'

const { near, mid, far } = Peg

/** A market of 100 bid and 105 asked. */
function market() {
  const all = told()
  all.buy('1.1', 100, 5)
  all.sell('1.2', 105, 5)
  return all
}

test('pegs follow the near touch, the middle and the far touch, plus their offset', () => {
  const { buy, sell } = market()
  expect(buy('2.1', 0, 1, { peg: near })).toEqual(['2.1 accepted 1@100'])
  expect(buy('2.2', 0, 1, { peg: near, offset: -2 })).toEqual(['2.2 accepted 1@98'])
  // Half a tick goes down to buy and up to sell.
  expect(buy('2.3', 0, 1, { peg: mid })).toEqual(['2.3 accepted 1@102'])
  expect(sell('2.4', 0, 1, { peg: mid })).toEqual(['2.4 accepted 1@103'])
  // It never takes: a tick behind the best of the other side, which is a pegged order here.
  expect(buy('2.5', 0, 1, { peg: far })).toEqual(['2.5 accepted 1@102'])
  expect(sell('2.6', 0, 1, { peg: far, offset: 4 })).toEqual(['2.6 accepted 1@104'])
  expect(sell('2.7', 104, 1, { peg: far })).toEqual(['2.7 accepted 1@104'])
})

test('when what they follow moves they move, those that make way first, and each loses its place', () => {
  const { buy, sell, replace, queue } = market()
  buy('2.1', 0, 1, { peg: mid })
  buy('3.1', 102, 1, { peg: near, offset: 1 })
  sell('4.1', 0, 1, { peg: mid })
  expect(queue(Side.buy)).toEqual(['2.1 1@102', '3.1 1@101', '1.1 5@100'])
  expect(queue(Side.sell)).toEqual(['4.1 1@103', '1.2 5@105'])
  expect(replace('1.2', 109, 5)).toEqual([
    '1.2 replaced 5@109',
    // The seller at 103 goes away to 105, so that the buyer can come to 104.
    '4.1 repriced 1@105',
    '2.1 repriced 1@104',
  ])
  expect(buy('1.3', 102, 1)).toEqual([
    '1.3 accepted 1@102',
    '4.1 repriced 1@106',
    '2.1 repriced 1@105',
    '3.1 repriced 1@102',
  ])
  expect(queue(Side.buy)).toEqual(['2.1 1@105', '1.3 1@102', '3.1 1@102', '1.1 5@100'])
})

test('pegged and hidden orders are not followed, and do stand in the way', () => {
  const { buy, sell } = market()
  buy('2.1', 103, 1, { hidden: 1 })
  buy('3.1', 0, 1, { peg: near, offset: 2 })
  expect(buy('4.1', 0, 1, { peg: near })).toEqual(['4.1 accepted 1@100'])
  // The hidden bid of 103 keeps a seller from 103.
  expect(sell('5.1', 0, 1, { peg: far, offset: 1 })).toEqual(['5.1 accepted 1@104'])
})

// Found by the nightly run of the properties, at its 41,842nd day.
test('a limit that was given in an auction is followed when trading begins again', () => {
  const { sell, replace, enter } = market()
  expect(sell('2.1', 104, 1, { peg: mid })).toEqual(['2.1 accepted 1@104'])
  enter(Phase.openingAuction)
  expect(replace('2.1', 98, 1)).toEqual(['2.1 replaced 1@104'])
  expect(enter(Phase.continuous)).toEqual(['2.1 repriced 1@103'])
})

test('without anything to follow a peg is refused; where that goes away later it stays', () => {
  const { buy, sell, cancel, queue } = told()
  expect(buy('1.1', 0, 1, { peg: near })).toEqual(['noReference'])
  sell('2.1', 105, 5)
  expect(buy('1.1', 0, 1, { peg: mid })).toEqual(['noReference'])
  expect(buy('1.1', 0, 1, { peg: far, offset: -3 })).toEqual(['1.1 accepted 1@102'])
  expect(cancel('2.1')).toEqual(['2.1 cancelled 5@105 requested'])
  expect(queue(Side.buy)).toEqual(['1.1 1@102'])
  // Its lots are there to trade with, where it stands.
  expect(sell('3.1', 102, 1)).toEqual(['3.1 accepted 1@102', '1.1 buys 1@102 of 3.1'])
})

test('a peg with no price left on its side is refused', () => {
  const { buy, sell } = told()
  sell('1.1', 1, 5)
  expect(buy('2.1', 0, 1, { peg: far })).toEqual(['wouldTake'])
  const high = told()
  high.buy('1.1', PRICE_MAX, 5)
  expect(high.sell('2.1', 0, 1, { peg: far })).toEqual(['wouldTake'])
  // Its notional is in range up to 8,192, and there it would take.
  const large = told()
  large.buy('1.1', 9_000, 1)
  expect(large.sell('2.1', 0, 2 ** 30 - 1, { peg: far })).toEqual(['wouldTake'])
})

test('a replace gives a peg another limit and total, and keeps its place where only that is less', () => {
  const { buy, replace, queue } = market()
  buy('2.1', 0, 4, { peg: near })
  buy('3.1', 100, 2)
  expect(replace('2.1', 0, 3)).toEqual(['2.1 replaced 3@100'])
  expect(queue(Side.buy)).toEqual(['1.1 5@100', '2.1 3@100', '3.1 2@100'])
  expect(replace('2.1', 99, 3)).toEqual(['2.1 replaced 3@99'])
  expect(replace('2.1', 0, 3)).toEqual(['2.1 replaced 3@100'])
  expect(queue(Side.buy)).toEqual(['1.1 5@100', '3.1 2@100', '2.1 3@100'])
})

test('in an auction pegs stay where they are, new ones are refused, and they move when it is over', () => {
  const { buy, sell, enter } = market()
  buy('2.1', 0, 1, { peg: near })
  enter(Phase.volatilityAuction)
  expect(buy('2.2', 0, 1, { peg: near })).toEqual(['noReference'])
  expect(buy('3.1', 103, 1)).toEqual(['3.1 accepted 1@103'])
  expect(sell('4.1', 104, 1)).toEqual(['4.1 accepted 1@104'])
  expect(enter(Phase.continuous)).toEqual(['2.1 repriced 1@103'])
})

test('what a peg asks for beside is refused: to trade at once, and a market order', () => {
  const { buy } = market()
  const { immediateOrCancel, fillOrKill, auction } = TimeInForce
  for (const timeInForce of [immediateOrCancel, fillOrKill, auction]) {
    expect(buy('2.1', 0, 1, { peg: near, timeInForce })).toEqual(['unsupported'])
  }
  expect(buy('2.1', 0, 2, { peg: near, minimum: 1 })).toEqual(['unsupported'])
  expect(buy('2.1', 0, 1, { peg: 4 })).toEqual(['malformed'])
  expect(buy('2.1', 0, 1, { peg: near, offset: 0.5 })).toEqual(['malformed'])
  expect(buy('2.1', 0, 1, { peg: near, orderType: 2 })).toEqual(['malformed'])
})
