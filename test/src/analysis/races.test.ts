import { afterAll, expect, test } from 'vitest'
import type { Market } from '../../../src/analysis/market.ts'
import { readRaces } from '../../../src/analysis/races.ts'
import { openTables } from '../../../src/analysis/tables.ts'
import { sweepRuns, writeRun } from './fixture.ts'

afterAll(sweepRuns)

const MARKET: Market = {
  ...{ venue: 0, instrument: 0, venueName: 'XOUT', symbol: 'ABM', tick: 0.01, trades: 1 },
}
const [MAKER, QUICK, SLOW] = [9, 1, 2] as const
const at = { venue: 0, instrument: 0 }

let answered = 0
/** A request that the venue acts on after those before it. */
const request = (actor: number, what: object, sent: number, arrived: number) => ({
  ...at,
  ...{ actor, actor_key: `a/${actor}`, actor_group: actor === MAKER ? 'maker' : 'sniper' },
  ...{ order_id: 1, sent, arrived, answered: ++answered, ...what },
})
const order = (side: string, timeInForce: string) => ({
  ...{ request: 'newOrder', side, order_type: 'limit', time_in_force: timeInForce },
})

test('races are read from the tables: after news, by side, the venue telling ties apart', async () => {
  answered = 0
  const orders = [
    request(MAKER, { ...order('sell', 'day'), order_id: 5 }, 10, 20),
    // The value rises at 1,000: the ask is taken before the maker has withdrawn all it has.
    request(QUICK, order('buy', 'immediateOrCancel'), 1_100, 1_200),
    request(MAKER, { request: 'massCancel', side: null, order_id: null }, 1_100, 1_200),
    request(SLOW, { ...order('buy', 'immediateOrCancel'), order_id: 2 }, 1_100, 1_230),
    request(MAKER, { ...order('sell', 'day'), order_id: 6 }, 1_400, 1_500),
    // It falls at 5,000: nobody races for an ask.
    request(MAKER, { request: 'cancelOrder', side: null, order_id: 6 }, 5_100, 5_200),
    request(QUICK, { ...order('buy', 'immediateOrCancel'), order_id: 3 }, 5_100, 5_250),
    // It rises again at 9,000: the maker is 40 ns faster than one that would rest and takes.
    request(MAKER, { request: 'replaceOrder', side: null, order_id: 6 }, 9_100, 9_200),
    request(SLOW, { ...order('buy', 'day'), order_id: 4 }, 9_100, 9_240),
  ]
  const news = [100, 104, 101, 103].map((value, nth) => ({
    ...{ publisher: 3, publisher_group: 'news', symbol: 'ABM', number: nth + 1, value },
    time: [0, 1_000, 5_000, 9_000][nth] as number,
  }))
  const fill = { ...at, kind: 'fill', role: 'taker', matched: 9_240, sequence: 20, reported: 9_300 }
  const reports = [{ ...fill, actor: SLOW, actor_key: 'a/2', actor_group: 'sniper', order_id: 4 }]
  const tables = await openTables(await writeRun({ orders, news, reports }))
  try {
    const [field, ...none] = await readRaces(tables, MARKET)
    expect(none).toEqual([])
    expect(field).toEqual({
      cause: 'news',
      moves: 3,
      races: [
        { move: 0, actors: [QUICK, MAKER, SLOW], isTaken: true, lead: 0 },
        { move: 2, actors: [MAKER, SLOW], isTaken: false, lead: 40 },
      ],
      groups: [
        { group: 'maker', entered: 2, won: 1, leads: [40] },
        { group: 'sniper', entered: 2, won: 1, leads: [0] },
      ],
    })
    expect(await readRaces(tables, { ...MARKET, symbol: 'XYZ' })).toEqual([])
  } finally {
    tables.close()
  }
})
