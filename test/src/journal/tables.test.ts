import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kind, Life, Side } from '../../../protocols/kind.ts'
import { TABLES } from '../../../src/analysis/tables.ts'
import { writeManifest } from '../../../src/journal/manifest.ts'
import { queryRun } from '../../../src/journal/query.ts'
import { forEachRecord } from '../../../src/journal/read-tape.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import { writeTables } from '../../../src/journal/write-tables.ts'
import { act, createHandMadeMarket, type HandMadeMarket } from './hand-made-market.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-tables-'))
afterAll(() => rmSync(base, { recursive: true }))

const { tape: tapeFile } = runFolderAt(base)
let market: HandMadeMarket
let counts: Map<number, number>

beforeAll(async () => {
  market = createHandMadeMarket()
  // Nobody rests at first: a market order that finds an empty book.
  market.do({ act: 'market', trader: 0, side: Side.buy, size: 3 })
  for (const next of fc.sample(act, { numRuns: 3_000, seed: 42 })) market.do(next)
  const venue = { sender: 4 }
  market.say(
    {
      kind: Kind.imbalance,
      instrument: 0,
      number: 1,
      side: 1,
      onset: 1,
      bidVolume: 9,
      askVolume: 1,
    },
    venue,
  )
  market.say(
    { kind: Kind.dropped, droppedKind: Kind.newOrder, droppedSender: 2, droppedSequence: 3 },
    venue,
  )
  market.say({ kind: Kind.failed, life: 0, text: "it's broken: ∆" }, { sender: 1 })
  market.say({ kind: Kind.lifecycle, state: Life.restarting, life: 1 }, { sender: 1 })
  writeFileSync(tapeFile, market.tape.bytes())
  writeManifest(base, market.manifest)
  await writeTables(base)
  counts = new Map()
  forEachRecord(market.tape, ({ kind }) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  })
})

const rows = async (sql: string): Promise<unknown[][]> => (await queryRun(base, sql)).rows
const said = (...kinds: number[]): number =>
  kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0)

test('every request, report, print and quote on the tape is one row, and nothing else is', async () => {
  const sizes = await rows(
    `SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM reports),
            (SELECT count(*) FROM trades), (SELECT count(*) FROM quotes)`,
  )
  const { newOrder, cancelOrder, replaceOrder, massCancel, trade, quote, ...rest } = Kind
  const reports = Object.values(rest).filter((kind) => kind >= 32 && kind <= 40)
  expect(sizes).toEqual([
    [
      said(newOrder, cancelOrder, replaceOrder, massCancel),
      said(...reports),
      said(trade),
      said(quote),
    ],
  ])
  expect(said(trade)).toBeGreaterThan(300)
})

test('what buyers and sellers are told they traded is twice what was printed', async () => {
  const [told, printed] = await Promise.all([
    rows(`SELECT sum(size), sum(size * price), count(*) FROM reports WHERE role IS NOT NULL`),
    rows('SELECT 2 * sum(size), 2 * sum(size * price), 2 * count(*) FROM trades'),
  ])
  expect(told).toEqual(printed)
})

test('a trade knows its two sides, its groups and who waited', async () => {
  const wrong = await rows(
    `SELECT t.number FROM trades t
     LEFT JOIN reports b ON b.number = t.number AND b.side = 'buy'
     LEFT JOIN reports s ON s.number = t.number AND s.side = 'sell'
     LEFT JOIN reports m ON m.number = t.number AND m.role = 'maker'
     WHERE (t.buyer, t.seller, t.maker, t.maker_order, t.buyer_group, t.seller_group, t.maker_group)
        IS DISTINCT FROM
        (b.actor, s.actor, m.actor, m.venue_order, b.actor_group, s.actor_group, m.actor_group)
     OR t.taker IS DISTINCT FROM CASE t.aggressor WHEN 'buy' THEN t.buyer ELSE t.seller END`,
  )
  expect(wrong).toEqual([])
})

test('every order has its four times and the outcome that its first report gave it', async () => {
  const outcomes = await rows(
    `SELECT request, list(DISTINCT outcome ORDER BY outcome), count(*) FILTER (matched <> arrived),
       count(*) FILTER (arrived - sent <> 100 OR reported - matched <> 150)
     FROM orders GROUP BY request ORDER BY request`,
  )
  expect(outcomes).toEqual([
    ['cancelOrder', ['cancelled', 'refused'], 0, 0],
    ['massCancel', ['massCancelled'], 0, 0],
    ['newOrder', ['accepted', 'rejected'], 0, 0],
    ['replaceOrder', ['cancelled', 'refused', 'replaced'], 0, 0],
  ])
  expect(
    await rows(`SELECT outcome, reason, order_type, time_in_force, price, size, actor_key
                FROM orders ORDER BY sent LIMIT 1`),
  ).toEqual([['accepted', null, 'market', 'immediateOrCancel', null, 3, 'maker/0']])
  expect(
    await rows(`SELECT kind, reason, size FROM reports WHERE actor = 0 ORDER BY sequence LIMIT 2`),
  ).toEqual([
    ['accepted', null, 3],
    ['expired', 'noLiquidity', 3],
  ])
})

test('rows keep the order of the tape', async () => {
  const orders = await queryRun(base, 'SELECT actor, sequence FROM orders')
  const asked: number[][] = []
  forEachRecord(market.tape, ({ kind, sender, sequence }) => {
    if (kind >= Kind.newOrder && kind <= Kind.massCancel) asked.push([sender, sequence])
  })
  expect(orders.rows).toEqual(asked)
  const numbers = (await rows('SELECT number FROM quotes')).flat()
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})

test("agents' books balance: no cash and no lot comes from nowhere", async () => {
  const [sums] = await rows(
    'SELECT sum(cash), sum(position), sum(profit), sum(volume), sum(fills), sum(orders) FROM agents',
  )
  const [volume] = await rows('SELECT 2 * sum(size), 2 * count(*) FROM trades')
  expect(sums).toEqual([60_000, 0, 0, ...(volume ?? []), said(Kind.newOrder)])
  const wrong = await rows(
    `SELECT actor_key FROM agents WHERE mark <> (SELECT price FROM trades ORDER BY number DESC LIMIT 1)
     OR profit <> cash + position * mark - if(actor_group = 'maker', 10000, 20000)
     OR cash <> if(actor_group = 'maker', 10000, 20000) + (SELECT coalesce(sum(
       if(side = 'buy', -price * size, price * size)), 0) FROM reports r
       WHERE r.actor = agents.actor AND role IS NOT NULL)`,
  )
  expect(wrong).toEqual([])
  expect(await rows('SELECT actor_key, actor_type, restarts FROM agents ORDER BY actor')).toEqual([
    ['maker/0', 'plain', 0],
    ['maker/1', 'plain', 1],
    ['taker/0', 'plain', 0],
    ['taker/1', 'plain', 0],
  ])
})

test('events tell in words what happened to actors and venues', async () => {
  const last = await rows(
    `SELECT actor_key, kind, detail FROM (SELECT *, row_number() OVER () AS n FROM events)
     ORDER BY n DESC LIMIT 4`,
  )
  expect(last.reverse()).toEqual([
    ['venue/0', 'imbalance', 'buy began, 9 bid against 1 asked'],
    ['venue/0', 'dropped', 'newOrder 3 of taker/0'],
    ['maker/1', 'failed', "it's broken: ∆"],
    ['maker/1', 'lifecycle', 'restarting, life 1'],
  ])
  expect(
    await rows("SELECT DISTINCT detail FROM events WHERE kind = 'session' ORDER BY 1"),
  ).toEqual([['continuous'], ['halted']])
})

test('an empty side of a quote has no price and no size', async () => {
  const [first] = await rows('SELECT bid, bid_size, ask, ask_size FROM quotes LIMIT 1')
  expect(first).toEqual([null, 0, null, 0])
})

test('the columns of the tables are those that others read, of the types that they expect', async () => {
  for (const [name, declared] of Object.entries(TABLES)) {
    const described = await rows(`DESCRIBE ${name}`)
    const columns = described.map(([column, type]) => `${column} ${type}`)
    expect([name, columns]).toEqual([name, declared.split(',').map((column) => column.trim())])
  }
})

test('the orders table begins with who asked for what, and what came of it when', async () => {
  const described = await rows('DESCRIBE orders')
  expect(described.slice(0, 20).map(([column, type]) => `${column} ${type}`)).toEqual([
    ...['actor INTEGER', 'actor_key VARCHAR', 'actor_group VARCHAR', 'venue INTEGER'],
    ...['instrument INTEGER', 'request VARCHAR', 'order_id BIGINT', 'side VARCHAR'],
    ...['order_type VARCHAR', 'time_in_force VARCHAR', 'price INTEGER', 'size INTEGER'],
    ...['sequence BIGINT', 'sent BIGINT', 'arrived BIGINT', 'matched BIGINT', 'reported BIGINT'],
    ...['outcome VARCHAR', 'reason VARCHAR', 'venue_order BIGINT'],
  ])
})

test('tables that cannot be written are told of, and none is left half written', async () => {
  const folder = mkdtempSync(join(base, 'broken-'))
  writeManifest(folder, market.manifest)
  await expect(writeTables(folder)).rejects.toThrow(/tape\.cells: the tape cannot be read/)
  const bytes = market.tape.bytes()
  bytes[64 * 100] = 77
  writeFileSync(join(folder, 'tape.cells'), bytes)
  await expect(writeTables(folder)).rejects.toThrow(
    /the tables could not be written: .*cell 100 is no message/,
  )
  expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'tape.cells'])
})

test('a run that is read cannot be changed', async () => {
  const { table } = runFolderAt(base)
  const before = readFileSync(table('quotes'))
  const over = `COPY orders TO '${table('quotes')}' (FORMAT parquet)`
  await expect(rows(over)).rejects.toThrow(/a run is only read: COPY is refused/)
  expect(Buffer.compare(readFileSync(table('quotes')), before)).toBe(0)
  const beside = `COPY orders TO '${join(base, 'copy.csv')}'`
  await expect(rows(beside)).rejects.toThrow(/Permission Error/)
  await expect(rows(`SELECT * FROM read_text('${tapeFile}')`)).rejects.toThrow(
    /disabled|Permission/,
  )
  await expect(rows('SELECT size FROM order')).rejects.toThrow(/Parser Error|syntax error/)
  await expect(rows('SELECT sise FROM orders')).rejects.toThrow(/sise.*not found/)
  expect(readdirSync(base).filter((name) => name.endsWith('.csv'))).toEqual([])
})

test('whole numbers come as numbers where they are exact, and as their digits where not', async () => {
  const { columns, rows: values } = await queryRun(
    base,
    `CREATE VIEW two AS SELECT 1 AS a; SELECT a, 9007199254740993 AS b, 0.5 AS c, [2, 3] AS d, NULL AS e,
     sum(size)::HUGEINT > 0 AS f FROM two, orders GROUP BY ALL`,
  )
  expect(columns).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(values).toEqual([[1, '9007199254740993', 0.5, [2, 3], null, true]])
})
