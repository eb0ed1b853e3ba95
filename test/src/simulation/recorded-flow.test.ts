import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor, Market } from '../../../actors/actor.ts'
import { FLOW_TALLY } from '../../../actors/historical-flow/historical-flow.ts'
import { createOrderDesk } from '../../../actors/order-desk.ts'
import { type OrderFlow, Step } from '../../../actors/order-flow.ts'
import { Kind, Side } from '../../../protocols/kind.ts'
import { HOUR, MINUTE, SECOND } from '../../../protocols/units.ts'
import { readLobsterFlow } from '../../../src/history/lobster-flow.ts'
import { openLobster } from '../../../src/history/lobster-source.ts'
import { readNumberRows } from '../../../src/history/number-rows.ts'
import { forEachRecord } from '../../../src/journal/read-tape.ts'
import { rebuildBook } from '../../../src/journal/rebuild-book.ts'
import { createMemoryTape, type MemoryTape } from '../../../src/journal/tape.ts'
import { loadScenario, parseScenario } from '../../../src/simulation/scenario/load.ts'
import { createSimulation, type OwnActor } from '../../../src/simulation/simulation.ts'
import { deed, type PlainDay, playDay, TICK, writeDay } from '../history/plain-lobster.ts'
import { realData } from '../history/real-data.ts'

const DELAY = 50_000

/** A day in the market of the shipped scenario, without its executor. */
function replay(day: PlainDay, levels: number, actors: readonly OwnActor[] = [], minutes = 10) {
  const file = writeDay(day, levels)
  const scenario = loadScenario('replay-lobster', {
    set: [
      `groups.history.parameters.file=${file}`,
      'groups.executor.count=0',
      `session.close=09:${30 + minutes}`,
    ],
  })
  const tape = createMemoryTape()
  const simulation = createSimulation(scenario, { tape, actors })
  simulation.runUntil(simulation.end)
  return { tape, hash: simulation.hash(), tally: tallyOf(tape), file }
}

function tallyOf(tape: MemoryTape): { dropped: number; displaced: number; unfound: number }[] {
  const tallies: { dropped: number; displaced: number; unfound: number }[] = []
  forEachRecord(tape, (message) => {
    if (message.kind !== Kind.custom || message.subject !== FLOW_TALLY) return
    tallies.push({ dropped: message.a, displaced: message.b, unfound: message.c })
  })
  return tallies
}

/** What traded, maker by maker, and the best levels as they were before the close, as LOBSTER rows. */
function bookOf(tape: MemoryTape, levels: number, close: number) {
  const trades: { price: number; size: number }[] = []
  const rows = new Map<number, string>()
  rebuildBook(tape, 0, 0, (event, book) => {
    if (event.at >= close) return
    if (event.type === 'execute') trades.push({ price: event.price, size: event.size })
    const cells: number[] = []
    for (let rank = 0; rank < levels; rank++) {
      for (const [side, none] of [
        [Side.sell, 9_999_999_999],
        [Side.buy, -9_999_999_999],
      ] as const) {
        const level = book.level(side, rank)
        cells.push(level === undefined ? none : level.price * TICK, level?.size ?? 0)
      }
    }
    rows.set(Math.floor(event.at / SECOND), cells.join(','))
  })
  return { trades, rows }
}

describe('nobody else in the market:', () => {
  test('its book is the recorded one, second by second, and the same lots trade', () => {
    let traded = 0
    const days = fc.record({
      deeds: fc.array(deed, { minLength: 1, maxLength: 60, size: 'max' }),
      unseen: fc.nat(20),
      levels: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(days, ({ deeds, unseen, levels }) => {
        const day = playDay(deeds, unseen, levels)
        const { tape, tally } = replay(day, levels, [], 20)
        const { trades, rows } = bookOf(tape, levels, 20 * MINUTE)
        const recorded = new Map(
          day.messages.map((message, at) => [
            Math.floor(Number(message.split(',')[0])),
            day.orderbook[at],
          ]),
        )
        let standing = ''
        for (const [second, row] of [...recorded].sort(([a], [b]) => a - b)) {
          standing = rows.get(second - 34_200) ?? standing
          if (standing !== '') expect(standing).toBe(row)
        }
        expect(trades).toEqual(day.executions)
        expect(tally).toEqual([{ dropped: 0, displaced: 0, unfound: 0 }])
        traded += trades.length
      }),
      { numRuns: 25 },
    )
    expect(traded).toBeGreaterThan(50)
  })
})

/** Sells of 5 and 4 at 10.10 and 10.20 and a bid of 3 at 9.90, of which the record tells later. */
const RECORDED: PlainDay = {
  messages: [
    '34200.000000001,5,0,1,1000,-1',
    '34210.0,4,7,5,1010,-1',
    '34220.0,2,9,1,1020,-1',
    '34230.0,3,9,3,1020,-1',
    '34240.0,3,5,3,990,1',
  ].map((row) => row.replace(/,(990|10\d0),/, ',$100,')),
  orderbook: [
    '101000,5,99000,3,102000,4,-9999999999,0',
    '102000,4,99000,3,9999999999,0,-9999999999,0',
    '102000,3,99000,3,9999999999,0,-9999999999,0',
    '9999999999,0,99000,3,9999999999,0,-9999999999,0',
    '9999999999,0,-9999999999,0,9999999999,0,-9999999999,0',
  ],
  executions: [{ price: 1_010, size: 5 }],
}

/** Somebody of ours who sends one order, five seconds after the open. */
const ours = (side: Side, price: number, size: number): OwnActor => ({
  key: 'ours/0',
  actor:
    (market): Actor =>
    (context) => {
      const desk = createOrderDesk(context, market)
      return {
        receive(message) {
          if (message.kind === Kind.start) context.after(5 * SECOND, 0)
          else if (message.kind === Kind.timer) desk.limit(side, price, size)
        },
      }
    },
})

/** Who traded with whom: the maker's and the taker's keys by dense id, ticks and lots. */
function tradesOf(tape: MemoryTape): string[] {
  const trades: string[] = []
  forEachRecord(tape, (message) => {
    if (message.kind !== Kind.fill && message.kind !== Kind.partialFill) return
    const who = message.recipient === 1 ? 'recorded' : 'ours'
    trades.push(
      `${who} ${message.role === 1 ? 'maker' : 'taker'} ${message.size} at ${message.price}`,
    )
  })
  return trades
}

describe('somebody of ours in the market:', () => {
  test('takes recorded orders, and what the record still asks of them is dropped', () => {
    const { tape, tally } = replay(RECORDED, 2, [ours(Side.buy, 1_020, 9)])
    expect(tradesOf(tape)).toEqual([
      'recorded maker 5 at 1010',
      'ours taker 5 at 1010',
      'recorded maker 4 at 1020',
      'ours taker 4 at 1020',
    ])
    // The recorded buyer of 5 finds nobody; the reduction and the deletion at 10.20 have no order.
    expect(tally).toEqual([{ dropped: 2, displaced: 0, unfound: 5 }])
  })

  test('stands before a recorded order, which then loses the lots that it did not sell', () => {
    const { tape, tally } = replay(RECORDED, 2, [ours(Side.sell, 1_005, 2)])
    expect(tradesOf(tape)).toEqual([
      'ours maker 2 at 1005',
      'recorded taker 2 at 1005',
      'recorded maker 3 at 1010',
      'recorded taker 3 at 1010',
    ])
    expect(tally).toEqual([{ dropped: 0, displaced: 2, unfound: 0 }])
    const { rows } = bookOf(tape, 1, 10 * MINUTE)
    expect(rows.get(10)).toBe('102000,4,99000,3')
  })

  test('takes a part, and the recorded order is reduced by what the record then still can', () => {
    const { tape, tally } = replay(RECORDED, 2, [ours(Side.buy, 1_010, 2)])
    expect(tradesOf(tape)).toEqual([
      'recorded maker 2 at 1010',
      'ours taker 2 at 1010',
      'recorded maker 3 at 1010',
      'recorded taker 3 at 1010',
    ])
    expect(tally).toEqual([{ dropped: 0, displaced: 0, unfound: 2 }])
  })

  test('and each such day is the same again, to the byte', () => {
    const [one, two, other] = [
      replay(RECORDED, 2, [ours(Side.buy, 1_020, 9)]),
      replay(RECORDED, 2, [ours(Side.buy, 1_020, 9)]),
      replay(RECORDED, 2, [ours(Side.buy, 1_020, 8)]),
    ]
    expect(one?.hash).toBe(two?.hash)
    expect(one?.hash).not.toBe(other?.hash)
  })
})

/** Somebody of ours who sends orders at their seconds, and cancels nothing. */
const busy = (orders: readonly { second: number; side: Side; price: number; size: number }[]) => ({
  key: 'ours/0',
  actor:
    (market: Market): Actor =>
    (context) => {
      const desk = createOrderDesk(context, market)
      return {
        receive(message) {
          if (message.kind === Kind.start) {
            orders.forEach(({ second }, nth) => {
              context.after(second * SECOND + 1, nth)
            })
          } else if (message.kind === Kind.timer) {
            const order = orders[message.tag]
            if (order !== undefined) desk.limit(order.side, order.price, order.size)
          }
        },
      }
    },
})

/** What the record leaves of each of its orders, by its number. */
function dueOf({ count, steps, numbers, sizes }: OrderFlow): Map<number, number> {
  const due = new Map<number, number>()
  const totals = new Map<number, number>()
  for (let step = 0; step < count; step++) {
    const number = numbers[step] ?? 0
    const size = sizes[step] ?? 0
    const left = due.get(number) ?? 0
    if (steps[step] === Step.submit) due.set(number, size)
    if (steps[step] === Step.cancel) due.set(number, 0)
    if (steps[step] === Step.taken) due.set(number, left - size)
    if (steps[step] === Step.reduce) due.set(number, left - ((totals.get(number) ?? 0) - size))
    if (steps[step] === Step.submit || steps[step] === Step.reduce) totals.set(number, size)
  }
  return due
}

/** What is left at the venue of each order of the participant, before the close. */
function leftOf(tape: MemoryTape, participant: number, close: number): Map<number, number> {
  const left = new Map<number, number>()
  forEachRecord(tape, (message) => {
    if (message.recipient !== participant || message.sent >= close) return
    const { kind } = message
    if (kind === Kind.accepted) left.set(message.orderId, message.size)
    else if (kind === Kind.partialFill || kind === Kind.fill || kind === Kind.replaced) {
      left.set(message.orderId, message.open)
    } else if (kind === Kind.cancelled || kind === Kind.expired) left.delete(message.orderId)
  })
  return left
}

test('whatever ours do, no recorded order has more left than its record leaves it', () => {
  const order = fc.record({
    second: fc.nat(80),
    side: fc.constantFrom(Side.buy, Side.sell),
    price: fc.integer({ min: 990, max: 1_010 }),
    size: fc.integer({ min: 1, max: 12 }),
  })
  const days = fc.record({
    deeds: fc.array(deed, { minLength: 20, maxLength: 80, size: 'max' }),
    unseen: fc.nat(20),
    ours: fc.array(order, { maxLength: 12 }),
  })
  let displaced = 0
  fc.assert(
    fc.property(days, ({ deeds, unseen, ours: orders }) => {
      const { tape, tally, file } = replay(playDay(deeds, unseen, 3), 3, [busy(orders)], 20)
      const span = { from: 9.5 * HOUR, span: 20 * MINUTE }
      const due = dueOf(readLobsterFlow({ file, tick: TICK, ...span }))
      for (const [number, left] of leftOf(tape, 1, 20 * MINUTE)) {
        expect(left, `order ${number}`).toBeLessThanOrEqual(due.get(number) ?? 0)
      }
      displaced += tally[0]?.displaced ?? 0
    }),
    { numRuns: 30 },
  )
  expect(displaced).toBeGreaterThan(10)
})

describe('what a scenario says of a record:', () => {
  const refusal = (set: string[]): string => {
    try {
      createSimulation(loadScenario('replay-lobster', { set }))
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }

  test('without a file, or without what it names, it is refused in one line', () => {
    expect(refusal([])).toBe(
      'a "historical-flow" group has no file: set its parameters.file to a LOBSTER zip or folder, as in --set groups.history.parameters.file=AMZN.zip',
    )
    expect(refusal(['groups.history.parameters.file=none.zip'])).toBe(
      'none.zip: there is no such file or folder; give a LOBSTER zip or folder',
    )
  })

  test('a time that the file does not have, and prices between two ticks, are refused', () => {
    const folder = writeDay(RECORDED, 2)
    const file = `groups.history.parameters.file=${folder}`
    expect(refusal([file, 'groups.history.parameters.from=16 h'])).toMatch(
      /_message_2\.csv: has no message from 57600 s to 81000 s after midnight: it goes from 34200.000000001 s to 34240 s; set parameters\.from$/,
    )
    expect(refusal([file, 'groups.history.parameters.tick=700'])).toMatch(
      /: price 99000 is no multiple of the tick, 700; set parameters\.tick/,
    )
  })

  test('a file is found from where the scenario stands, and from outside as it is written', () => {
    const scenario = (file: string): string => `
name: a
instruments: [{ symbol: A, fundamental: { type: constant } }]
venues: [{ name: v, feeds: [] }]
groups: [{ name: h, type: historical-flow, parameters: { file: "${file}" } }]
`
    const fileIn = (text: string, path: string, set: string[] = []): unknown =>
      parseScenario(text, path, { set }).groups[0]?.parameters
    const root = process.cwd()
    expect(fileIn(scenario('day.zip'), 'some/where/a.yaml')).toMatchObject({
      file: `${root}/some/where/day.zip`,
    })
    expect(
      fileIn(scenario('day.zip'), 'some/where/a.yaml', ['groups.h.parameters.file=other.zip']),
    ).toMatchObject({ file: 'other.zip' })
    expect(fileIn(scenario(''), 'some/where/a.yaml')).toMatchObject({ file: '' })
  })

  test('a part of a day begins with the book as it then was', () => {
    const scenario = loadScenario('replay-lobster', {
      set: [
        `groups.history.parameters.file=${writeDay(RECORDED, 2)}`,
        'groups.history.parameters.from=34215 s',
        'groups.executor.count=0',
      ],
      until: '10 s',
    })
    const tape = createMemoryTape()
    const simulation = createSimulation(scenario, { tape })
    simulation.runUntil(simulation.end)
    const { rows } = bookOf(tape, 1, MINUTE)
    expect([rows.get(0), rows.get(5)]).toEqual(['102000,4,99000,3', '102000,3,99000,3'])
  })
})

describe('real data:', () => {
  const AMZN = 'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip'

  test('ten minutes of AMZN leave its five levels as the file has them', ({ skip }) => {
    const file = realData(AMZN, skip)
    const set = [
      `groups.history.parameters.file=${file}`,
      'groups.executor.count=0',
      'session.close=09:45',
    ]
    const tape = createMemoryTape()
    const simulation = createSimulation(loadScenario('replay-lobster', { set }), { tape })
    simulation.runUntil(simulation.end)
    expect(tallyOf(tape)).toEqual([{ dropped: 0, displaced: 0, unfound: 0 }])
    const { rows } = bookOf(tape, 5, 10 * MINUTE + DELAY)
    const { messages, orderbook } = openLobster(file)
    const times = readNumberRows(messages)
    let last = 0
    while (times.next() && times.seconds('time') <= 34_200 * SECOND + 10 * MINUTE) {
      last = times.line
      for (let column = 1; column < 6; column++) times.whole('')
    }
    expect([...rows.values()].at(-1)).toBe(orderbook.bytes.toString().split(/\r?\n/)[last - 1])
    expect(last).toBeGreaterThan(1_000)
  })

  test('an executor trades among its orders, and the day is the same again', ({ skip }) => {
    const set = [`groups.history.parameters.file=${realData(AMZN, skip)}`, 'session.close=09:50']
    const run = () => {
      const tape = createMemoryTape()
      const simulation = createSimulation(loadScenario('replay-lobster', { set }), { tape })
      simulation.runUntil(simulation.end)
      return { hash: simulation.hash(), tape }
    }
    const { hash, tape } = run()
    let bought = 0
    forEachRecord(tape, (message) => {
      const isFill = message.kind === Kind.fill || message.kind === Kind.partialFill
      if (isFill && message.recipient === 2) bought += message.size
    })
    expect(bought).toBeGreaterThan(100)
    const [tally] = tallyOf(tape)
    expect(tally?.dropped).toBeGreaterThan(0)
    expect(run().hash).toBe(hash)
  })
})
