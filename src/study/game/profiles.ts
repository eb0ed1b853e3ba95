/** Players who choose among the same strategies, and are alike but for what they choose. */
export interface Role {
  readonly name: string
  /** At least 1. */
  readonly players: number
  /** At least one. */
  readonly strategies: readonly string[]
}

/** How many of each role play each strategy, in the order of the roles and of their strategies. */
export type Profile = readonly (readonly number[])[]

/** Says of a profile which it is. */
export const profileKey = (profile: Profile): string =>
  profile.map((counts) => counts.join('-')).join('.')

/** All ways to deal `players` over `strategies`, those with most on the first ones first. */
export function dealings(players: number, strategies: number): number[][] {
  if (strategies === 1) return [[players]]
  return Array.from({ length: players + 1 }, (_, rest) =>
    dealings(rest, strategies - 1).map((others) => [players - rest, ...others]),
  ).flat()
}

/** Each of the first with each of the second, and so on; the last changes first. */
export const everyWay = <Item>(lists: readonly (readonly Item[])[]): Item[][] =>
  lists.reduce<Item[][]>(
    (ways, list) => ways.flatMap((way) => list.map((one) => [...way, one])),
    [[]],
  )

/** All profiles of a game that is symmetric within its roles. */
export const profilesOf = (roles: readonly Role[]): Profile[] =>
  everyWay(roles.map(({ players, strategies }) => dealings(players, strategies.length)))
