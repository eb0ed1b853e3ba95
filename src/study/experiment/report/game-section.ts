import { html, type Markup } from '../../../analysis/report/markup.ts'
import { section, table } from '../../../analysis/report/section.ts'
import type { GameFigure } from '../../game/analyse-game.ts'
import { gameName, gameSentences, toldBounded, toldMixture } from '../../game/tell-game.ts'
import type { Study } from '../study-schema.ts'

/** The equilibria of a study's games, in words and in a table. Nothing of a study without a game. */
export function gameSection(study: Study, games: readonly GameFigure[]): Markup[] {
  const { game } = study
  if (game === undefined) return []
  const rows = games.flatMap((figure) =>
    figure.equilibria.map(({ mixture, regret, values }) => [
      gameName(study, figure),
      toldMixture(game, mixture),
      values.map(toldBounded).join('; '),
      toldBounded(regret),
      figure.seeds,
    ]),
  )
  const roles = game.roles
    .map(({ players, reduced, name }) => `${players} of ${name} through ${reduced}`)
    .join(', ')
  const note = html`<p class="note">Payoffs are means over seeds of the profiles that the deviation-preserving reduction asks for (${roles}); equilibria are sought by replicator dynamics and then by lessening the regret, the most that one player gains by leaving. In brackets: percentile intervals over resampled seeds. An equilibrium is one among the strategies that were tried.</p>`
  return [
    section(
      'games',
      'Equilibria',
      html`${gameSentences(study, games).map((text) => html`<p>${text}</p>`)}`,
      html`${table(['game', 'all play', 'a player is paid', 'regret', 'seeds'], rows, [2, 3, 4])}${note}`,
    ),
  ]
}
