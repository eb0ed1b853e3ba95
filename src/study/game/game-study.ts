import type { Study } from '../experiment/study-schema.ts'
import { type Profile, profileKey } from './profiles.ts'
import { profilesNeeded } from './reduction.ts'

/** The factor that a game adds to a study. */
export const PROFILE = 'profile'

/** What a strategy's payoff is called among a study's measures. */
export const payoffName = (strategy: string): string => `payoff-${strategy}`

/**
 * A study with what its game asks for: a factor of the profiles that its reduced game needs, each of
 * which sets how many each strategy's group has, and each strategy's payoff as a measure. A study
 * without a game is given back as it is.
 */
export function withProfiles(study: Study): Study {
  const { game } = study
  if (game === undefined) return study
  const strategies = game.roles.map((role) => role.strategies)
  const countsOf = (profile: Profile): string[] =>
    profile.flatMap((counts, role) =>
      counts.map((count, nth) => `groups.${strategies[role]?.[nth]}.count=${count}`),
    )
  const levels = profilesNeeded(game.roles).map((profile) => ({
    name: profileKey(profile),
    set: countsOf(profile),
  }))
  const payoffs = strategies
    .flat()
    .map((group) => [payoffName(group), { ...game.payoff, group }] as const)
  return {
    ...study,
    factors: [...study.factors, { name: PROFILE, levels }],
    measures: { ...study.measures, ...Object.fromEntries(payoffs) },
  }
}
