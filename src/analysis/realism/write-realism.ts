import { writeWholeFile } from '../../journal/atomic-file.ts'
import { unwritten } from '../../journal/write-failure.ts'
import type { Interval } from '../facts/block-bootstrap.ts'
import { html, type Markup } from '../report/markup.ts'
import { decimal, plural } from '../report/number-format.ts'
import { page } from '../report/page.ts'
import { columns, section, table, writeFigure } from '../report/section.ts'
import {
  horizonFigure,
  returnsFigure,
  signsFigure,
  sizesFigure,
  tailFigure,
  volumeFigure,
} from './charts.ts'
import { FACTS, showing } from './eleven-facts.ts'
import type { Realism } from './realism.ts'

/**
 * Writes the page that holds one or two markets against the stylized facts: one HTML file that needs
 * nothing else.
 *
 * @param markets the simulated one first
 * @throws WriteError where the file cannot be written: one that was there before stays
 */
export async function writeRealism(path: string, markets: readonly Realism[]): Promise<void> {
  const text = page(
    `Realism of ${markets.map(({ name }) => name).join(' beside ')}`,
    head(markets),
    section('facts', 'Eleven facts', factTable(markets)),
    section(
      'returns',
      'Returns',
      columns(
        await writeFigure(returnsFigure(markets)),
        await writeFigure(sizesFigure(markets)),
        await writeFigure(tailFigure(markets)),
        await writeFigure(horizonFigure(markets)),
        await writeFigure(volumeFigure(markets)),
        await writeFigure(signsFigure(markets)),
      ),
    ),
  )
  try {
    writeWholeFile(path, text)
  } catch (cause) {
    throw unwritten(path, cause)
  }
}

function head(markets: readonly Realism[]): Markup {
  const [first, second] = markets
  const facts = markets.map(({ name, series, step, block }) => {
    const steps = plural(series.returns.length, `return`)
    const days = series.days > 1 ? `, ${plural(series.days, 'day')}` : ''
    return html`<div><dt>${name}</dt><dd>${steps}, one a ${step}${days}; resampled in blocks of ${decimal(block)}</dd></div>`
  })
  return html`<header>
<p class="kicker">Outcry realism</p>
<h1>${first?.name ?? ''} ${second === undefined ? '' : html`<span>beside ${second.name}</span>`}</h1>
<p class="lead">The stylized facts of asset returns (Cont 2001), fact by fact</p>
<dl class="facts">${facts}</dl>
</header>
`
}

function factTable(markets: readonly Realism[]): Markup {
  const heads = ['fact', 'figure', 'markets have', ...markets.flatMap(({ name }) => [name, ''])]
  const rows = FACTS.map((fact) => [
    html`<strong>${fact.name}</strong>`,
    html`<span class="quiet">${fact.figure}</span>`,
    fact.expected,
    ...markets.flatMap(({ facts }) => {
      const interval = fact.of(facts)
      return [told(interval), showing(fact, interval) ?? '–']
    }),
  ])
  const numeric = markets.map((_, index) => 3 + 2 * index)
  return html`${table(heads, rows, numeric)}<p class="note">In brackets: 95 % intervals by block bootstrap. <em>yes</em> where the whole interval lies where markets are, <em>no</em> where none of it does, <em>unclear</em> between.</p>`
}

function told({ estimate, low, high }: Interval): Markup | string {
  if (Number.isNaN(estimate)) return '–'
  const digits = Math.abs(estimate) < 1 ? 3 : 2
  if (low === high) return decimal(estimate)
  return html`${decimal(estimate, digits)} <small class="quiet">[${decimal(low, digits)}, ${decimal(high, digits)}]</small>`
}
