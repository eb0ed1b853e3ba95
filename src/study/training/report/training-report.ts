import type { Interval } from '../../../analysis/facts/block-bootstrap.ts'
import { html, type Markup } from '../../../analysis/report/markup.ts'
import { decimal, plural } from '../../../analysis/report/number-format.ts'
import { page } from '../../../analysis/report/page.ts'
import { MUTED, seriesColour } from '../../../analysis/report/palette.ts'
import {
  columns,
  type Figure,
  section,
  table,
  writeFigure,
} from '../../../analysis/report/section.ts'
import { writeWholeFile } from '../../../journal/atomic-file.ts'
import { unwritten } from '../../../journal/write-failure.ts'
import { told } from '../../experiment/tell.ts'
import { identityOf, type TrainingFile } from '../training-file.ts'
import { behaviourFigure } from './behaviour-figure.ts'
import { curveFigure } from './learning-curves.ts'
import type { Tried } from './try-seeds.ts'

/** What a page is of: its name, what was trained, and by which version. */
export interface ReportTerms {
  readonly name: string
  readonly file: TrainingFile
  readonly outcry: string
}

/**
 * Writes the page of a training: how its seeds learned, what their policies are worth beside baselines,
 * what they do where, and what was asked. One HTML file that needs nothing else.
 *
 * @throws WriteError where the file cannot be written: one that was there before stays
 */
export async function writeTrainingReport(
  path: string,
  terms: ReportTerms,
  tried: Tried,
): Promise<void> {
  const text = page(
    `${terms.name}: training`,
    head(terms, tried),
    await learning(tried),
    await worth(tried),
    ...(await behaviour(tried)),
    section('policies', 'Policies', policyTable(tried)),
    section('config', 'Training file', config(terms.file)),
  )
  try {
    writeWholeFile(path, text)
  } catch (cause) {
    throw unwritten(path, cause)
  }
}

function head({ name, file, outcry }: ReportTerms, { seeds }: Tried): Markup {
  const backend = seeds[0]?.training.backend ?? 'plain arithmetic and TensorFlow.js as it chooses'
  const steps = seeds.reduce((sum, { training }) => sum + Number(training.steps), 0)
  const facts: [string, string | Markup][] = [
    ['Market', file.set.length === 0 ? file.scenario : `${file.scenario}, ${file.set.join(', ')}`],
    ['Learner', `${file.algorithm}, by ${LEARNED_BY[String(backend)] ?? String(backend)}`],
    ['Training seeds', seeds.map(({ seed }) => String(seed)).join(', ')],
    ['Played', `${decimal(steps)} steps, ${file.updates} updates a seed at most`],
    ['Version', `Outcry ${outcry}`],
    ['Identity of the training file', html`<code>${identityOf(file)}</code>`],
  ]
  return html`<header>
<p class="kicker">Outcry training</p>
<h1>${name} <span>in ${file.scenario}</span></h1>
<p class="lead">${plural(seeds.length, 'training seed')}: how they learned, what they are worth and what they do.</p>
<dl class="facts">${facts.map(([term, what]) => html`<div><dt>${term}</dt><dd>${what}</dd></div>`)}</dl>
</header>
`
}

const FIRST = ['rollout/ep_rew_mean', 'eval/mean_reward']

async function learning({ seeds }: Tried): Promise<Markup> {
  const rows = seeds.map((one) => one.rows)
  const names = [...new Set(rows.flatMap((own) => own.flatMap((row) => Object.keys(row))))]
  const known = (prefix: string): string[] => names.filter((name) => name.startsWith(prefix))
  const drawn: Markup[] = []
  for (const name of FIRST.filter((one) => names.includes(one))) {
    drawn.push(await writeFigure(curveFigure(name, rows, 'wide')))
  }
  const rest: Markup[] = []
  for (const name of known('train/')) {
    rest.push(await writeFigure(curveFigure(name, rows, 'half')))
  }
  const many =
    seeds.length > 1
      ? ' Thin: each training seed. Thick: their mean, with its 95 % interval (Student’s) as far as all of them came.'
      : ''
  const note = html`<p class="note">Over steps played.${many}</p>`
  return section('learning', 'How it learned', note, ...drawn, columns(...rest))
}

const interval = ({ estimate, low, high }: Interval): Markup =>
  html`${told(estimate)} <small class="quiet">[${told(low)}, ${told(high)}]</small>`

/** How networks learn, as a page says it. */
const LEARNED_BY: Readonly<Record<string, string>> = {
  fused: 'one WebAssembly module',
  plain: 'plain arithmetic',
}

async function worth({ seeds, mean, baselines, episodes }: Tried): Promise<Markup> {
  const rows = [
    [html`<strong>policy</strong>`, interval(mean), '', ''],
    ...baselines.map(({ name, mean: own, better, verdict }) => [
      ...[name, interval(own), interval(better), verdict],
    ]),
  ]
  const last = episodes.first + episodes.count - 1
  const both = seeds.length > 1 ? ' and training seeds, both resampled (pigeonhole bootstrap)' : ''
  const note = html`<p class="note">Mean returns on the seeds ${episodes.first} to ${last}, which neither trained nor chose a policy, the likeliest action each time; in brackets 95 % intervals over these seeds${both}. <em>better</em> and <em>worse</em> where the whole interval of the difference, seed by seed, lies on one side of zero.</p>`
  const figure = baselines.length === 0 ? [] : [await writeFigure(betterFigure(baselines))]
  return section(
    'worth',
    'What it is worth',
    html`${table(['', 'mean return', 'policy better by', ''], rows, [1, 2])}${note}`,
    ...figure,
  )
}

function betterFigure(baselines: Tried['baselines']): Figure {
  const values = baselines.map(({ name, better }) => ({ name, ...better }))
  const y = { field: 'name', type: 'nominal', sort: null }
  const x = (field: string): object => ({
    ...{
      field,
      type: 'quantitative',
      axis: { format: '~r', grid: true, tickCount: 8, labelOverlap: true },
    },
    scale: { nice: true },
  })
  return {
    title: 'Policy better by',
    note: 'Difference of returns with its 95 % interval; right of zero the policy is better',
    chart: {
      ...{
        label: 'By how much the policy is better than each baseline',
        shape: 'wide',
        names: true,
      },
      height: 34 * baselines.length,
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: 'rule', color: MUTED },
          encoding: { x: x('zero') },
        },
        {
          data: { values },
          mark: { type: 'rule', color: seriesColour(0), strokeWidth: 2 },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          data: { values },
          mark: { type: 'circle', color: seriesColour(0), size: 70, opacity: 1 },
          encoding: { y, x: x('estimate') },
        },
      ],
    },
  }
}

async function behaviour({ behaviour: all }: Tried): Promise<Markup[]> {
  const parts = [...new Set(all.map(({ part }) => part.name))]
  const sections: Markup[] = []
  for (const [nth, name] of parts.entries()) {
    const drawn: Markup[] = []
    for (const one of all.filter(({ part }) => part.name === name)) {
      drawn.push(await writeFigure(behaviourFigure(one)))
    }
    sections.push(section(`behaviour-${nth}`, `What it does: ${name}`, columns(...drawn)))
  }
  return sections
}

function policyTable({ seeds }: Tried): Markup {
  const rows = seeds.map(({ seed, out, training, hash, mean }) => {
    const choice = training.evaluation as Record<string, unknown> | undefined
    return [
      ...[seed, String(training.updates), String(choice?.bestUpdate ?? '–'), interval(mean)],
      ...[out.replace(/.*[\\/]/, ''), html`<code title="${hash}">${hash.slice(0, 16)}…</code>`],
    ]
  })
  return table(['seed', 'updates', 'best', 'mean return', 'file', 'SHA-256'], rows, [0, 1, 2, 3])
}

const config = (file: TrainingFile): Markup =>
  html`<pre>${JSON.stringify({ ...file, folder: undefined }, null, 2)}</pre>`
