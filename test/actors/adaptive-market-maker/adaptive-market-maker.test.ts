import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAdaptiveMarketMaker } from '../../../actors/adaptive-market-maker/adaptive-market-maker.ts'
import { ladder } from '../../../actors/adaptive-market-maker/ladder.ts'
import { adaptiveMarketMakerParameters } from '../../../actors/adaptive-market-maker/parameters.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, lots } from '../../../protocols/units.ts'
import { createFakeLife, type FakeLife, MARKET } from '../fake-context.ts'

const WAKE = 1
const begin = (given: Record<string, unknown> = {}, seed = 1) =>
  createFakeLife(createAdaptiveMarketMaker(adaptiveMarketMakerParameters.parse(given), MARKET), {
    seed,
  })
const trade = (life: FakeLife, side: Side, size: number) =>
  life.hear({ kind: Kind.trade, side, size: lots(size) })
/** Fires the next wake-up, and the ladder that follows it. */
const wake = (life: FakeLife) => {
  life.run(Number.MAX_SAFE_INTEGER / 2, 1)
  const quoting = life.timers()[0]
  if (quoting !== undefined && quoting.tag !== WAKE) life.run(quoting.at)
}
const prices = (life: FakeLife, side: Side, from = 0) =>
  life
    .orders()
    .slice(from)
    .filter((order) => order.side === side)
    .map(({ price }) => price as number)

const shape = fc.record({
  levels: fc.integer({ min: 1, max: 12 }),
  spacing: fc.double({ min: 0, max: 6, noNaN: true }),
  skew: fc.integer({ min: 0, max: 6 }),
  backstop: fc.constantFrom(0, 50_000),
})
const window = fc.double({ min: 0, max: 60, noNaN: true })

test('without imbalance the ladder is symmetric about the mid, to the tick that rounding gives up', () => {
  fc.assert(
    fc.property(shape, window, fc.integer({ min: 2_000, max: 9_000 }), (given, width, mid) => {
      const rungs = ladder({ mid, imbalance: 0, window: width, size: 3 }, given)
      const bids = rungs.filter(({ side }) => side === Side.buy)
      const asks = rungs.filter(({ side }) => side === Side.sell)
      expect(bids.length).toBe(given.levels + (given.backstop > 0 ? 1 : 0))
      expect(asks.length).toBe(bids.length)
      bids.forEach((bid, level) => {
        const ask = asks[level]
        const below = mid - bid.price
        const above = (ask?.price ?? 0) - mid
        expect(above - below === 0 || above - below === 1).toBe(true)
        expect(ask?.size).toBe(bid.size)
      })
      const gap = Math.max(1, Math.round(given.spacing * width))
      for (let level = 1; level < bids.length; level++) {
        expect((bids[level - 1]?.price ?? 0) - (bids[level]?.price ?? 0)).toBe(gap)
      }
      expect(Math.min(...asks.map(({ price }) => price))).toBeGreaterThan(
        Math.max(...bids.map(({ price }) => price)),
      )
    }),
  )
})

test('a window of 14 ticks about 100,000: best quotes 7 away, levels 70 apart', () => {
  const life = begin()
  life.enter('trading')
  life.quote(99_999, 100_001)
  wake(life)
  // .75 × 2 + .25 × 50 = 14.
  const steps = Array.from({ length: 10 }, (_, level) => 70 * level)
  expect(prices(life, Side.buy)).toEqual(steps.map((step) => 99_993 - step))
  expect(prices(life, Side.sell)).toEqual(steps.map((step) => 100_007 + step))
  expect(life.orders().every(({ size }) => size === 1)).toBe(true)
})

test('the spread is a moving average: 50, 14, then 5 at a spread of 2', () => {
  const life = begin()
  life.enter('trading')
  life.quote(99_999, 100_001)
  wake(life)
  wake(life)
  // .75 × 2 + .25 × 14 = 5: floor and ceiling of 2.5 about the mid, 25 apart.
  expect(prices(life, Side.buy, 20).slice(0, 2)).toEqual([99_998, 99_973])
  expect(prices(life, Side.sell, 20).slice(0, 2)).toEqual([100_003, 100_028])
})

test('it cancels all at its wake-up and sends its orders 50 ns later', () => {
  const life = begin()
  life.enter('trading')
  life.quote(99_999, 100_001)
  wake(life)
  const [cancel, ...orders] = life.said
  expect(cancel?.message.kind).toBe(Kind.massCancel)
  expect(orders.length).toBe(20)
  expect(orders.every(({ at }) => at === (cancel?.at ?? 0) + 50)).toBe(true)
})

test.each([
  ['all bought', 400, 0, 4],
  ['three quarters bought', 300, 100, 2],
  ['balanced', 200, 200, 0],
  ['two fifths bought', 160, 240, -1],
  ['all sold', 0, 400, -4],
])(
  'with %s the ladder leans by %d and %d lots to %d ticks, and has .025 of the volume a level',
  (_, bought, sold, lean) => {
    const life = begin()
    life.enter('trading')
    trade(life, Side.buy, bought)
    trade(life, Side.sell, sold)
    life.quote(99_999, 100_001)
    wake(life)
    // The mid is cut to a whole tick towards 0, so −.8 leans by a whole tick down.
    expect(prices(life, Side.buy)[0]).toBe(99_993 + lean)
    expect(prices(life, Side.sell)[0]).toBe(100_007 + lean)
    expect(life.orders().every(({ size }) => size === 10)).toBe(true)
  },
)

test('volume counts once: the next wake-up begins from nothing', () => {
  const life = begin()
  life.enter('trading')
  trade(life, Side.buy, 240)
  trade(life, Side.sell, 160)
  life.quote(99_999, 100_001)
  wake(life)
  wake(life)
  expect(life.orders().map(({ size }) => size)).toEqual([
    ...Array<number>(20).fill(10),
    ...Array<number>(20).fill(1),
  ])
})

test('without skew the mid stays, and a backstop stands one level beyond the last', () => {
  const life = begin({ skew: 0, backstop: 50_000, levels: 2 })
  life.enter('trading')
  trade(life, Side.buy, 400)
  life.quote(99_999, 100_001)
  wake(life)
  expect(life.orders().map(({ side, price, size }) => [side, price, size])).toEqual([
    [Side.buy, 99_993, 10],
    [Side.buy, 99_923, 10],
    [Side.sell, 100_007, 10],
    [Side.sell, 100_077, 10],
    [Side.buy, 99_853, 50_000],
    [Side.sell, 100_147, 50_000],
  ])
})

test('when the book becomes one-sided the last ladder is sent again; when it recovers, nothing', () => {
  const life = begin()
  life.enter('trading')
  life.hear({ kind: Kind.imbalance, side: Side.buy, onset: 1 })
  expect(life.said).toEqual([])
  life.quote(99_999, 100_001)
  wake(life)
  const first = life.orders().map(({ side, price, size }) => [side, price, size])
  // The quote has moved since, but nobody looked.
  life.quote(99_000, 99_002)
  life.hear({ kind: Kind.imbalance, side: Side.buy, onset: 1 })
  const again = life.orders().slice(20)
  expect(again.map(({ side, price, size }) => [side, price, size])).toEqual(first)
  life.hear({ kind: Kind.imbalance, side: Side.buy, onset: 0 })
  expect(life.orders().length).toBe(40)
  expect(life.said.filter(({ message }) => message.kind === Kind.massCancel).length).toBe(1)
})

test('with a side empty it quotes about the last mid it saw', () => {
  const life = begin()
  life.enter('trading')
  life.quote(0, 100_001)
  wake(life)
  expect(life.orders()).toEqual([])
  life.quote(99_999, 100_001)
  wake(life)
  life.quote(99_999, 0)
  wake(life)
  expect(prices(life, Side.buy, 20)).toEqual(prices(life, Side.buy).slice(0, 10))
})

test('it hears trades and imbalances, counts while halted, and sends only while trading', () => {
  const life = begin()
  expect(life.subscribed).toEqual([Kind.trade, Kind.imbalance])
  life.quote(99_999, 100_001)
  trade(life, Side.buy, 100)
  life.run(HOUR)
  life.enter('halted')
  trade(life, Side.buy, 300)
  life.hear({ kind: Kind.imbalance, side: Side.buy, onset: 1 })
  life.run(2 * HOUR)
  expect([life.said, life.timers().length]).toEqual([[], 1])
  life.enter('trading')
  wake(life)
  expect(life.orders()[0]?.size).toBe(10)
  life.enter('closing')
  const before = life.said.length
  life.hear({ kind: Kind.imbalance, side: Side.buy, onset: 1 })
  life.run(4 * HOUR)
  expect([life.said.length, life.timers()]).toEqual([before, []])
})

test('whatever it sees, it sends no order of size 0 or of a price below 1, and one ladder a wake-up', () => {
  const step = fc.record({
    bid: fc.nat(40),
    spread: fc.nat(60),
    bought: fc.nat(100),
    sold: fc.nat(100),
    lead: fc.constantFrom('50 ns', '5 min'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), fc.nat(), (steps, seed) => {
      const life = begin({ cancelLead: steps[0]?.lead ?? '50 ns' }, seed)
      life.enter('trading')
      for (const { bid, spread, bought, sold } of steps) {
        trade(life, Side.buy, bought)
        trade(life, Side.sell, sold)
        life.quote(bid, bid + spread)
        life.run(Number.MAX_SAFE_INTEGER / 2, 1)
      }
      for (const { price, size } of life.orders()) {
        expect(price >= 1 && size >= 1).toBe(true)
      }
      expect(life.timers().filter(({ tag }) => tag !== WAKE).length).toBeLessThanOrEqual(1)
    }),
  )
})
