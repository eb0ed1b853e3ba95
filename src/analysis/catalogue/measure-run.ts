import { existsSync } from 'node:fs'
import { runFolderAt } from '../../journal/run-folder.ts'
import { readRunSoFar } from '../../journal/run-so-far.ts'
import { assemble } from '../../simulation/assemble.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { type Market, marketsOf } from '../market.ts'
import { tradingSpan } from '../summary.ts'
import { openTables, type Tables } from '../tables.ts'
import { meanSlopes } from './book-measures.ts'
import { GROUP_MEASURES } from './group-measures.ts'
import { MARKET_MEASURES } from './market-measures.ts'
import { type MarketView, readMarket } from './market-view.ts'
import type { Measurement, Value } from './measurement.ts'
import { VENUE_MEASURES } from './venue-measures.ts'

const ALONE = { ...MARKET_MEASURES, 'book-slope': meanSlopes }

/** The names of all measures, in the order in which they are told. docs/measures.md defines each. */
export const MEASURES: readonly string[] = [
  ...Object.keys(ALONE),
  ...Object.keys(GROUP_MEASURES),
  ...Object.keys(VENUE_MEASURES),
]

/**
 * Measures the run in `folder`: each of its markets, each group of its cast in each market, and the
 * venues of a symbol that is traded at several. A run that was cut off is measured as far as it came.
 *
 * @param only names out of `MEASURES`; by default all
 * @throws RunFolderError when the folder holds no manifest
 */
export async function measureRun(
  folder: string,
  only: readonly string[] = MEASURES,
): Promise<Measurement[]> {
  const manifest = readRunSoFar(folder)
  const span = tradingSpan(manifest)
  const { tape } = runFolderAt(folder)
  const told = toldBy(manifest.scenario as unknown as Scenario)
  const tables = await openTables(folder)
  try {
    const views: MarketView[] = []
    for (const market of await marketsOf(tables, manifest)) {
      const rest = {
        ...told(market),
        tape: existsSync(tape) ? tape : null,
      }
      views.push(await readMarket(tables, market, span, rest))
    }
    const found: Measurement[] = []
    for (const view of views) found.push(...(await measureMarket(view, tables, only)))
    return [...found, ...measureVenues(views, only)]
  } finally {
    tables.close()
  }
}

const measurement =
  (measure: string, of: string) =>
  ([what, value, unit]: Value): Measurement => ({
    measure,
    of,
    what,
    value: Number.isFinite(value) ? value : null,
    unit,
  })

async function measureMarket(
  view: MarketView,
  tables: Tables,
  only: readonly string[],
): Promise<Measurement[]> {
  const { symbol, venueName } = view.market
  const place = `${symbol} at ${venueName}`
  const found: Measurement[] = []
  for (const [name, measure] of Object.entries(ALONE)) {
    if (!only.includes(name)) continue
    found.push(...measure(view).map(measurement(name, place)))
  }
  for (const [name, measure] of Object.entries(GROUP_MEASURES)) {
    if (!only.includes(name)) continue
    for (const [group, values] of await measure(view, tables)) {
      found.push(...values.map(measurement(name, `${group}, ${place}`)))
    }
  }
  return found
}

function measureVenues(views: readonly MarketView[], only: readonly string[]): Measurement[] {
  const symbols = [...new Set(views.map(({ market }) => market.symbol))]
  return symbols.flatMap((symbol) => {
    const own = views.filter(({ market }) => market.symbol === symbol)
    if (own.length < 2) return []
    return Object.entries(VENUE_MEASURES).flatMap(([name, measure]) =>
      only.includes(name) ? measure(own).map(measurement(name, symbol)) : [],
    )
  })
}

/** What a run's scenario, which its manifest has, says of a market and no tape does. */
function toldBy(
  scenario: Scenario,
): (market: Market) => Pick<MarketView, 'fundamental' | 'consolidated'> {
  const nothing = { fundamental: null, consolidated: null }
  try {
    const { markets } = assemble(scenario)
    return ({ venue, instrument }) => {
      const found = markets.find((own) => own.venue === venue && own.instrument === instrument)
      if (found === undefined) return nothing
      const fundamental = found.fundamental as (at: number) => number
      return { fundamental, consolidated: found.consolidated ?? null }
    }
  } catch {
    // A manifest that another version wrote, or one whose recorded orders are no longer there.
    return () => nothing
  }
}
