import type { Manifest } from '../journal/manifest.ts'
import type { Tables } from './tables.ts'

/** One instrument at one venue: what a price, a spread or a book belongs to. */
export interface Market {
  readonly venue: number
  readonly instrument: number
  readonly venueName: string
  readonly symbol: string
  /** Currency a tick. */
  readonly tick: number
  readonly trades: number
}

/**
 * The markets of a run, the one with the most trades first, then in the order of the manifest.
 * A run of the manifest's shape has at least one, traded or not.
 */
export async function marketsOf(tables: Tables, manifest: Manifest): Promise<Market[]> {
  const counts = await tables.rows(
    'SELECT venue, CAST(instrument AS VARCHAR) AS instrument, count(*) AS n FROM trades GROUP BY ALL',
  )
  const traded = (venue: number, id: number): number => {
    const row = counts.find((count) => count.venue === venue && count.instrument === String(id))
    return row === undefined ? 0 : Number(row.n)
  }
  const markets = manifest.venues.flatMap(({ name, actor, instruments }) =>
    instruments.map(({ id, symbol, tick }) => ({
      venue: actor,
      instrument: id,
      venueName: name,
      symbol,
      tick,
      trades: traded(actor, id),
    })),
  )
  return markets.sort((left, right) => right.trades - left.trades)
}

/** The SQL condition that a row is of `market`. */
export const inMarket = ({ venue, instrument }: Market): string =>
  `venue = ${venue} AND instrument = ${instrument}`
