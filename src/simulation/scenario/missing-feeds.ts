import { Kind, nameOf } from '../../../protocols/kind.ts'
import { CAST, type TraderType } from '../cast.ts'
import type { Fields, Inconsistency } from './consistency.ts'
import { FEEDS, PUBLISHED } from './market-schema.ts'
import { formatValue } from './scenario-error.ts'

/**
 * Every feed that traders read at a venue which does not publish it: they would wait for ever, and
 * nobody would know why they do not trade. A group of nobody reads nothing.
 *
 * @param venues as the file says them, and `groups` too; what is wrong by itself is passed over
 */
export function* missingFeeds(
  venues: readonly Fields[],
  groups: readonly Fields[],
): Generator<Inconsistency> {
  for (const [index, venue] of venues.entries()) {
    // Of venues of one name, a group trades at the first.
    if (venues.findIndex(({ name }) => name === venue.name) !== index) continue
    const readers = new Map<Kind, string[]>()
    for (const group of groups) {
      const isHere = group.venue === undefined ? index === 0 : group.venue === venue.name
      if (!isHere || group.count === 0) continue
      for (const feed of readsOf(group)) {
        readers.set(feed, [...(readers.get(feed) ?? []), formatValue(group.name)])
      }
    }
    for (const [feed, names] of readers) {
      if (!publishes(venue, feed)) yield missing(index, venue, feed, names)
    }
  }
}

/**
 * Every group that waits for what nobody tells of its instrument: a reader of news without a source
 * of news. Where a group is of no known type nobody is blamed: it may be the one that was meant to.
 *
 * @param groups as the file says them; what is wrong by itself is passed over
 * @param symbolOf the instrument that a group is about
 */
export function* missingSources(
  groups: readonly Fields[],
  symbolOf: (group: Fields) => unknown,
): Generator<Inconsistency> {
  if (groups.some((group) => typeOf(group) === undefined)) return
  const present = groups.filter(({ count }) => count !== 0)
  for (const [index, group] of groups.entries()) {
    if (group.count === 0) continue
    const symbol = symbolOf(group)
    for (const needed of typeOf(group)?.needs ?? []) {
      if (present.some((other) => other.type === needed && symbolOf(other) === symbol)) continue
      const text = `must not be ${formatValue(group.type)} without a group of type "${needed}" for ${formatValue(symbol)}: add one, such as { name: ${needed}, type: ${needed} }`
      yield { path: ['groups', index, 'type'], text }
    }
  }
}

/** Whether a group trades an index against its parts. */
export const wantsIndex = (group: Fields): boolean => typeOf(group)?.ofIndex === true

const readsOf = (group: Fields): readonly Kind[] => typeOf(group)?.reads ?? []

function typeOf({ type }: Fields): TraderType | undefined {
  if (typeof type !== 'string' || !Object.hasOwn(CAST, type)) return undefined
  return (CAST as Readonly<Record<string, TraderType>>)[type]
}

/** The imbalance has a field of its own; of a list in which something is wrong, all is believed. */
function publishes({ feeds = PUBLISHED, imbalance }: Fields, feed: Kind): boolean {
  if (feed === Kind.imbalance) return imbalance !== undefined
  if (!Array.isArray(feeds) || !feeds.every((name) => FEEDS.includes(name))) return true
  return feeds.includes(nameOf(Kind, feed))
}

function missing(
  index: number,
  { name, feeds = PUBLISHED }: Fields,
  feed: Kind,
  groups: readonly string[],
): Inconsistency {
  const one = groups.length === 1
  const who = `${one ? 'group' : 'groups'} ${groups.join(', ')} at venue ${formatValue(name)}`
  const reason = `${who} ${one ? 'reads' : 'read'}`
  const instead = `or let ${one ? 'it' : 'them'} trade at another venue`
  if (feed === Kind.imbalance) {
    const text = `is missing, and ${reason} it: set the share at which to publish it, such as 0.9, ${instead}`
    return { path: ['venues', index, 'imbalance'], text }
  }
  const feedName = formatValue(nameOf(Kind, feed))
  const text = `must have ${feedName}, which ${reason}, not ${formatValue(feeds)} alone: add it, ${instead}`
  return { path: ['venues', index, 'feeds'], text }
}
