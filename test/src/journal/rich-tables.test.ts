import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import {
  Kind,
  OrderType,
  Peg,
  Phase,
  PostOnly,
  Reason,
  Role,
  SelfTrade,
  Side,
  TimeInForce,
} from '../../../protocols/kind.ts'
import { writeManifest } from '../../../src/journal/manifest.ts'
import { queryRun } from '../../../src/journal/query.ts'
import { runFolderAt } from '../../../src/journal/run-folder.ts'
import type { MemoryTape } from '../../../src/journal/tape.ts'
import { createHandMadeMarket, manifestOf, VENUE } from './hand-made-market.ts'
import { createRichMarket, richAct } from './rich-market.ts'

const base = mkdtempSync(join(tmpdir(), 'outcry-rich-'))
afterAll(() => rmSync(base, { recursive: true }))

/** A run folder of this tape, to be asked. */
function asking(tape: MemoryTape, venue = VENUE): (sql: string) => Promise<unknown[][]> {
  const folder = mkdtempSync(join(base, 'run-'))
  writeFileSync(runFolderAt(folder).tape, tape.bytes())
  const manifest = manifestOf()
  const [only] = manifest.venues
  const cast = manifest.cast.map((group) => ({ ...group, cash: 0 }))
  writeManifest(folder, { ...manifest, cast, venues: only ? [{ ...only, actor: venue }] : [] })
  return async (sql) => (await queryRun(folder, sql)).rows
}

/** What trader 0 asks of the venue, a microsecond a line, and what it and the public are told. */
function script(...lines: readonly (readonly ['asks' | 'hears' | 'all', object])[]) {
  const market = createHandMadeMarket()
  lines.forEach(([how, body], nth) => {
    const sent = 1_000 * (nth + 1)
    const said = { instrument: 0, orderId: 1, venueOrder: 1, ...body }
    if (how === 'asks') market.say(said, { sender: 0, recipient: VENUE, sent, arrives: sent + 100 })
    else if (how === 'all') market.say(said, { sender: VENUE, sent })
    else market.say(said, { sender: VENUE, recipient: 0, sent, arrives: sent + 150 })
  })
  return asking(market.tape)
}

const order = { kind: Kind.newOrder, orderType: OrderType.limit, timeInForce: TimeInForce.day }
const buy = { side: Side.buy, price: 100, size: 30 }

const TERMS = `display, hidden, post_only, self_trade, minimum, stop, expires, peg, peg_offset`

describe('an order with terms of its own', () => {
  test('is a row with each of them, and with none that it did not say', async () => {
    const ask = script(
      ['asks', { ...order, ...buy }],
      ['asks', { ...order, ...buy, display: 10, selfTrade: SelfTrade.decrementAndCancel }],
      ['asks', { ...order, ...buy, hidden: 1, minimum: 5, stop: 101 }],
      [
        'asks',
        { ...order, ...buy, postOnly: PostOnly.slide, expires: 9e15, peg: Peg.far, offset: -2 },
      ],
      ['asks', { ...order, ...buy, peg: Peg.mid }],
    )
    expect(await ask(`SELECT ${TERMS} FROM orders ORDER BY sent`)).toEqual([
      [null, null, null, null, null, null, null, null, null],
      [10, null, null, 'decrementAndCancel', null, null, null, null, null],
      [null, true, null, null, 5, 101, null, null, null],
      [null, null, 'slide', null, null, null, 9e15, 'far', -2],
      [null, null, null, null, null, null, null, 'mid', 0],
    ])
  })

  test('is followed through its reports: dormant, set off, moved, cut, ended', async () => {
    const live = { ...buy, open: 30 }
    const ask = script(
      ['asks', { ...order, ...buy, stop: 101, display: 10 }],
      ['hears', { kind: Kind.accepted, ...buy, display: 10, dormant: 1 }],
      ['hears', { kind: Kind.triggered, ...buy }],
      ['hears', { kind: Kind.repriced, ...live, price: 99 }],
      ['asks', { kind: Kind.cancelOrder, less: 12 }],
      ['hears', { kind: Kind.replaced, ...buy, size: 18, open: 18 }],
      ['asks', { kind: Kind.massCancel, onlySide: Side.sell }],
      ['hears', { kind: Kind.massCancelled, orderId: 0, venueOrder: 0, size: 0 }],
      ['hears', { kind: Kind.expired, ...buy, size: 18, reason: Reason.goodTillTime }],
      ['hears', { kind: Kind.accepted, ...buy, hidden: 1 }],
    )
    expect(
      await ask(`SELECT kind, price, size, open, display, hidden, dormant, reason
                 FROM reports ORDER BY matched`),
    ).toEqual([
      ['accepted', 100, 30, null, 10, null, true, null],
      ['triggered', 100, 30, null, null, null, null, null],
      ['repriced', 99, 30, 30, null, null, null, null],
      ['replaced', 100, 18, 18, null, null, null, null],
      ['massCancelled', null, 0, null, null, null, null, null],
      ['expired', 100, 18, null, null, null, null, 'goodTillTime'],
      ['accepted', 100, 30, null, null, true, null, null],
    ])
    expect(
      await ask('SELECT request, side, less, outcome, reported FROM orders ORDER BY sent'),
    ).toEqual([
      ['newOrder', 'buy', null, 'accepted', 2_150],
      ['cancelOrder', null, 12, 'replaced', 6_150],
      ['massCancel', 'sell', null, 'massCancelled', 8_150],
    ])
  })
})

test('an auction is told by what it would do, and by what it did; its volume is a trade of no one', async () => {
  const indicative = { kind: Kind.indicative, number: 1, price: 100, size: 40, surplus: 5 }
  const leg = { kind: Kind.partialFill, ...buy, role: Role.auction, size: 8, number: 1 }
  const ask = script(
    ['all', { kind: Kind.trade, number: 7, side: Side.sell, price: 99, size: 2, venueOrder: 4 }],
    ['all', { ...indicative, onlySide: Side.sell }],
    ['all', { ...indicative, number: 2, price: 0, size: 0, surplus: 0 }],
    ['hears', { ...leg, open: 22 }],
    ['hears', { ...leg, side: Side.sell, open: 22 }],
    ['all', { kind: Kind.cross, number: 1, price: 101, size: 8, phase: Phase.closingAuction }],
  )
  expect(await ask('SELECT * FROM auctions ORDER BY time')).toEqual([
    [VENUE, 0, 'indicative', 1, 2_000, 100, 40, 5, 'sell', null],
    [VENUE, 0, 'indicative', 2, 3_000, null, 0, 0, null, null],
    [VENUE, 0, 'cross', 1, 6_000, 101, 8, null, null, 'closingAuction'],
  ])
  const parties = 'aggressor, maker_order, buyer, seller, maker, taker'
  expect(
    await ask(`SELECT time, number, price, size, ${parties} FROM trades ORDER BY time`),
  ).toEqual([
    [1_000, 7, 99, 2, 'sell', 4, null, null, null, null],
    [6_000, null, 101, 8, null, null, null, null, null, null],
  ])
  expect(await ask('SELECT role, count(*) FROM reports GROUP BY ALL')).toEqual([['auction', 2]])
  // Bought and sold at 100, and marked at the price of the auction, which came last.
  const account = 'cash, position, mark, profit, fills, volume'
  expect(await ask(`SELECT ${account} FROM agents WHERE actor = 0`)).toEqual([
    [0, 0, 101, 0, 2, 16],
  ])
})

test('each word about a quote on request is a row, with what its kind carries', async () => {
  const quoted = { side: Side.sell, price: 101, size: 20, number: 3 }
  const ask = script(
    ['asks', { kind: Kind.quoteRequest, size: 50, onlySide: Side.buy, expires: 7_777 }],
    ['hears', { kind: Kind.quoteInvite, size: 50, number: 3 }],
    ['asks', { kind: Kind.dealerQuote, orderId: 2, ...quoted }],
    ['hears', { kind: Kind.quoteOffered, ...quoted, expires: 8_888 }],
    ['asks', { kind: Kind.quoteTake, size: 20 }],
    ['hears', { kind: Kind.lastLook, ...quoted }],
    ['asks', { kind: Kind.lastLookAnswer, answer: 0 }],
    ['hears', { kind: Kind.quoteEnded, reason: Reason.lastLook }],
  )
  const columns = 'order_id, venue_order, number, side, price, size, expires, answer, reason'
  expect(await ask(`SELECT kind, ${columns} FROM negotiations ORDER BY sent`)).toEqual([
    ['quoteRequest', 1, null, null, 'buy', null, 50, 7_777, null, null],
    ['quoteInvite', null, null, 3, null, null, 50, null, null, null],
    ['dealerQuote', 2, null, 3, 'sell', 101, 20, null, null, null],
    ['quoteOffered', 1, 1, 3, 'sell', 101, 20, 8_888, null, null],
    ['quoteTake', 1, 1, null, null, null, 20, null, null, null],
    ['lastLook', 1, 1, 3, 'sell', 101, 20, null, null, null],
    ['lastLookAnswer', null, 1, null, null, null, null, null, false, null],
    ['quoteEnded', 1, 1, null, null, null, null, null, null, 'lastLook'],
  ])
  expect(
    await ask(`SELECT sender_key, recipient_key, sequence, sent, arrived, sender, recipient, instrument
               FROM negotiations ORDER BY sent LIMIT 2`),
  ).toEqual([
    ['maker/0', 'venue/0', 2, 1_000, 1_100, 0, VENUE, 0],
    ['venue/0', 'maker/0', 2, 2_000, 2_150, VENUE, 0, 0],
  ])
  expect(await ask('SELECT count(*) FROM orders')).toEqual([[0]])
})

test('a disconnection is an event', async () => {
  const ask = script(['asks', { kind: Kind.disconnect }])
  expect(await ask("SELECT time, actor_key, detail FROM events WHERE kind = 'disconnect'")).toEqual(
    [[1_000, 'maker/0', 'from venue/0']],
  )
})

test('accounts count what auctions filled, and come to nothing in sum', async () => {
  const market = createRichMarket()
  for (const next of fc.sample(richAct, { numRuns: 3_000, seed: 42 })) market.do(next)
  const ask = asking(market.tape, market.venue)
  const [sums] = await ask('SELECT sum(cash), sum(position), sum(profit), sum(volume) FROM agents')
  const [volume] = await ask('SELECT 2 * sum(size) FROM trades')
  expect(sums).toEqual([0, 0, 0, ...(volume ?? [])])
  const wrong = await ask(`
    SELECT actor_key FROM agents JOIN (
      SELECT actor, sum(size) AS size, sum(if(side = 'buy', size, -size)) AS bought,
        sum(if(side = 'buy', -price * size, price * size)) AS flow
      FROM reports WHERE role IS NOT NULL GROUP BY actor) USING (actor)
    WHERE (cash, position, volume) IS DISTINCT FROM (flow, bought, size)
      OR mark <> (SELECT arg_max(price, (time, number)) FROM trades)
      OR profit <> cash + position * mark`)
  expect(wrong).toEqual([])
  const crossed = await ask(
    'SELECT count(*) > 20, sum(size) > 100 FROM trades WHERE aggressor IS NULL',
  )
  expect(crossed).toEqual([[true, true]])
  expect(await ask("SELECT count(*) FROM auctions WHERE kind = 'cross'")).toEqual(
    await ask('SELECT count(*) FROM trades WHERE aggressor IS NULL'),
  )
})
