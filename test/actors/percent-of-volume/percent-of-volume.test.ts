import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentOfVolumeParameters } from '../../../actors/percent-of-volume/parameters.ts'
import { createPercentOfVolume } from '../../../actors/percent-of-volume/percent-of-volume.ts'
import { Kind, OrderType, Reason, Role, Side, TimeInForce } from '../../../protocols/kind.ts'
import { HOUR, lots, MINUTE, orderId } from '../../../protocols/units.ts'
import { createFakeLife, type FakeLife, MARKET } from '../fake-context.ts'

const begin = (given: Record<string, unknown> = {}, options = {}) =>
  createFakeLife(createPercentOfVolume(percentOfVolumeParameters.parse(given), MARKET), options)
const trade = (life: FakeLife, size: number) =>
  life.hear({ kind: Kind.trade, side: Side.buy, size: lots(size) })
const FROM = HOUR
const TO = 6.5 * HOUR

test('each minute from its beginning it buys a tenth of what traded in the minute before', () => {
  const life = begin()
  life.enter('trading')
  life.run(FROM - 90_000_000_000)
  trade(life, 5_000)
  life.run(FROM - 30_000_000_000)
  trade(life, 300)
  life.run(FROM)
  life.run(FROM + MINUTE - 1)
  trade(life, 1_204)
  life.run(FROM + 3 * MINUTE)
  expect(life.said.map(({ at }) => at)).toEqual([FROM, FROM + MINUTE])
  expect(life.orders().map(({ size }) => size)).toEqual([30, 120])
  for (const order of life.orders()) {
    expect(order.orderType).toBe(OrderType.market)
    expect(order.timeInForce).toBe(TimeInForce.immediateOrCancel)
    expect([order.side, order.price]).toEqual([Side.buy, 0])
  }
})

test('it sells where it was told to, and ends when it was told to', () => {
  const life = begin({ side: 'sell', share: 1 })
  life.enter('trading')
  for (let minute = 58; minute < 400; minute++) {
    life.run(minute * MINUTE)
    trade(life, 10)
  }
  const times = life.said.map(({ at }) => at)
  expect([times[0], times.at(-1), times.length]).toEqual([FROM, TO - MINUTE, 330])
  expect(life.orders().every(({ side }) => side === Side.sell)).toBe(true)
})

/** What becomes of each order: how much of it fills, and how the rest ends. */
const fate = fc.record({
  volume: fc.nat(300),
  filled: fc.double({ min: 0, max: 1, noNaN: true }),
  end: fc.constantFrom('expired', 'rejected', 'cancelled', 'pending'),
})

test('it never has more than the parent order done or on its way, and gets it done where it can', () => {
  fc.assert(
    fc.property(
      fc.array(fate, { maxLength: 40 }),
      fc.integer({ min: 1, max: 200 }),
      (fates, quantity) => {
        const life = begin({ quantity, share: 0.5 })
        life.enter('trading')
        life.run(FROM - 1)
        let done = 0
        let pending = 0
        fates.forEach(({ volume, filled, end }, minute) => {
          trade(life, volume)
          const before = life.orders().length
          life.run(FROM + minute * MINUTE)
          const order = life.orders()[before]
          const wanted = Math.min(Math.round(volume * 0.5), quantity - done - pending)
          expect(order?.size ?? 0).toBe(wanted)
          life.run(FROM + minute * MINUTE + 1)
          if (order === undefined) return
          const size = end === 'rejected' ? 0 : Math.floor(order.size * filled)
          const open = lots(order.size - size)
          const common = { orderId: order.orderId, side: order.side, price: order.price }
          if (size > 0) {
            const execution = { ...common, size: lots(size), open, role: Role.taker, number: 1 }
            life.hear({ kind: open === 0 ? Kind.fill : Kind.partialFill, ...execution })
          }
          done += size
          if (open === 0) return
          if (end === 'pending') pending += open
          else life.hear({ kind: Kind[end], ...common, size: open, reason: Reason.noLiquidity })
        })
        expect(done + pending).toBeLessThanOrEqual(quantity)
      },
    ),
  )
})

test('a report about an order that is not its own changes nothing', () => {
  const life = begin({ quantity: 10, share: 1 })
  life.enter('trading')
  life.run(FROM - 1)
  trade(life, 10)
  life.run(FROM)
  life.hear({ kind: Kind.expired, orderId: orderId(99), size: lots(10) })
  trade(life, 10)
  life.run(FROM + MINUTE)
  expect(life.orders().length).toBe(1)
})

test('while halted it sends nothing and does not catch up afterwards', () => {
  const life = begin()
  life.enter('trading')
  life.run(FROM - 1)
  life.enter('halted')
  trade(life, 10_000)
  life.run(FROM + MINUTE)
  life.enter('trading')
  life.run(FROM + 2 * MINUTE)
  expect(life.said).toEqual([])
  trade(life, 100)
  life.enter('closing')
  life.run(FROM + 5 * MINUTE)
  expect(life.said).toEqual([])
})

test('one that begins late counts a whole interval first', () => {
  const life = begin({}, { now: 2 * HOUR })
  expect(life.timers().map(({ at }) => at)).toEqual([2 * HOUR + MINUTE])
})

test('a restarted one stays out, for it has forgotten what it did', () => {
  const life = begin({}, { life: 1, now: 2 * HOUR })
  life.enter('trading')
  trade(life, 10_000)
  life.run(3 * HOUR)
  expect([life.said, life.subscribed, life.timers()]).toEqual([[], [], []])
})
