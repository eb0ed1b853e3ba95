import type { Manifest } from './manifest.ts'

/** Who is who in a run, by dense id. A number that no one has reads as `undefined`. */
export interface Roster {
  /** The stable names, `group/index`. */
  readonly keys: readonly string[]
  /** For each actor, which of `groups` it belongs to. */
  readonly group: readonly number[]
  readonly groups: readonly RosterGroup[]
}

/** Actors of one group: `first` to `first + count − 1`. */
export interface RosterGroup {
  readonly name: string
  readonly type: string
  readonly first: number
  readonly count: number
  /** What each began with, in ticks × lots. */
  readonly cash: number
  /** Whether it is a venue and no participant. */
  readonly isVenue: boolean
}

/** Everyone in the manifest's cast and its venues, ordered by dense id. */
export function rosterOf({ cast, venues }: Pick<Manifest, 'cast' | 'venues'>): Roster {
  const isVenue = new Set(venues.map(({ actor }) => actor))
  const groups: RosterGroup[] = cast.map(({ group, type, first, count, cash }) => ({
    name: group,
    type,
    first,
    count,
    cash,
    isVenue: count === 1 && isVenue.delete(first),
  }))
  for (const { name, actor } of venues) {
    if (!isVenue.has(actor)) continue
    groups.push({ name, type: 'venue', first: actor, count: 1, cash: 0, isVenue: true })
  }
  groups.sort((one, other) => one.first - other.first)

  const keys: string[] = []
  const group: number[] = []
  groups.forEach(({ name, first, count }, index) => {
    for (let member = 0; member < count; member++) {
      keys[first + member] = `${name}/${member}`
      group[first + member] = index
    }
  })
  return { keys, group, groups }
}
