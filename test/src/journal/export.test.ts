import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { Kind, Phase, Role, Side } from '../../../protocols/kind.ts'
import { exportRun } from '../../../src/journal/export.ts'
import { writeManifest } from '../../../src/journal/manifest.ts'
import { queryRun } from '../../../src/journal/query.ts'
import { forEachRecord } from '../../../src/journal/read-tape.ts'
import { rebuildBook } from '../../../src/journal/rebuild-book.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import {
  type Act,
  act,
  createHandMadeMarket,
  type HandMadeMarket,
  VENUE,
} from './hand-made-market.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-export-'))
afterAll(() => rmSync(base, { recursive: true }))
let folder: string
let out: string
beforeEach(() => {
  folder = mkdtempSync(join(base, 'run-'))
  out = join(folder, 'out')
})

function play(acts: readonly Act[]): HandMadeMarket {
  const market = createHandMadeMarket()
  for (const next of acts) market.do(next)
  writeFileSync(runFolderAt(folder).tape, market.tape.bytes())
  writeManifest(folder, market.manifest)
  return market
}

async function exported(levels: number): Promise<{ messages: string[][]; books: number[][] }> {
  const paths = await exportRun(folder, 'lobster', out, { levels })
  expect(paths.map((path) => path.slice(out.length + 1))).toEqual([
    `ABM_message_${levels}.csv`,
    `ABM_orderbook_${levels}.csv`,
  ])
  const [messages = [], books = []] = paths.map((path) => {
    const lines = readFileSync(path, 'utf8').split('\n')
    expect(lines.pop()).toBe('')
    return lines.map((line) => line.split(','))
  })
  return { messages, books: books.map((row) => row.map(Number)) }
}

function said({ tape }: HandMadeMarket, kind: Kind): number {
  let count = 0
  forEachRecord(tape, (message) => {
    if (message.kind === kind) count++
  })
  return count
}

/** The best levels of a side as LOBSTER writes them, from a plain map of price to size. */
function touch(side: Map<number, number>, direction: number, levels: number): number[][] {
  const prices = [...side.keys()].sort((a, b) => (b - a) * direction)
  return Array.from({ length: levels }, (_, rank) => {
    const price = prices[rank]
    return price === undefined ? [-9999999999 * direction, 0] : [price, side.get(price) as number]
  })
}

test("each row of LOBSTER's order book is the row before it with its message applied", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      async (acts, levels) => {
        const market = play(acts)
        const { messages, books } = await exported(levels)
        expect(books).toHaveLength(messages.length)
        const sides = new Map([1, -1].map((direction) => [direction, new Map<number, number>()]))
        const orders = new Map<number, { size: number; price: number; direction: number }>()
        messages.forEach(([, ...fields], row) => {
          const [type = 0, id = 0, size = 0, price = 0, direction = 0] = fields.map(Number)
          if (type !== 7) {
            const order = orders.get(id) ?? { size: 0, price, direction }
            const side = sides.get(direction) as Map<number, number>
            // What trades is at the touch, and what leaves was there.
            if (type === 4) expect(touch(side, direction, 1)[0]?.[0]).toBe(price)
            if (type !== 1) expect(order).toMatchObject({ price, direction })
            order.size += type === 1 ? size : -size
            expect(order.size).toBeGreaterThanOrEqual(0)
            if (type === 3) expect(order.size).toBe(0)
            if (order.size === 0) orders.delete(id)
            else orders.set(id, order)
            const left = (side.get(price) ?? 0) + (type === 1 ? size : -size)
            if (left === 0) side.delete(price)
            else side.set(price, left)
          }
          const [asks, bids] = [-1, 1].map((one) =>
            touch(sides.get(one) as Map<number, number>, one, levels),
          )
          const expected = (asks ?? []).flatMap((level, rank) => [
            ...level,
            ...(bids?.[rank] ?? []),
          ])
          expect(books[row]).toEqual(expected)
        })
        // Each of these reports is one row: what was cancelled at once also rested first.
        const gone = messages.filter(([, type]) => type === '2' || type === '3')
        expect(gone).toHaveLength(said(market, Kind.cancelled) + said(market, Kind.replaced))
        const resting = market.resting.map(({ venueOrder, open, price, side }) => [
          venueOrder,
          { size: open, price: price * 100, direction: side === Side.buy ? 1 : -1 },
        ])
        expect(orders).toEqual(new Map(resting as never))
      },
    ),
    { numRuns: 60 },
  )
})

test("the rebuilt book's touch is what the venue quotes", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const market = createHandMadeMarket()
      for (const next of acts) market.do(next)
      const touches: { at: number; touch: number[] }[] = []
      rebuildBook(market.tape, VENUE, 0, ({ at }, book) => {
        const [bid, ask] = [book.level(Side.buy, 0), book.level(Side.sell, 0)]
        const touch = [bid?.price ?? 0, bid?.size ?? 0, ask?.price ?? 0, ask?.size ?? 0]
        touches.push({ at, touch })
      })
      forEachRecord(market.tape, (message) => {
        if (message.kind !== Kind.quote) return
        const { touch = [0, 0, 0, 0] } = touches.findLast(({ at }) => at <= message.sent) ?? {}
        expect([message.bid, message.bidSize, message.ask, message.askSize]).toEqual(touch)
      })
    }),
    { numRuns: 60 },
  )
})

test('every print is an execution against the resting side, at its price and time', async () => {
  const market = play(fc.sample(act, { numRuns: 400, seed: 11 }))
  const { messages } = await exported(1)
  const prints: string[][] = []
  forEachRecord(market.tape, (message) => {
    if (message.kind !== Kind.trade) return
    const { sent, size, price, side, venueOrder } = message
    const time = `34200.${String(sent).padStart(9, '0')}`
    const resting = side === Side.buy ? '-1' : '1'
    prints.push([time, '4', String(venueOrder), String(size), String(price * 100), resting])
  })
  expect(prints.length).toBeGreaterThan(30)
  expect(messages.filter(([, type]) => type === '4')).toEqual(prints)
})

test('an order that trades on its way in is submitted with what rests of it', async () => {
  play([
    { act: 'limit', trader: 0, side: Side.sell, price: 100, size: 3 },
    { act: 'limit', trader: 1, side: Side.buy, price: 101, size: 5 },
    { act: 'market', trader: 2, side: Side.sell, size: 4 },
    { act: 'halt' },
    { act: 'resume' },
  ])
  const { messages, books } = await exported(1)
  expect(messages).toEqual([
    ['34200.000002100', '1', '1', '3', '10000', '-1'],
    ['34200.000003100', '4', '1', '3', '10000', '-1'],
    ['34200.000003100', '1', '2', '2', '10100', '1'],
    ['34200.000004100', '4', '2', '2', '10100', '1'],
    ['34200.000005100', '7', '0', '0', '-1', '-1'],
    ['34200.000006100', '7', '0', '0', '1', '-1'],
  ])
  expect(books).toEqual([
    [10_000, 3, -9999999999, 0],
    [9999999999, 0, -9999999999, 0],
    [9999999999, 0, 10_100, 2],
    ...Array(3).fill([9999999999, 0, -9999999999, 0]),
  ])
})

test('what nobody saw is written as what traded, and an auction as its volume at its price', async () => {
  const market = play([{ act: 'limit', trader: 0, side: Side.sell, price: 100, size: 3 }])
  const say = (body: object): void =>
    market.say({ instrument: 0, orderId: 9, ...body }, { sender: VENUE, recipient: 1, sent: 5_000 })
  const buy = { venueOrder: 7, side: Side.buy, price: 99 }
  const fill = { kind: Kind.partialFill, ...buy, role: Role.maker, number: 1 }
  say({ kind: Kind.accepted, ...buy, size: 8, hidden: 1 })
  say({ ...fill, size: 2, open: 6 })
  const sell = { venueOrder: 1, side: Side.sell, price: 98, orderId: 1 }
  say({ kind: Kind.fill, ...sell, role: Role.auction, number: 2, size: 3, open: 0 })
  say({ ...fill, role: Role.auction, price: 98, size: 3, open: 3 })
  for (const phase of [Phase.openingAuction, Phase.closingAuction, Phase.volatilityAuction]) {
    say({ kind: Kind.cross, number: phase, price: 98, size: 3, phase })
  }
  writeFileSync(runFolderAt(folder).tape, market.tape.bytes())
  const { messages, books } = await exported(1)
  const at = '34200.000005000'
  expect(messages).toEqual([
    ['34200.000002100', '1', '1', '3', '10000', '-1'],
    [at, '5', '0', '2', '9900', '1'],
    [at, '4', '1', '3', '10000', '-1'],
    [at, '6', '-1', '3', '9800', '-1'],
    [at, '6', '-2', '3', '9800', '-1'],
    [at, '6', '-3', '3', '9800', '-1'],
  ])
  const [offered, empty] = [
    [10_000, 3, -9999999999, 0],
    [9999999999, 0, -9999999999, 0],
  ]
  expect(books).toEqual([offered, offered, empty, empty, empty, empty])
})

test('reports that contradict each other stop the rebuilding of the book', () => {
  const market = createHandMadeMarket()
  const named = {
    kind: Kind.cancelled,
    orderId: 1,
    instrument: 0,
    venueOrder: 5,
    side: 1,
    price: 9,
  }
  market.say({ ...named, size: 2, reason: 32 }, { sender: VENUE, recipient: 0, sent: 77 })
  const rebuild = (): number => rebuildBook(market.tape, VENUE, 0, () => {})
  expect(rebuild).toThrow(/at 77 ns the venue's order 5 does not rest/)
})

test('tables are exported as they are asked: the same rows as CSV and as Parquet', async () => {
  play(fc.sample(act, { numRuns: 60, seed: 5 }))
  const names = [
    ...[
      'agents',
      'auctions',
      'events',
      'negotiations',
      'news',
      'orders',
      'quotes',
      'reports',
      'trades',
    ],
  ]
  await exportRun(folder, 'csv', out)
  expect(readdirSync(out).sort()).toEqual(names.map((name) => `${name}.csv`))
  const lines = readFileSync(join(out, 'orders.csv'), 'utf8').trimEnd().split('\n')
  const { columns, rows } = await queryRun(folder, 'SELECT * FROM orders')
  expect(lines[0]).toBe(columns.join(','))
  expect(lines.slice(1)).toEqual(rows.map((row) => row.map((value) => value ?? '').join(',')))

  const copies = join(folder, 'copies')
  await exportRun(folder, 'parquet', copies)
  expect(readdirSync(copies).sort()).toEqual(names.map((name) => `${name}.parquet`))
  const original = readFileSync(runFolderAt(folder).table('orders'))
  expect(Buffer.compare(readFileSync(join(copies, 'orders.parquet')), original)).toBe(0)
})

test('an export of what the run does not have is refused with what it has', async () => {
  play([])
  const lobster = (options: object): Promise<string[]> => exportRun(folder, 'lobster', out, options)
  await expect(lobster({ venue: 'nyse' })).rejects.toThrow(/no venue nyse: the run has venue/)
  await expect(lobster({ instrument: 3 })).rejects.toThrow(/no instrument 3: the run has ABM/)
  await expect(lobster({ levels: 0 })).rejects.toThrow(/levels is 0: must be a whole number/)
  expect(await lobster({ venue: VENUE, instrument: 'ABM', levels: 2 })).toHaveLength(2)
})
