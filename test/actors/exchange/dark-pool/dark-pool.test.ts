import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDarkPool } from '../../../../actors/exchange/dark-pool/dark-pool.ts'
import {
  OrderType,
  Phase,
  Reason,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../../protocols/kind.ts'
import { NANOS_MAX, PRICE_MAX, SIZE_MAX } from '../../../../protocols/units.ts'
import { runs } from '../../../runs.ts'
import { demandEqual } from '../demand.ts'
import { PlainDarkPool } from './plain-dark-pool.ts'
import type { PlainOptions, PlainRequest, PoolEvent } from './plain-pool-order.ts'
import {
  livePool,
  type PoolStep,
  perform,
  performPlainly,
  poolDay,
  poolOptions,
} from './pool-steps.ts'

test('the pool and a plain list agree on every answer, report, time to wake and hash', () => {
  fc.assert(
    fc.property(poolOptions, poolDay, (options, day) => {
      const { pool, events } = livePool(options)
      const plain = new PlainDarkPool(options)
      let now = 0
      for (const step of day) {
        now += step.wait
        demandEqual(perform(pool, step, now), performPlainly(plain, step, now))
        demandEqual(events, plain.events)
        demandEqual([pool.wake, pool.hash()], [plain.wake, plain.hash])
        events.length = 0
        plain.events = []
      }
    }),
    { numRuns: runs(1_000) },
  )
})

test('a pool that is saved and restored goes on as if it had not been', () => {
  fc.assert(
    fc.property(poolOptions, poolDay, fc.nat(60), (options, day, at) => {
      const one = livePool(options)
      const other = livePool(options)
      // What the other was is gone.
      perform(other.pool, { wait: 0, do: 'refer', bid: 7, ask: 9 }, 0)
      perform(other.pool, submit(3, buy(1, 8, 5)), 0)
      let now = 0
      day.forEach((step, nth) => {
        now += step.wait
        perform(one.pool, step, now)
        if (nth === at) {
          const saved = JSON.stringify(one.pool.save())
          one.events.length = 0
          other.pool.restore(JSON.parse(saved))
          other.events.length = 0
          expect(JSON.stringify(other.pool.save())).toBe(saved)
        } else if (nth > at) perform(other.pool, step, now)
        if (nth < at) return
        demandEqual(other.events, one.events)
        demandEqual([other.pool.wake, other.pool.hash()], [one.pool.wake, one.pool.hash()])
      })
    }),
    { numRuns: runs(1_000) },
  )
})

test('how often a pool is told the time changes nothing', () => {
  fc.assert(
    fc.property(poolOptions, poolDay, (options, day) => {
      const told = livePool(options)
      const asked = livePool(options)
      let now = 0
      for (const step of day) {
        for (let time = now; time < now + step.wait; time++) told.pool.advance(time as never)
        now += step.wait
        perform(told.pool, step, now)
        perform(asked.pool, step, now)
        demandEqual(told.events, asked.events)
        demandEqual(told.pool.hash(), asked.pool.hash())
      }
    }),
    { numRuns: runs(1_000) },
  )
})

const buy = (orderId: number, price: number, size: number, more: object = {}): PlainRequest => ({
  ...{ orderId, side: Side.buy, price, size, timeInForce: TimeInForce.day },
  orderType: price === 0 ? OrderType.market : OrderType.limit,
  ...more,
})
const sell = (orderId: number, price: number, size: number, more: object = {}): PlainRequest =>
  buy(orderId, price, size, { side: Side.sell, ...more })

const submit = (participant: number, request: PlainRequest): PoolStep => ({
  ...{ wait: 0, do: 'submit', participant, request },
})
const refer = (bid: number, ask: number): PoolStep => ({ wait: 0, do: 'refer', bid, ask })

const CONTINUOUS: PlainOptions = {
  ...{
    minimum: 0,
    interval: 0,
    balance: 0,
    priority: 'time',
    tradesLocked: false,
    tradesCrossed: false,
  },
  selfTrade: SelfTrade.allow,
}

/** What the steps lead to, each at a time: fills as `[maker, taker, price, size]`, ends as reason. */
function tell(options: Partial<PlainOptions>, steps: readonly (readonly [number, PoolStep])[]) {
  const { pool, events } = livePool({ ...CONTINUOUS, ...options })
  const answers = steps.map(([now, step]) => perform(pool, step, now))
  const fills = events.flatMap((said) =>
    said.event === 'fill'
      ? [[said.maker.participant, said.taker.participant, said.price, said.size]]
      : [],
  )
  const ends = events.flatMap((said: PoolEvent) =>
    said.event === 'cancelled' || said.event === 'expired'
      ? [[said.order.participant, said.order.open, said.reason]]
      : [],
  )
  return { pool, answers, fills, ends }
}

describe('the price is', () => {
  test('the middle of the reference as the pool last heard it, however old that is', () => {
    const { fills } = tell({}, [
      [0, refer(100, 104)],
      [1, submit(1, buy(1, 110, 5))],
      [900, submit(2, sell(1, 90, 5))],
    ])
    expect(fills).toEqual([[1, 2, 102, 5]])
  })

  test('at half a tick rounded in favour of who has waited longer', () => {
    const [first, second] = [buy(1, 110, 5), sell(1, 90, 5)]
    const told = (steps: PoolStep[]) =>
      tell(
        {},
        [refer(100, 103), ...steps].map((s) => [0, s]),
      )
    expect(told([submit(1, first), submit(2, second)]).fills).toEqual([[1, 2, 101, 5]])
    expect(told([submit(2, second), submit(1, first)]).fills).toEqual([[2, 1, 102, 5]])
  })

  test('never outside a limit: at half a tick an order must allow both roundings', () => {
    const { fills } = tell({}, [
      [0, refer(100, 103)],
      [0, submit(1, buy(1, 101, 5))],
      [0, submit(2, sell(1, 90, 5))],
      [0, refer(100, 102)],
    ])
    expect(fills).toEqual([[1, 2, 101, 5]])
  })
})

test('nothing trades without a reference, and by default not at a locked or a crossed one', () => {
  const steps: (readonly [number, PoolStep])[] = [
    [0, submit(1, buy(1, 0, 5))],
    [0, submit(2, sell(1, 0, 5))],
    [0, refer(100, 0)],
    [0, refer(0, 100)],
    [0, refer(101, 101)],
    [0, refer(103, 101)],
  ]
  expect(tell({}, steps).fills).toEqual([])
  expect(tell({ tradesLocked: true }, steps).fills).toEqual([[1, 2, 101, 5]])
  expect(tell({ tradesCrossed: true }, steps).fills).toEqual([[1, 2, 102, 5]])
})

test('a market order waits for the day, and one that is immediate does not', () => {
  const { fills, ends } = tell({}, [
    [0, submit(1, buy(1, 0, 5))],
    [0, submit(2, sell(1, 0, 3, { timeInForce: TimeInForce.immediateOrCancel }))],
    [0, refer(100, 102)],
    [9, submit(2, sell(1, 0, 2))],
    [9, { wait: 0, do: 'enter', phase: Phase.closed }],
  ])
  expect(fills).toEqual([[1, 2, 101, 2]])
  expect(ends).toEqual([
    [2, 3, Reason.noLiquidity],
    [1, 3, Reason.sessionEnd],
  ])
})

describe('a minimum', () => {
  test('is that of each fill, and who is too small is passed over', () => {
    const { fills } = tell({}, [
      [0, refer(100, 102)],
      [0, submit(1, buy(1, 0, 3))],
      [0, submit(2, buy(1, 0, 8))],
      [0, submit(3, sell(1, 0, 10, { minimum: 5 }))],
    ])
    // What is left, 2, is less than the minimum: all of it may trade, and does.
    expect(fills).toEqual([
      [2, 3, 101, 8],
      [1, 3, 101, 2],
    ])
  })

  test('that was not reached is, once a partial cancel leaves less than it', () => {
    const { fills } = tell({}, [
      [0, refer(100, 102)],
      [0, submit(1, buy(1, 0, 3))],
      [0, submit(3, sell(1, 0, 10, { minimum: 5 }))],
      [0, { wait: 0, do: 'cancel', participant: 3, orderId: 1, less: 7 }],
    ])
    expect(fills).toEqual([[1, 3, 101, 3]])
  })

  test('may be the whole pool’s, and no order is below it', () => {
    const { answers, fills } = tell({ minimum: 5 }, [
      [0, refer(100, 102)],
      [0, submit(1, buy(1, 0, 4))],
      [0, submit(1, buy(1, 0, 8))],
      [0, submit(2, sell(1, 0, 5))],
      [0, submit(2, sell(1, 0, 5))],
    ])
    expect(answers).toEqual([0, Reason.sizeOutOfRange, 0, 0, 0])
    expect(fills).toEqual([[1, 2, 101, 5]])
  })
})

test('by size and time the largest trades first, and of equals who has waited longer', () => {
  const steps: (readonly [number, PoolStep])[] = [
    [0, refer(100, 102)],
    [0, submit(1, buy(1, 0, 3))],
    [0, submit(2, buy(1, 0, 8))],
    [0, submit(3, buy(1, 0, 8))],
    [0, submit(4, sell(1, 0, 17))],
  ]
  expect(tell({}, steps).fills.map(([maker]) => maker)).toEqual([1, 2, 3])
  expect(tell({ priority: 'size-time' }, steps).fills.map(([maker]) => maker)).toEqual([2, 3, 1])
})

describe('a pool that crosses from time to time', () => {
  test('does so at the multiples of its interval, with the reference it then has', () => {
    const { pool, fills } = tell({ interval: 1_000 }, [
      [10, refer(100, 102)],
      [10, submit(1, buy(1, 0, 5))],
      [20, submit(2, sell(1, 0, 3))],
      [30, refer(200, 202)],
      [1_000, refer(300, 302)],
    ])
    expect(fills).toEqual([[1, 2, 201, 3]])
    expect(pool.wake).toBe(2_000)
  })

  test('keeps what is immediate for the next crossing alone, and takes no fill or kill', () => {
    const { pool, answers, ends } = tell({ interval: 1_000 }, [
      [10, refer(100, 102)],
      [10, submit(1, buy(1, 110, 5, { timeInForce: TimeInForce.immediateOrCancel }))],
      [10, submit(1, buy(2, 110, 6, { timeInForce: TimeInForce.auction }))],
      [10, submit(1, buy(3, 110, 5, { timeInForce: TimeInForce.fillOrKill }))],
      [1_000, { wait: 0, do: 'advance' }],
    ])
    expect(answers).toEqual([0, 0, 0, Reason.unsupported, 0])
    expect(ends).toEqual([
      [1, 5, Reason.immediateOrCancel],
      [1, 6, Reason.auctionOver],
    ])
    expect(pool.wake).toBe(Infinity)
  })
})

describe('a pool that keeps its balance', () => {
  const steps: (readonly [number, PoolStep])[] = [
    [10, refer(100, 102)],
    [10, submit(1, buy(1, 0, 4))],
    [20, submit(2, buy(1, 0, 3, { timeInForce: TimeInForce.goodTillTime, expires: 1_500 }))],
    [30, submit(3, sell(1, 0, 3))],
  ]

  test('crosses nobody while one side has more than so many times the lots of the other', () => {
    const at = (balance: number) =>
      tell({ interval: 1_000, balance }, [...steps, [1_000, { wait: 0, do: 'advance' }]]).fills
    expect(at(2)).toEqual([])
    expect(at(3)).toEqual([[1, 3, 101, 3]])
    expect(at(0)).toEqual(at(3))
  })

  test('crosses at the first time that it is balanced, also where nobody has come', () => {
    const { fills } = tell({ interval: 1_000, balance: 2 }, [
      ...steps,
      [1_999, { wait: 0, do: 'advance' }],
      [5_000, { wait: 0, do: 'advance' }],
    ])
    expect(fills).toEqual([[1, 3, 101, 3]])
  })

  test('weighs those alone who allow the middle', () => {
    const far = submit(4, buy(1, 100, 90))
    const { fills } = tell({ interval: 1_000, balance: 3 }, [
      ...steps,
      [40, far],
      [1_000, { wait: 0, do: 'advance' }],
    ])
    expect(fills).toEqual([[1, 3, 101, 3]])
  })
})

test('a fill or kill order whose own order prevents it leaves that order alone', () => {
  const { ends } = tell({}, [
    [0, refer(100, 102)],
    [0, submit(1, buy(1, 0, 3))],
    [0, submit(2, buy(1, 0, 3))],
    [0, submit(1, sell(2, 0, 6, { timeInForce: TimeInForce.fillOrKill, selfTrade: 4 }))],
  ])
  expect(ends).toEqual([[1, 6, Reason.fillOrKill]])
})

test('two orders without a limit never trade for more than one order may stand for', () => {
  const { fills } = tell({}, [
    [0, refer(PRICE_MAX - 2, PRICE_MAX)],
    [0, submit(1, buy(1, 0, SIZE_MAX))],
    [0, submit(2, sell(1, 0, SIZE_MAX))],
    [0, { wait: 0, do: 'cancel', participant: 1, orderId: 1, less: SIZE_MAX - 8_192 }],
  ])
  expect(fills).toEqual([[1, 2, PRICE_MAX - 1, 8_192]])
})

test('what waits is hidden, and times go as far as they may', () => {
  const seen: number[] = []
  const ignore = () => {}
  const pool = createDarkPool(
    {},
    {
      ...{ fill: ignore, replaced: ignore, cancelled: ignore, expired: ignore, crossed: ignore },
      ...{ triggered: ignore, repriced: ignore, uncrossed: ignore, indicative: ignore },
      accepted: ({ hidden, shown, display, expires }) => seen.push(hidden, shown, display, expires),
    },
  )
  const request = buy(1, 100, 5, { timeInForce: TimeInForce.goodTillTime, expires: NANOS_MAX })
  perform(pool, submit(1, request), 5)
  expect(seen).toEqual([1, 0, 0, NANOS_MAX])
  expect(pool.wake).toBe(NANOS_MAX)
  expect(pool.book).toBeUndefined()
})

test('the same orders leave the same hash on every machine', () => {
  const { pool } = tell({ interval: 1_000 }, [
    [10, refer(100, 103)],
    [20, submit(1, buy(1, 101, 5, { minimum: 2 }))],
    [30, submit(2, sell(7, 99, 6, { timeInForce: TimeInForce.goodTillTime, expires: 2 ** 40 }))],
  ])
  expect(pool.hash()).toBe(2_010_977_619)
})
