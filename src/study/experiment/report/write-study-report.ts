import { html, type Markup } from '../../../analysis/report/markup.ts'
import { page } from '../../../analysis/report/page.ts'
import { columns, section, table, writeFigure } from '../../../analysis/report/section.ts'
import { writeWholeFile } from '../../../journal/atomic-file.ts'
import { unwritten } from '../../../journal/write-failure.ts'
import type { GameFigure } from '../../game/analyse-game.ts'
import type { Analysis } from '../analyse.ts'
import type { StudyOutcome } from '../run-study.ts'
import type { ReadStudy } from '../study-file.ts'
import { cellName, summaryOf, told, toldP, verdictOf } from '../tell.ts'
import { distributionFigure, responseFigures } from './curves.ts'
import { exampleDays } from './example-days.ts'
import { gameSection } from './game-section.ts'
import { rankingSection } from './ranking-section.ts'

/**
 * Writes the page of a study: its design, each measure over the factors, every comparison with what it
 * shows in words, tables of coefficients, each run, and the data. One HTML file that needs nothing else.
 *
 * @throws WriteError where the file cannot be written: one that was there before stays
 */
export async function writeStudyReport(
  path: string,
  read: ReadStudy,
  outcome: StudyOutcome,
  analysis: Analysis,
  games: readonly GameFigure[] = [],
): Promise<void> {
  const { study } = read
  const isGame = study.game !== undefined
  const text = page(
    study.name,
    head(read, outcome),
    section('findings', 'Findings', findings(read, analysis)),
    ...rankingSection(read, outcome),
    ...gameSection(study, games),
    // Over the profiles of a game nothing runs along an axis.
    ...(isGame ? [] : await curves(read, outcome, analysis)),
    section('comparisons', 'Comparisons', comparisonTable(read, analysis)),
    section('words', 'What is shown, and what is not', verdicts(read, analysis)),
    ...(isGame
      ? []
      : [
          section('regressions', 'Regressions over the factors', regressionTable(analysis)),
          ...(await distributions(read, outcome, analysis)),
          ...(study.train === undefined
            ? [section('days', 'Days side by side', columns(...(await days(read, outcome))))]
            : []),
        ]),
    section('design', 'Design', designTable(read, analysis)),
    section('data', 'Data', data(read, outcome)),
  )
  try {
    writeWholeFile(path, text)
  } catch (cause) {
    throw unwritten(path, cause)
  }
}

function head({ study, cells }: ReadStudy, { runs, identity, finished }: StudyOutcome): Markup {
  const { seeds, design } = study
  const paired = seeds.common
    ? 'The same seeds in every cell: comparisons are paired'
    : 'Each cell has seeds of its own'
  const cut = finished
    ? ''
    : html`<p class="banner">The study was interrupted: what follows is of the runs that were finished.</p>`
  return html`<header>
<p class="kicker">Outcry study</p>
<h1>${study.name}</h1>
<p class="lead">${study.description}</p>${cut}
<dl class="facts">
<div><dt>${study.train === undefined ? 'Scenario' : 'Training file'}</dt><dd>${study.scenario ?? study.train?.file ?? ''}</dd></div>
<div><dt>Design</dt><dd>${design.type}, ${cells.length} cells, ${runs.length} runs</dd></div>
<div><dt>Seeds</dt><dd>${paired}</dd></div>
<div><dt>Level</dt><dd>${100 * study.level} %, correction: ${study.correction}</dd></div>
<div><dt>Identity</dt><dd><code>${identity}</code></dd></div>
</dl>
</header>
`
}

function findings({ study }: ReadStudy, analysis: Analysis): Markup {
  const lines = summaryOf(study, analysis)
  if (lines.length === 0) return html`<p class="none">The study compares nothing.</p>`
  const items = lines.map(
    (line) => html`<p>${line}</p>
`,
  )
  return html`${items}${Object.keys(study.measures).map((measure) => gainOf(measure, analysis))}`
}

/** What common seeds were worth, of the comparisons in which something varies. */
function gainOf(measure: string, { comparisons }: Analysis): Markup {
  const own = comparisons.filter((one) => one.measure === measure).map(({ gain }) => gain)
  const sorted = own.filter((gain) => Number.isFinite(gain)).sort((a, b) => a - b)
  const [least, middle, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]
  if (least === undefined || middle === undefined || most === undefined) return html``
  return html`<p>${measure}: independent seeds would make the variance of a difference ${told(middle)} times what it is in the median comparison, ${told(least)} to ${told(most)} over all.</p>`
}

async function curves(
  { study, cells }: ReadStudy,
  { runs }: StudyOutcome,
  { cells: figures }: Analysis,
): Promise<Markup[]> {
  const sections: Markup[] = []
  for (const measure of Object.keys(study.measures)) {
    const own = figures.filter((one) => one.measure === measure)
    const drawn: Markup[] = []
    for (const figure of responseFigures(study, cells, own, measure, unitOf(runs, measure))) {
      drawn.push(await writeFigure(figure))
    }
    sections.push(section(`response-${measure}`, measure, columns(...drawn)))
  }
  return sections
}

const unitOf = (runs: StudyOutcome['runs'], measure: string): string =>
  runs[0]?.units[measure] ?? ''

/** Runs longer than this, ms, are not lived through again for the page. */
const DAY_MOST = 15_000

async function days(read: ReadStudy, { runs }: StudyOutcome): Promise<Markup[]> {
  if (runs.some(({ ms }) => ms > DAY_MOST)) {
    return [html`<p class="none">Runs of this study are too long to live through again here.</p>`]
  }
  const drawn: Markup[] = []
  for (const figure of exampleDays(read)) drawn.push(await writeFigure(figure))
  return drawn
}

async function distributions(
  { study, cells }: ReadStudy,
  { runs }: StudyOutcome,
  { cells: figures }: Analysis,
): Promise<Markup[]> {
  const drawn: Markup[] = []
  for (const measure of Object.keys(study.measures)) {
    const own = figures.filter((one) => one.measure === measure)
    drawn.push(await writeFigure(distributionFigure(cells, own, measure, unitOf(runs, measure))))
  }
  return [section('distributions', 'Every run', ...drawn)]
}

function comparisonTable({ study, cells }: ReadStudy, { comparisons }: Analysis): Markup {
  if (comparisons.length === 0) return html`<p class="none">The study compares nothing.</p>`
  const heads = [
    'measure',
    'cell',
    'against',
    'pairs',
    'difference',
    'p',
    'corrected',
    'g',
    'gain',
    'needed',
  ]
  const name = (cell: number): string => {
    const found = cells[cell]
    return found === undefined ? '' : cellName(study, found)
  }
  const rows = comparisons.map((one) => [
    one.measure,
    name(one.cell),
    levelOf(study, cells, one),
    one.pairs,
    html`${told(one.difference)} <small class="quiet">[${told(one.low)}, ${told(one.high)}]</small>`,
    toldP(one.p),
    one.isSignificant ? html`<strong>${toldP(one.corrected)}</strong>` : toldP(one.corrected),
    told(one.effect),
    told(one.gain),
    told(one.needed),
  ])
  const note = html`<p class="note">In brackets: ${100 * study.level} % BCa intervals of the difference. Bold: significant after the correction for all ${comparisons.length} comparisons (${study.correction}). g: Hedges’ effect size. Gain: by how much common seeds cut the difference’s variance. Needed: seeds that would show a difference of this size with a power of 0.8.</p>`
  return html`${table(heads, rows, [3, 4, 5, 6, 7, 8, 9])}${note}`
}

function levelOf(
  { factors }: ReadStudy['study'],
  cells: ReadStudy['cells'],
  { factor, baseline }: { factor: string; baseline: number },
): string {
  const place = factors.findIndex(({ name }) => name === factor)
  return cells[baseline]?.levels[place]?.name ?? ''
}

function verdicts({ study, cells }: ReadStudy, { comparisons }: Analysis): Markup {
  const lines = comparisons.map(
    (one) => html`<p>${verdictOf(study, cells, one)}</p>
`,
  )
  return lines.length === 0 ? html`<p class="none">The study compares nothing.</p>` : html`${lines}`
}

function regressionTable({ regressions }: Analysis): Markup {
  const rows = regressions.flatMap(({ measure, regression }) =>
    regression.coefficients.map(({ name, value, error, t, p, low, high }) => [
      measure,
      name,
      html`${told(value)} <small class="quiet">[${told(low)}, ${told(high)}]</small>`,
      told(error),
      told(t),
      toldP(p),
    ]),
  )
  if (rows.length === 0)
    return html`<p class="none">Too few runs, or factors that say the same.</p>`
  const fits = regressions.map(
    ({ measure, regression }) =>
      `${measure}: R² ${told(regression.rSquared)}, ${regression.count} runs`,
  )
  return html`${table(['measure', 'term', 'coefficient', 'error', 't', 'p'], rows, [2, 3, 4, 5])}<p class="note">Ordinary least squares, each factor linear; its errors take runs for independent, which runs of one seed are not. ${fits.join('; ')}.</p>`
}

function designTable({ study, cells }: ReadStudy, { cells: figures }: Analysis): Markup {
  const measures = Object.keys(study.measures)
  const heads = ['cell', ...study.factors.map(({ name }) => name), ...measures]
  const rows = cells.map(({ index, levels }) => [
    index,
    ...levels.map(({ name }) => name),
    ...measures.map((measure) => {
      const found = figures.find((one) => one.cell === index && one.measure === measure)
      return found === undefined
        ? '–'
        : html`${told(found.mean)} <small class="quiet">[${told(found.low)}, ${told(found.high)}]</small>`
    }),
  ])
  return table(
    heads,
    rows,
    measures.map((_, nth) => 1 + study.factors.length + nth),
  )
}

/** The rows as CSV, in the page itself, so that whoever has the page has them. */
function data({ study, cells }: ReadStudy, { runs }: StudyOutcome): Markup {
  const measures = Object.keys(study.measures)
  const heads = ['cell', 'seed', ...study.factors.map(({ name }) => name), ...measures, 'tape']
  const rows = runs.map(({ cell, seed, values, tape }) => [
    ...[cell, seed, ...(cells[cell]?.levels.map(({ name }) => name) ?? [])],
    ...[...measures.map((name) => values[name] ?? ''), tape],
  ])
  const csv = [heads, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('')
  const address = `data:text/csv;base64,${Buffer.from(csv).toString('base64')}`
  return html`<p><a download="${study.name}.csv" href="${address}">${runs.length} runs as CSV</a>; the same stand in <code>results.parquet</code> beside this page.</p>`
}

const field = (value: string | number): string =>
  /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
