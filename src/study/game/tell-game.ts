import type { GameTerms, Study } from '../experiment/study-schema.ts'
import { told } from '../experiment/tell.ts'
import type { Bounded, GameFigure } from './analyse-game.ts'
import type { Mixture } from './game.ts'
import { PROFILE } from './game-study.ts'

/** What a game is called: the levels at which it is played. */
export function gameName({ factors, name }: Study, { levels }: GameFigure): string {
  const others = factors.filter((factor) => factor.name !== PROFILE)
  const parts = levels.map((level, nth) => `${others[nth]?.name} ${level}`)
  return parts.length === 0 ? name : parts.join(', ')
}

/** Who plays what, by role where there are several: `60 % shy, 40 % bold`. */
export const toldMixture = ({ roles }: GameTerms, mixture: Mixture): string =>
  mixture
    .map((shares, role) => {
      const parts = shares.flatMap((share, nth) =>
        share < 0.0005
          ? []
          : [`${told(Math.round(1_000 * share) / 10)} % ${roles[role]?.strategies[nth]}`],
      )
      return roles.length === 1 ? parts.join(', ') : `${roles[role]?.name}: ${parts.join(', ')}`
    })
    .join('; ')

/** `4.2 [3.9, 4.5]`. */
export const toldBounded = ({ value, low, high }: Bounded): string =>
  `${told(value)} [${told(low)}, ${told(high)}]`

/** What was found of each game, in sentences made of its figures. */
export function gameSentences(study: Study, games: readonly GameFigure[]): string[] {
  const { game } = study
  if (game === undefined) return []
  const level = `${Number((100 * study.level).toPrecision(4))} %`
  return games.flatMap((figure, nth) => {
    const name = gameName(study, figure)
    const { equilibria, differences } = figure
    if (equilibria.length === 0) return [`${name}: too few runs to estimate the game.`]
    const found = equilibria.map(({ mixture, regret, values }) => {
      const paid = values.map((value, role) =>
        game.roles.length === 1
          ? `a player is paid ${toldBounded(value)}`
          : `a ${game.roles[role]?.name} is paid ${toldBounded(value)}`,
      )
      return `${name}: near an equilibrium where all play ${toldMixture(game, mixture)}; ${paid.join(', ')}; leaving it gains ${told(regret.value)}, at ${level} at most ${told(regret.high)}.`
    })
    const base = games[0] as GameFigure
    const compared = differences.map((difference, role) => {
      const who = game.roles.length === 1 ? 'a player' : `a ${game.roles[role]?.name}`
      const isShown = difference.low > 0 || difference.high < 0
      const text = isShown
        ? `${who} is paid ${difference.value > 0 ? 'more' : 'less'}, by ${toldBounded(difference)}`
        : `no difference of what ${who} is paid is shown: ${toldBounded(difference)}`
      return `${name} against ${gameName(study, base)}, each at its equilibrium of least regret: ${text}.`
    })
    return [...found, ...(nth === 0 ? [] : compared)]
  })
}
