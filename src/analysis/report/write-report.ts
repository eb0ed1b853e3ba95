import { writeWholeFile } from '../../journal/atomic-file.ts'
import { type RunFolder, runFolderAt } from '../../journal/run-folder.ts'
import { readRunSoFar } from '../../journal/run-so-far.ts'
import { unwritten } from '../../journal/write-failure.ts'
import { type Market, marketsOf } from '../market.ts'
import { tradingSpan } from '../summary.ts'
import { openTables } from '../tables.ts'
import { activitySection, eventsSection } from './activity-section.ts'
import { bookFigure } from './book-section.ts'
import { createClock } from './clock.ts'
import { figuresSection, headlines } from './figures-section.ts'
import { groupsSection } from './groups-section.ts'
import { header } from './header.ts'
import { latencySection } from './latency-section.ts'
import { spreadFigure, touchFigure, volumeFigure } from './liquidity-section.ts'
import { html, type Markup } from './markup.ts'
import { type MarketFigures, measureMarket } from './measure-market.ts'
import { page } from './page.ts'
import { priceFigure } from './price-section.ts'
import { querySection } from './query-section.ts'
import { racesSection } from './races-section.ts'
import { returnFigures } from './returns-section.ts'
import { type Source, section } from './section.ts'

/** Markets that are drawn; the table of figures has them all. */
const DRAWN_MAX = 3

/**
 * Writes the report of the run in `folder`: one HTML file that needs nothing else, for a screen of
 * any width, light or dark, and for paper. Series are thinned in SQL, so that its size does not grow
 * with the run. A run that did not end well has a report of the part there is, which says so.
 *
 * @returns the path of the file, `<folder>/report.html`
 * @throws RunFolderError when the folder holds no manifest; WriteError where the file cannot be
 *   written: one that was there before stays
 */
export async function writeReport(folder: string): Promise<string> {
  const manifest = readRunSoFar(folder)
  const tables = await openTables(folder)
  try {
    const clock = createClock(manifest.session.start)
    const source: Source = { tables, manifest, clock, span: tradingSpan(manifest) }
    const run = runFolderAt(folder)
    const text = await compose(source, run)
    try {
      writeWholeFile(run.report, text)
    } catch (cause) {
      throw unwritten(run.report, cause)
    }
    return run.report
  } finally {
    tables.close()
  }
}

async function compose(source: Source, run: RunFolder): Promise<string> {
  const { tables, manifest } = source
  const markets = await marketsOf(tables, manifest)
  const figures: MarketFigures[] = []
  for (const market of markets) figures.push(await measureMarket(source, market))
  const [first] = figures
  const ticks = new Set(markets.map(({ tick }) => tick))
  const [tick = 1] = ticks

  const parts: Markup[] = [header(source)]
  if (first !== undefined) parts.push(headlines(first), figuresSection(figures))
  for (const figure of figures.slice(0, DRAWN_MAX)) {
    parts.push(...(await marketSections(source, run, figure, markets)))
  }
  if (markets.length > DRAWN_MAX) parts.push(undrawn(markets.slice(DRAWN_MAX)))
  parts.push(
    await groupsSection(source, ticks.size === 1 ? tick : null),
    await latencySection(source),
    await racesSection(source, markets.slice(0, DRAWN_MAX)),
    await activitySection(source),
    await eventsSection(source),
    querySection(run.name),
  )
  return page(`${manifest.scenarioName}, seed ${manifest.seed}: Outcry run report`, ...parts)
}

async function marketSections(
  source: Source,
  run: RunFolder,
  { market, returns }: MarketFigures,
  markets: readonly Market[],
): Promise<Markup[]> {
  const place = markets.indexOf(market)
  const id = (name: string): string => (place === 0 ? name : `${name}-${place + 1}`)
  const of = markets.length === 1 ? '' : `, ${market.symbol} at ${market.venueName}`
  return [
    section(
      id('market'),
      `Price and liquidity${of}`,
      await priceFigure(source, market),
      await volumeFigure(source, market),
      await spreadFigure(source, market),
      await touchFigure(source, market),
      await bookFigure(source, run.tape, market),
    ),
    section(id('returns'), `Returns${of}`, await returnFigures(returns)),
  ]
}

function undrawn(markets: readonly Market[]): Markup {
  const names = markets.map(({ symbol, venueName }) => `${symbol} at ${venueName}`).join(', ')
  return section(
    'others',
    'Other markets',
    html`<p>Drawn above are the ${DRAWN_MAX} markets with the most trades. The table of market quality has these as well: ${names}.</p>`,
  )
}
