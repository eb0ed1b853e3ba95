import type { Manifest } from '../../journal/manifest.ts'
import type { Clock } from './clock.ts'
import { html, type Markup, raw } from './markup.ts'
import { decimal, duration, percent, plural } from './number-format.ts'
import type { Source } from './section.ts'

/** The groups that trade, the largest first: a venue is an actor, and no agent. */
function tradersOf({ cast, venues }: Manifest): Manifest['cast'] {
  const names = new Set(venues.map(({ name }) => name))
  return cast
    .filter(({ group }) => !names.has(group))
    .sort((left, right) => right.count - left.count)
}

/** What the run was, how far it came, and what names it. */
export function header({ manifest, clock }: Source): Markup {
  const { scenarioName, seed, session, reached, end, venues } = manifest
  const traders = tradersOf(manifest)
  const agents = traders.reduce((sum, { count }) => sum + count, 0)
  const symbols = venues.flatMap(({ name, instruments }) =>
    instruments.map(({ symbol }) => `${symbol} at ${name}`),
  )
  const facts: [string, string | Markup][] = [
    ['Market', symbols.join(', ')],
    ['Continuous trading', `${clock.time(session.open)} to ${clock.time(session.close)}`],
    [
      'Run',
      `${clock.time(0)} to ${clock.time(reached)}${reached < end ? `, meant to reach ${clock.time(end)}` : ''}`,
    ],
    ['Cast', traders.map(({ group, count }) => `${decimal(count)} ${group}`).join(', ')],
    ['Tape', `${plural(manifest.records, 'message')}, ${plural(manifest.events, 'event')} handled`],
    ['Computed in', seconds(manifest)],
    ['Versions', `Outcry ${manifest.outcry}, Node.js ${manifest.node}`],
    ['Started', manifest.started.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['Hash of the tape', hash(manifest)],
  ]
  const list = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  return html`<header>
<p class="kicker">Outcry run report</p>
<h1>${scenarioName} <span>seed ${seed}</span></h1>
<p class="lead">${plural(agents, 'agent')}, ${clock.time(0)} to ${clock.time(reached)} <span class="status ${manifest.status}">${manifest.status}</span></p>
${banner(manifest, clock)}
<dl class="facts">${list}</dl>
</header>
`
}

const hash = ({ hash }: Manifest): Markup =>
  hash === null
    ? raw('<span class="quiet">none: only a complete run has one</span>')
    : html`<code>${hash}</code>`

function seconds({ seconds, reached }: Manifest): string {
  const { build, run, write } = seconds
  const parts = `${duration(build * 1e9)} to build, ${duration(run * 1e9)} to run, ${duration(write * 1e9)} to write`
  return run > 0 ? `${parts}; ${decimal(reached / 1e9 / run)} times real time` : parts
}

/** A word on runs that are not whole, which nobody should miss. */
function banner({ status, reached, end, error }: Manifest, clock: Clock): Markup {
  if (status === 'complete') return raw('')
  const share = end > 0 ? percent(reached / end) : '–'
  const far = `It came to ${clock.time(reached)} of ${clock.time(end)} (${share}); everything below is of that part alone.`
  const what = {
    running: 'This run had not ended when the report was written.',
    interrupted: 'This run was interrupted.',
    failed: 'This run failed.',
  }[status]
  const why =
    error === null
      ? ''
      : html`<p>${error.actor} at ${clock.time(error.at)}: <code>${error.message}</code></p>`
  return html`<div class="banner ${status}" role="note"><p><strong>${what}</strong> ${far}</p>${why}</div>`
}
