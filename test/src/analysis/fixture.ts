import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { draw32, rootKey } from '../../../protocols/hash.ts'
import { MINUTE } from '../../../protocols/units.ts'
import { TABLES } from '../../../src/analysis/tables.ts'
import type { TableName } from '../../../src/journal/run-folder.ts'

type Value = number | string | null
/** The rows of each table of a run; a table that is not given is written empty. */
export type RunRows = Partial<Record<TableName, Record<string, Value>[]>>

const OPEN = 30 * MINUTE
const VENUE = 0

/** The folders that `writeRun` made, for a test to sweep. */
const folders: string[] = []
/** Removes what `writeRun` made. */
export async function sweepRuns(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
}

/** A manifest of one venue and one instrument, with `changes` over it. */
export function manifestOf(changes: object = {}): Record<string, unknown> {
  return {
    format: 1,
    outcry: '0.1.0',
    node: 'v20.20.2',
    scenarioName: 'synthetic',
    seed: 42,
    scenario: {},
    status: 'complete',
    reached: OPEN + 60 * MINUTE,
    end: OPEN + 60 * MINUTE,
    hash: 'ab12'.repeat(16),
    records: 12345,
    events: 23456,
    error: null,
    session: { start: '09:00:00', open: OPEN, close: OPEN + 60 * MINUTE },
    cast: [
      { group: 'noise', type: 'noise', first: 1, count: 8, cash: 0, computation: 50 },
      { group: 'maker', type: 'marketMaker', first: 9, count: 2, cash: 0, computation: 50 },
    ],
    venues: [{ name: 'XOUT', actor: VENUE, instruments: [{ id: 0, symbol: 'ABM', tick: 0.01 }] }],
    started: '2025-01-01T00:00:00.000Z',
    ended: '2025-01-01T00:00:01.000Z',
    seconds: { build: 0.1, run: 1, write: 0.2 },
    figures: {},
    ...changes,
  }
}

/** Writes a run folder of `rows` and the manifest, and says where; `sweepRuns` removes it. */
export async function writeRun(rows: RunRows, manifest: object = manifestOf()): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outcry-run-'))
  folders.push(folder)
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const [name, declared] of Object.entries(TABLES) as [TableName, string][]) {
    const source = join(folder, `${name}.json`)
    const given = rows[name] ?? []
    await writeFile(source, given.map((row) => JSON.stringify(row)).join('\n'))
    await connection.run(`CREATE TABLE ${name} (${declared})`)
    const columns = declared
      .split(',')
      .map((column) => column.trim().split(' ') as [string, string])
    const struct = columns.map(([column, type]) => `${column}: '${type}'`).join(', ')
    if (given.length > 0) {
      await connection.run(
        `INSERT INTO ${name} SELECT ${columns.map(([column]) => column).join(', ')}
         FROM read_json('${source}', format = 'newline_delimited', columns = {${struct}})`,
      )
    }
    await connection.run(`COPY ${name} TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`)
    await rm(source)
  }
  connection.closeSync()
  instance.closeSync()
  return folder
}

/** How large a synthetic market is. */
export interface SyntheticSize {
  readonly seed: number
  readonly minutes: number
  readonly stepsPerMinute: number
  readonly groups: readonly { group: string; count: number }[]
}

const SMALL: SyntheticSize = {
  seed: 42,
  minutes: 60,
  stepsPerMinute: 30,
  groups: [
    { group: 'noise', count: 8 },
    { group: 'maker', count: 2 },
  ],
}

/**
 * A market that is no market: a mid that walks at random, quotes about it, and at about one step in
 * five a trade at the touch between two agents picked by lot. Enough to have every figure, and all
 * of it a function of the seed.
 */
export function syntheticRows(size: SyntheticSize = SMALL): Required<RunRows> {
  const key = rootKey(size.seed, 'synthetic market')
  let drawn = 0
  const uniform = (): number => draw32(key.lo, key.hi, drawn++, 0) / 2 ** 32
  const whole = (min: number, max: number): number => min + Math.floor(uniform() * (max - min + 1))
  const cast = size.groups.flatMap(({ group, count }) =>
    Array.from({ length: count }, (_, index) => ({ group, key: `${group}/${index}` })),
  )
  const books = cast.map(() => ({ cash: 0, position: 0, orders: 0, cancels: 0, fills: 0, lots: 0 }))
  const rows: Required<RunRows> = {
    orders: [],
    reports: [],
    trades: [],
    auctions: [],
    negotiations: [],
    news: [],
    quotes: [],
    agents: [],
    events: [],
  }
  const gap = MINUTE / size.stepsPerMinute
  const steps = size.minutes * size.stepsPerMinute
  let mid = 100_000
  let last = mid
  for (let step = 1; step <= steps; step++) {
    const at = Math.floor(OPEN + (step - 1) * gap + uniform() * gap * 0.9)
    mid += whole(-1, 1) * (uniform() < 0.05 ? 4 : 1)
    const bid = mid - whole(1, 2)
    const ask = mid + whole(0, 2)
    const market = { venue: VENUE, instrument: 0 }
    const [taker, maker] = [whole(0, cast.length - 1), whole(0, cast.length - 1)]
    const trades = uniform() < 0.2
    const cancels = !trades && uniform() < 0.4
    const side = uniform() < 0.5 ? 'buy' : 'sell'
    const lots = whole(1, 300)
    const price = side === 'buy' ? ask : bid
    const travelled = 500_000 + whole(0, 4_000_000)
    const queued = whole(50, 2_000) * (uniform() < 0.05 ? 20 : 1)
    const request = {
      actor: taker + 1,
      actor_key: cast[taker]!.key,
      actor_group: cast[taker]!.group,
      ...market,
      request: cancels ? 'cancelOrder' : 'newOrder',
      order_id: step,
      side: cancels ? null : side,
      order_type: cancels ? null : 'limit',
      time_in_force: cancels ? null : 'day',
      price: cancels ? null : price,
      size: cancels ? null : lots,
      sequence: step,
      sent: at - travelled - queued,
      arrived: at - queued,
      matched: at,
      reported: at + travelled,
      outcome: cancels ? 'cancelled' : 'accepted',
      reason: 'none',
      venue_order: step,
    }
    rows.orders.push(request)
    const report = {
      ...market,
      actor: request.actor,
      actor_key: request.actor_key,
      actor_group: request.actor_group,
      order_id: step,
      venue_order: step,
      side,
      role: null,
      price,
      size: lots,
      open: lots,
      number: null,
      reason: 'none',
      sequence: step,
      matched: at,
      reported: at + travelled,
    }
    rows.reports.push({ ...report, kind: cancels ? 'cancelled' : 'accepted' })
    books[taker]![cancels ? 'cancels' : 'orders']++
    if (trades) {
      const number = rows.trades.length + 1
      const [buyer, seller] = side === 'buy' ? [taker, maker] : [maker, taker]
      rows.trades.push({
        ...market,
        number,
        price,
        size: lots,
        aggressor: side,
        time: at,
        maker_order: step,
        buyer: buyer + 1,
        seller: seller + 1,
        maker: maker + 1,
        taker: taker + 1,
        buyer_group: cast[buyer]!.group,
        seller_group: cast[seller]!.group,
        maker_group: cast[maker]!.group,
        taker_group: cast[taker]!.group,
      })
      for (const [actor, sign] of [
        [buyer, 1],
        [seller, -1],
      ] as const) {
        const book = books[actor]!
        book.cash -= sign * price * lots
        book.position += sign * lots
        book.fills++
        book.lots += lots
        rows.reports.push({
          ...report,
          kind: 'fill',
          actor: actor + 1,
          actor_key: cast[actor]!.key,
          actor_group: cast[actor]!.group,
          side: sign === 1 ? 'buy' : 'sell',
          role: actor === taker ? 'taker' : 'maker',
          open: 0,
          number,
        })
      }
      last = price
    }
    const [bidSize, askSize] = [whole(1, 400), whole(1, 400)]
    rows.quotes.push({
      ...market,
      number: step,
      time: at,
      bid,
      bid_size: bidSize,
      ask,
      ask_size: askSize,
    })
  }
  rows.agents.push(
    ...cast.map(({ group, key: name }, index) => {
      const { cash, position, orders, cancels, fills, lots } = books[index]!
      return {
        actor: index + 1,
        actor_key: name,
        actor_group: group,
        actor_type: group,
        instrument: 0,
        cash,
        position,
        mark: last,
        profit: cash + position * last,
        orders,
        cancels,
        fills,
        volume: lots,
        restarts: 0,
      }
    }),
  )
  return rows
}
