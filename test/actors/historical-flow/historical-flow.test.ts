import { expect, test } from 'vitest'
import { createHistoricalFlow } from '../../../actors/historical-flow/historical-flow.ts'
import { type OrderFlow, Step } from '../../../actors/order-flow.ts'
import { Kind, OrderType, Reason, Role, Side, TimeInForce } from '../../../protocols/kind.ts'
import { lots, orderId, SECOND, ticks } from '../../../protocols/units.ts'
import { createFakeLife, type FakeLife, MARKET } from '../fake-context.ts'

type Row = readonly [
  second: number,
  step: Step,
  number: number,
  side: 0 | Side,
  price: number,
  size: number,
]

function flowOf(...rows: readonly Row[]): OrderFlow {
  return {
    count: rows.length,
    orders: Math.max(0, ...rows.map(([, , number]) => number)),
    times: Float64Array.from(rows, ([second]) => second * SECOND),
    steps: Uint8Array.from(rows, ([, step]) => step),
    numbers: Uint32Array.from(rows, ([, , number]) => number),
    sides: Uint8Array.from(rows, ([, , , side]) => side),
    prices: Uint32Array.from(rows, ([, , , , price]) => price),
    sizes: Uint32Array.from(rows, ([, , , , , size]) => size),
  }
}

const { submit, reduce, cancel, aggress, taken } = Step
const OPEN = MARKET.open
const begin = (rows: readonly Row[], options = {}): FakeLife => {
  const life = createFakeLife(createHistoricalFlow(flowOf(...rows), MARKET), options)
  life.enter('trading')
  return life
}
const at = (second: number): number => OPEN + second * SECOND
const filled = (life: FakeLife, order: number, role: Role, size: number, open: number): void =>
  life.hear({
    kind: open === 0 ? Kind.fill : Kind.partialFill,
    orderId: orderId(order),
    role,
    price: ticks(101),
    size: lots(size),
    open: lots(open),
  })
const told = (life: FakeLife): unknown[] =>
  life.said.map(({ message }) => {
    if (message.kind === Kind.newOrder) return ['new', message.orderId, message.size]
    if (message.kind === Kind.cancelOrder) return ['cancel', message.orderId]
    if (message.kind === Kind.replaceOrder)
      return ['replace', message.orderId, message.price, message.size]
    return message.kind
  })

test('every request leaves at its time, as the record has it', () => {
  const life = begin([
    [0, submit, 1, Side.sell, 101, 5],
    [0, submit, 2, Side.buy, 99, 3],
    [2, reduce, 1, Side.sell, 101, 4],
    [3, aggress, 3, Side.buy, 101, 4],
    [3, taken, 1, 0, 0, 4],
    [7, cancel, 2, Side.buy, 0, 0],
  ])
  life.run(at(0))
  expect(life.orders()).toMatchObject([
    {
      orderId: 1,
      side: Side.sell,
      orderType: OrderType.limit,
      timeInForce: TimeInForce.day,
      price: 101,
      size: 5,
    },
    { orderId: 2, side: Side.buy, timeInForce: TimeInForce.day, price: 99, size: 3 },
  ])
  life.run(at(3))
  expect(told(life).slice(2)).toEqual([
    ['replace', 1, 101, 4],
    ['new', 3, 4],
  ])
  expect(life.orders()[2]).toMatchObject({
    side: Side.buy,
    timeInForce: TimeInForce.immediateOrCancel,
    price: 101,
  })
  life.run(at(7))
  expect(told(life).slice(4)).toEqual([['cancel', 2]])
  expect(life.said.map((said) => said.at)).toEqual([0, 0, 2, 3, 7].map(at))
  expect(life.subscribed).toEqual([])
})

const SWEEP: Row[] = [
  [0, submit, 1, Side.sell, 101, 9],
  [1, aggress, 2, Side.buy, 101, 4],
  [1, taken, 1, 0, 0, 4],
  [1, aggress, 3, Side.buy, 101, 5],
  [1, taken, 1, 0, 0, 5],
]

test('an order that a second aggressor is still to take of is left to it', () => {
  const life = begin(SWEEP)
  life.run(at(1))
  filled(life, 1, Role.maker, 4, 5)
  filled(life, 2, Role.taker, 4, 0)
  expect(told(life)).toHaveLength(3)
  filled(life, 1, Role.maker, 5, 0)
  filled(life, 3, Role.taker, 5, 0)
  expect(told(life)).toHaveLength(3)
})

test('an order loses what aggressors took of somebody else in its stead, and ends where all is lost', () => {
  const life = begin(SWEEP)
  life.run(at(1))
  filled(life, 2, Role.taker, 4, 0)
  expect(told(life).slice(3)).toEqual([['replace', 1, 101, 5]])
  filled(life, 1, Role.maker, 2, 3)
  filled(life, 3, Role.taker, 5, 0)
  expect(told(life).slice(4)).toEqual([['cancel', 1]])
})

test('an aggressor that found nobody has no share to take of the order it missed', () => {
  const life = begin([...SWEEP, [2, cancel, 1, Side.sell, 0, 0]])
  life.run(at(1))
  filled(life, 1, Role.maker, 9, 0)
  for (const order of [2, 3]) {
    life.hear({
      kind: Kind.expired,
      orderId: orderId(order),
      size: lots(4),
      reason: Reason.immediateOrCancel,
    })
  }
  life.run(at(2))
  expect(told(life)).toHaveLength(3)
})

test('an order that the venue refused, or that is gone, is asked for nothing more', () => {
  const life = begin([
    [0, submit, 1, Side.sell, 101, 9],
    [0, submit, 2, Side.sell, 101, 9],
    [2, reduce, 1, Side.sell, 101, 4],
    [2, cancel, 2, Side.sell, 0, 0],
    [3, cancel, 1, Side.sell, 0, 0],
  ])
  life.run(at(1))
  life.hear({ kind: Kind.rejected, orderId: orderId(1), reason: Reason.halted })
  filled(life, 2, Role.maker, 9, 0)
  life.run(at(9))
  expect(told(life)).toHaveLength(2)
})

test('nothing is sent at the close or after it, and a restarted one stays out', () => {
  const life = begin([
    [0, submit, 1, Side.sell, 101, 9],
    [1e6, submit, 2, Side.sell, 101, 9],
  ])
  life.run(MARKET.close - 1)
  expect(told(life)).toHaveLength(1)
  expect(life.timers().map((timer) => timer.at)).toEqual([MARKET.close])
  const again = begin([[0, submit, 1, Side.sell, 101, 9]], { life: 1 })
  again.run(MARKET.close)
  expect(again.said).toEqual([])
})

test('what is due when the market is already open leaves at once', () => {
  const life = begin([[0, submit, 1, Side.sell, 101, 9]], { now: OPEN })
  life.run(OPEN + 1)
  expect(life.said.map((said) => said.at)).toEqual([OPEN + 1])
})
