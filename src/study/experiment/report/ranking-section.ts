import { html, type Markup } from '../../../analysis/report/markup.ts'
import { section, table } from '../../../analysis/report/section.ts'
import { rankingOf, rankingText } from '../ranking.ts'
import type { StudyOutcome } from '../run-study.ts'
import type { ReadStudy } from '../study-file.ts'
import { cellName, told } from '../tell.ts'

/** The cells of a study of trainings, the best first. Nothing of a study of markets. */
export function rankingSection(
  { study, cells }: ReadStudy,
  { runs }: StudyOutcome,
): readonly Markup[] {
  const ranking = rankingOf(study, cells, runs)
  if (ranking.length === 0) return []
  const interval = ({ mean, low, high }: { mean: number; low: number; high: number }): Markup =>
    html`${told(mean)} <small class="quiet">[${told(low)}, ${told(high)}]</small>`
  const rows = ranking.map(({ cell, behind, ...own }, nth) => [
    nth + 1,
    cellName(study, cells[cell] as (typeof cells)[number]),
    interval(own),
    behind === null ? '' : interval(behind),
    behind === null ? 'first' : behind.low > 0 ? 'behind' : 'not to be told apart',
  ])
  const [measure = ''] = Object.keys(study.measures)
  const note = html`<p class="note">By the mean of ${measure} over training seeds, each policy played on the same ranking seeds; in brackets ${100 * study.level} % BCa intervals over training seeds. Behind the first: the difference, training seed by training seed. The first of many is in part the luckiest: its own mean is too high to be expected again, and the intervals are not corrected for how many were tried. Train it anew, on other seeds, and evaluate it there.</p>`
  return [
    section(
      'ranking',
      'Ranking',
      html`${rankingText(study, cells, ranking).map((line) => html`<p>${line}</p>`)}`,
      html`${table(['', 'cell', measure, 'behind the first by', ''], rows, [0, 2, 3])}${note}`,
    ),
  ]
}
