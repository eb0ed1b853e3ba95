import type { Layer } from '../../analysis/report/chart.ts'
import { html } from '../../analysis/report/markup.ts'
import { decimal, percent, significant } from '../../analysis/report/number-format.ts'
import { page } from '../../analysis/report/page.ts'
import { MUTED, SERIES } from '../../analysis/report/palette.ts'
import { columns, type Figure, section, writeFigure } from '../../analysis/report/section.ts'
import type { Conclusion, Figures } from './conclude.ts'

const [EXPERT, INFERRED] = SERIES
const LEGEND = [
  { colour: EXPERT, name: 'expert, held-out runs' },
  { colour: INFERRED, name: 'inferred' },
]

/** The page that holds an inferred trader beside its expert: one HTML file that needs nothing else. */
export async function inferenceReport(found: Conclusion): Promise<string> {
  const { figures } = found
  return page(
    `Inferred by ${figures.method}`,
    html`<header>
<p class="kicker">Outcry inference</p>
<h1>${figures.method} <span>in ${figures.scenario}</span></h1>
<p class="lead">Learned from ${figures.trained} runs, held against ${figures.tested} that it was not shown.</p>
</header>`,
    section('beside', 'Expert beside inferred', besideTable(figures)),
    ...(figures.states === undefined
      ? []
      : [section('states', 'What its states pay', statesTable(figures, figures.states))]),
    section(
      'behaviour',
      'Behaviour',
      columns(
        await writeFigure(pathFigure(found)),
        await writeFigure(holdingFigure(found)),
        await writeFigure(learningFigure(found)),
        await writeFigure(rewardFigure(found)),
      ),
    ),
  )
}

/** What each distance is of, and its unit. */
const DISTANCES = {
  holding: 'how long positions are held, decisions (–: one of them ended none)',
  position: 'positions, lots',
  size: 'sizes, lots',
  path: 'mean positions by decision, lots',
  placement: 'actions, 0 alike to 1 apart',
} as const

function besideTable({ likeness, agreement, correlation }: Figures) {
  const told = ({ estimate, low, high }: { estimate: number; low: number; high: number }): string =>
    `${decimal(estimate, 3)} [${decimal(low, 3)}, ${decimal(high, 3)}]`
  const names = {
    paid: 'sum of the task’s rewards',
    position: 'lots held, mean',
    reaction: 'reaction to a jump of the mid, lots',
  }
  const rows = (['paid', 'position', 'reaction'] as const).map((what) => {
    const { expert, inferred } = likeness[what]
    return html`<tr><td>${names[what]}</td><td class="number">${told(expert)}</td><td class="number">${told(inferred)}</td></tr>`
  })
  const distances = (['holding', 'position', 'size', 'path', 'placement'] as const).map(
    (what) =>
      html`<tr><td>distance of ${DISTANCES[what]}</td><td></td><td class="number">${decimal(likeness.distances[what], 3)}</td></tr>`,
  )
  const share = percent(agreement.likeliest)
  const logs = `${decimal(agreement.log, 3)} (${decimal(agreement.random, 3)} at random)`
  const last = [
    ['decisions of the expert that are the likeliest', share],
    ['mean ln p of the expert’s decisions', logs],
    ...(correlation === undefined
      ? []
      : [['correlation of the recovered reward with the task’s', decimal(correlation, 3)]]),
  ].map(
    ([name = '', x = '']) => html`<tr><td>${name}</td><td></td><td class="number">${x}</td></tr>`,
  )
  return html`<div class="scroll"><table><thead><tr><th></th><th class="number">expert</th><th class="number">inferred</th></tr></thead>
<tbody>${[...rows, ...distances, ...last]}</tbody></table></div>`
}

/** States by what they pay, the most first. */
function statesTable({ names }: Figures, states: NonNullable<Figures['states']>) {
  const rows = [...states]
    .sort((a, b) => b.estimate - a.estimate)
    .map(({ seen, estimate, low, high }) => {
      const pays = `${decimal(estimate, 2)} [${decimal(low, 2)}, ${decimal(high, 2)}]`
      const cells = [...seen.map(significant), pays]
      return html`<tr>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`
    })
  const heads = [...names, 'pays'].map((name) => html`<th class="number">${name}</th>`)
  return html`<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`
}

const axis = (field: string, more: object = {}): object => ({
  ...{ field, type: 'quantitative' },
  ...more,
})

/** A line over whole numbers from `first` on: decisions, or updates. */
const line = (values: readonly number[], colour: string, first = 0): Layer => ({
  data: { values: values.map((y, nth) => ({ x: first + nth, y })) },
  mark: { type: 'line', color: colour, strokeWidth: 2 },
  encoding: {
    x: axis('x', {
      axis: { grid: false, format: 'd', tickMinStep: 1 },
      scale: { zero: false, nice: false },
    }),
    y: axis('y', { scale: { zero: false } }),
  },
})

function pathFigure({ paths }: Conclusion): Figure {
  return {
    title: 'What they hold',
    note: 'Mean lots held, by decision',
    legend: LEGEND,
    chart: {
      ...{ label: 'Mean lots held by decision', shape: 'half', height: 220 },
      layer: [line(paths.expert, EXPERT), line(paths.inferred, INFERRED)],
    },
  }
}

function holdingFigure({ traits }: Conclusion): Figure {
  const survival = (lengths: readonly number[], colour: string): Layer => {
    const sorted = [...lengths].sort((a, b) => a - b)
    return line(
      Array.from({ length: Math.max(1, sorted.at(-1) ?? 1) }, (_, nth) => {
        return sorted.filter((length) => length > nth).length / Math.max(1, sorted.length)
      }),
      colour,
    )
  }
  const [one, other] = [traits.expert, traits.inferred].map((runs) =>
    runs.flatMap(({ holdings }) => holdings),
  ) as [number[], number[]]
  return {
    title: 'How long they hold it',
    note: 'Share of ended positions that were held for longer than so many decisions',
    legend: LEGEND,
    chart:
      one.length + other.length === 0
        ? 'Nobody ended a position.'
        : {
            ...{ label: 'Share of positions held for longer', shape: 'half', height: 220 },
            layer: [survival(one, EXPERT), survival(other, INFERRED)],
          },
  }
}

function learningFigure({ reports }: Conclusion): Figure {
  const losses = reports.map((report) => report['judge/loss'])
  return {
    title: 'How it learned',
    note: 'The judge’s loss, by update: 0.693 where it cannot tell the two',
    chart:
      losses.length === 0
        ? 'Nothing was played: it learned from what was shown alone.'
        : {
            ...{ label: 'Loss of the judge by update', shape: 'half', height: 220 },
            layer: [
              {
                data: { values: [{ y: Math.LN2 }] },
                mark: { type: 'rule', color: MUTED },
                encoding: { y: axis('y') },
              },
              line(losses, INFERRED, 1),
            ],
          },
  }
}

function rewardFigure({ figures: { weights } }: Conclusion): Figure {
  return {
    title: 'What it is after',
    note: 'What one of each number seen pays, the recovered reward’s level and scale aside; lines: 95 %, where the method says',
    chart:
      weights === undefined
        ? 'The method recovers no reward.'
        : {
            ...{
              label: 'Weights of the recovered reward',
              shape: 'half',
              height: 220,
              names: true,
            },
            layer: [
              {
                data: { values: weights },
                mark: { type: 'bar', color: INFERRED },
                encoding: {
                  y: { field: 'name', type: 'nominal', sort: null },
                  x: axis('weight'),
                },
              },
              {
                data: { values: weights.filter(({ low }) => low !== undefined) },
                mark: { type: 'rule', color: MUTED, strokeWidth: 2 },
                encoding: {
                  y: { field: 'name', type: 'nominal', sort: null },
                  x: axis('low'),
                  x2: { field: 'high' },
                },
              },
            ],
          },
  }
}
