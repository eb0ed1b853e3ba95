import type { Manifest } from '../../journal/manifest.ts'
import type { Span } from '../measures/quoted-spread.ts'
import type { Tables } from '../tables.ts'
import { type Chart, drawChart } from './chart.ts'
import type { Clock } from './clock.ts'
import { html, type Markup } from './markup.ts'

/** What every section of a report is written from. */
export interface Source {
  readonly tables: Tables
  readonly manifest: Manifest
  readonly clock: Clock
  /** Continuous trading, as far as the run came; `to` equals `from` where it came to none. */
  readonly span: Span
}

/** One entry of a legend: the colour, and what has it. */
export interface LegendEntry {
  readonly colour: string
  readonly name: string
}

/** A chart with its words; or, where there is nothing to draw, a sentence in its place. */
export interface Figure {
  readonly title: string
  /** What is drawn and in which unit. */
  readonly note: string
  readonly legend?: readonly LegendEntry[]
  readonly chart: Chart | string
}

/** Draws `figure`. */
export async function writeFigure({ title, note, legend, chart }: Figure): Promise<Markup> {
  const body =
    typeof chart === 'string' ? html`<p class="none">${chart}</p>` : await drawChart(chart)
  const entries = (legend ?? []).map(
    ({ colour, name }) => html`<li><i style="background:${colour}"></i>${name}</li>`,
  )
  const key =
    typeof chart === 'string' || entries.length === 0
      ? ''
      : html`<ul class="legend">${entries}</ul>`
  const shape = typeof chart === 'string' ? '' : chart.shape
  return html`<figure class="${shape}"><figcaption><h3>${title}</h3><p>${note}</p></figcaption>${key}${body}</figure>
`
}

/** A section of the page: its heading and what stands under it. */
export const section = (id: string, title: string, ...parts: readonly Markup[]): Markup =>
  html`<section id="${id}"><h2>${title}</h2>
${parts}</section>
`

/** Figures side by side where there is room. */
export const columns = (...figures: readonly Markup[]): Markup =>
  html`<div class="columns">${figures}</div>`

/** One cell of a table: numbers stand right, words left. */
export type Cell = string | number | Markup

/**
 * A table; the columns in `numeric` stand right. It scrolls sideways where the page is too narrow.
 */
export function table(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  numeric: readonly number[] = [],
): Markup {
  const side = (index: number): string => (numeric.includes(index) ? 'number' : '')
  const head = heads.map((text, index) => html`<th class="${side(index)}">${text}</th>`)
  const body = rows.map(
    (cells) =>
      html`<tr>${cells.map((cell, index) => html`<td class="${side(index)}">${cell}</td>`)}</tr>
`,
  )
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>
`
}
