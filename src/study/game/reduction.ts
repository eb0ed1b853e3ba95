import { type Profile, profileKey, profilesOf, type Role } from './profiles.ts'

/** A role of a game that is looked at through one of fewer players. */
export interface ReducedRole extends Role {
  /** Players of the reduced game, 1..`players`. */
  readonly reduced: number
}

/**
 * What is wrong with a role's number of reduced players, or `undefined`: each of the others must stand
 * for as many, for the players of the own role and, where there are other roles, for those of theirs.
 */
export function reductionFault(
  { players, reduced }: Pick<ReducedRole, 'players' | 'reduced'>,
  isAlone: boolean,
): string | undefined {
  const fits = (one: number): boolean =>
    (one === players || (one > 1 && (players - 1) % (one - 1) === 0)) &&
    (isAlone || players % one === 0)
  if (fits(reduced)) return undefined
  const ways = Array.from({ length: players }, (_, nth) => nth + 1).filter(fits)
  const rule = isAlone
    ? 'less 1 must divide players less 1'
    : 'and it less 1 must divide players and players less 1'
  return `is ${reduced} of ${players} players: it ${rule}; it may be ${ways.join(', ')}`
}

/** The same roles with as many players as the reduced game has. */
export const reducedRoles = (roles: readonly ReducedRole[]): Role[] =>
  roles.map(({ name, reduced, strategies }) => ({ name, players: reduced, strategies }))

/**
 * The profile of the whole game whose payoff to `strategy` of `role` the reduced game has at `profile`:
 * one player deviates alone, and each of the others of the reduced game stands for as many.
 *
 * Deviation-preserving reduction: Wiedenbeck and Wellman (2012), "Scaling simulation-based game analysis
 * through deviation-preserving reduction", AAMAS, section 4.
 *
 * @param profile of the reduced game, with at least one of `role` on `strategy`
 */
export function wholeProfile(
  roles: readonly ReducedRole[],
  profile: Profile,
  role: number,
  strategy: number,
): Profile {
  return profile.map((counts, nth) => {
    const { players, reduced } = roles[nth] as ReducedRole
    if (nth !== role) return counts.map((count) => (count * players) / reduced)
    const each = reduced === 1 ? 0 : (players - 1) / (reduced - 1)
    return counts.map((count, own) => (own === strategy ? (count - 1) * each + 1 : count * each))
  })
}

/** The profiles of the whole game that a reduced game asks for, each once. */
export function profilesNeeded(roles: readonly ReducedRole[]): Profile[] {
  const needed = new Map<string, Profile>()
  for (const profile of profilesOf(reducedRoles(roles))) {
    for (const [role, counts] of profile.entries()) {
      for (const [strategy, count] of counts.entries()) {
        if (count === 0) continue
        const whole = wholeProfile(roles, profile, role, strategy)
        needed.set(profileKey(whole), whole)
      }
    }
  }
  return [...needed.values()]
}
