import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { MINUTE } from '../../../protocols/units.ts'
import type { Market } from '../../../src/analysis/market.ts'
import { deviationBp, minuteReturns } from '../../../src/analysis/measures/minute-returns.ts'
import {
  quotedSpreadPerUpdate,
  quotedSpreadTimeWeighted,
} from '../../../src/analysis/measures/quoted-spread.ts'
import { measureMarket } from '../../../src/analysis/report/measure-market.ts'
import type { Source } from '../../../src/analysis/report/section.ts'
import { summarise } from '../../../src/analysis/summary.ts'
import { openTables } from '../../../src/analysis/tables.ts'
import { manifestOf, sweepRuns, syntheticRows, writeRun } from './fixture.ts'

afterAll(sweepRuns)
const span = { from: 30 * MINUTE, to: 90 * MINUTE }

test('the summary asked of the tables agrees with the measures over arrays', async () => {
  for (const seed of [1, 2, 3]) {
    const rows = syntheticRows({
      seed,
      minutes: 60,
      stepsPerMinute: 20,
      groups: [
        { group: 'noise', count: 8 },
        { group: 'maker', count: 2 },
      ],
    })
    // Where the two could part: a one-sided stretch, a moment with two updates, a quote from before
    // the open, and quotes on the stroke of a minute.
    for (const quote of rows.quotes.slice(300, 340)) quote.bid = null
    rows.quotes[505]!.time = rows.quotes[506]!.time!
    rows.quotes[0]!.time = 29 * MINUTE
    for (let minute = 1; minute < 60; minute++) {
      rows.quotes[20 * minute]!.time = (30 + minute) * MINUTE
    }
    const folder = await writeRun(rows)
    const summary = await summarise(folder)
    const tables = await openTables(folder)
    const touch = (await tables.columns(
      'SELECT time AS "at", bid, ask, (bid + ask) / 2.0 AS mid FROM quotes ORDER BY time, number',
    )) as Record<'at' | 'bid' | 'ask' | 'mid', Float64Array>
    tables.close()
    expect(touch.at).toHaveLength(rows.quotes.length)
    expect(summary.meanSpreadPerUpdate).toBeCloseTo(quotedSpreadPerUpdate(touch), 9)
    expect(summary.meanSpreadTimeWeighted).toBeCloseTo(quotedSpreadTimeWeighted(touch, span), 9)
    const deviation = deviationBp(minuteReturns(touch, span))
    expect(summary.minuteReturnDeviationBp).toBeCloseTo(deviation, 9)
    expect(summary.trades).toBe(rows.trades.length)
    expect(summary.orderToTrade).toBe(rows.orders.length / rows.trades.length)
    expect(summary.lastPrice).toBe(rows.trades.at(-1)!.price)
  }
})

// An auction's print has no number among the trades, and no aggressor to whom a spread has a sign.
test('an auction is volume and may be the last price, and no spread is measured of it', async () => {
  const rows = syntheticRows()
  const measured = async (folder: string) => {
    const tables = await openTables(folder)
    const market = { venue: 0, instrument: 0 } as Market
    const figures = await measureMarket({ tables, span } as unknown as Source, market)
    tables.close()
    return figures
  }
  const before = await measured(await writeRun(rows))
  const last = rows.trades.at(-1)!
  const cross = { venue: 0, instrument: 0, price: 12_345, size: 70, time: Number(last.time) + 1 }
  rows.trades.push(cross)
  const folder = await writeRun(rows)
  const after = await measured(folder)
  expect(after.effective).toBe(before.effective)
  expect(after.realised5s).toBe(before.realised5s)
  expect(after.volume).toBe(before.volume + 70)
  expect(after.last).toBe(12_345)
  expect(await summarise(folder)).toMatchObject({ lastPrice: 12_345, volume: after.volume })
})

test('profits of the groups sum to nothing, and their volume is twice the market’s', async () => {
  const rows = syntheticRows()
  const { profitByGroup, volume, agents } = await summarise(await writeRun(rows))
  expect(profitByGroup.map(({ group }) => group).sort()).toEqual(['maker', 'noise'])
  expect(profitByGroup.reduce((sum, { profit }) => sum + profit, 0)).toBe(0)
  expect(profitByGroup.reduce((sum, group) => sum + group.volume, 0)).toBe(2 * volume)
  expect(profitByGroup.reduce((sum, group) => sum + group.agents, 0)).toBe(agents)
})

test('a venue is an actor, and no agent', async () => {
  const group = { type: 'noise', cash: 0, computation: 0 }
  const cast = [
    { ...group, group: 'XOUT', type: 'venue', first: 0, count: 1 },
    { ...group, group: 'noise', first: 1, count: 1000 },
    { ...group, group: 'value', first: 1001, count: 102 },
  ]
  const { agents, venues } = await summarise(await writeRun({}, manifestOf({ cast })))
  expect([agents, venues]).toEqual([1102, 1])
})

test('a run without a trade has counts of 0 and no prices', async () => {
  const summary = await summarise(await writeRun({}))
  expect(summary).toMatchObject({ trades: 0, volume: 0, orders: 0, restarts: 0 })
  expect(summary).toMatchObject({ lastPrice: null, orderToTrade: null, meanSpreadPerUpdate: null })
  expect(summary).toMatchObject({ meanSpreadTimeWeighted: null, minuteReturnDeviationBp: null })
})

test('a run stopped before the open, whose tables were never written, is summed up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'outcry-bare-'))
  const manifest = manifestOf({ status: 'interrupted', reached: 5, hash: null })
  await writeFile(`${folder}/manifest.json`, JSON.stringify(manifest))
  expect(await summarise(folder)).toMatchObject({ trades: 0, market: 'ABM at XOUT' })
  await rm(folder, { recursive: true })
})
