import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { readRunSoFar } from '../../journal/run-so-far.ts'
import { readMarket } from '../catalogue/market-view.ts'
import { orderSigns } from '../facts/order-signs.ts'
import { type Day, poolDays, type ReturnSeries } from '../facts/return-series.ts'
import { marketsOf } from '../market.ts'
import { midsOf } from '../market-series.ts'
import { minuteBars } from '../measures/minute-bars.ts'
import { logReturns, readLobsterDay, readPrices } from '../recorded-series.ts'
import { tradingSpan } from '../summary.ts'
import { openTables } from '../tables.ts'

/** A market, simulated or real, of which facts are asked. */
export interface Subject {
  readonly name: string
  /** What one step of its returns is. */
  readonly step: string
  readonly series: ReturnSeries
  /** Signs of aggressors, days apart; `null` where nobody knows. */
  readonly signs: ReturnSeries | null
}

/** The run folders `folders` as one market, a day each: its most traded instrument. */
export async function subjectOfRuns(folders: readonly string[]): Promise<Subject> {
  const days: Day[] = []
  const signs: Day[] = []
  const names = new Set<string>()
  for (const folder of folders) {
    const manifest = readRunSoFar(folder)
    const tables = await openTables(folder)
    try {
      const [market] = await marketsOf(tables, manifest)
      if (market === undefined) continue
      const rest = { fundamental: null, tape: null, consolidated: null }
      const view = await readMarket(tables, market, tradingSpan(manifest), rest)
      days.push(view.bars)
      signs.push({ returns: orderSigns(view) })
      names.add(`${manifest.scenarioName} (${market.symbol})`)
    } finally {
      tables.close()
    }
  }
  return {
    name: [...names].join(', '),
    step: 'minute',
    series: poolDays(days),
    signs: poolDays(signs),
  }
}

/**
 * Real data: a LOBSTER day (a zip, a folder or one of its files), or a CSV of prices, whose rows are
 * the steps.
 *
 * @throws HistoryError where it is neither
 */
export function subjectOfRecord(path: string): Subject {
  if (isLobster(path)) {
    const day = readLobsterDay(path)
    return {
      name: `${day.symbol}, LOBSTER`,
      step: 'minute',
      series: poolDays([minuteBars(midsOf(day), day.prints, day.span)]),
      signs: poolDays([{ returns: orderSigns(day) }]),
    }
  }
  const { prices, volumes } = readPrices(path)
  const returns = logReturns(prices)
  const day = volumes === null ? { returns } : { returns, volumes: volumes.slice(1) }
  return { name: basename(path), step: 'row', series: poolDays([day]), signs: null }
}

function isLobster(path: string): boolean {
  const isFolder = existsSync(path) && statSync(path).isDirectory()
  return isFolder || path.endsWith('.zip') || /_(message|orderbook)_\d+\.csv$/.test(path)
}
