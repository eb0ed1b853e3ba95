import { Kind, nameOf } from '../../../protocols/kind.ts'
import { CAST, type TraderType } from '../cast.ts'
import type { Fields, Inconsistency } from './consistency.ts'
import { FEEDS, PUBLISHED } from './market-schema.ts'
import { formatValue } from './scenario-error.ts'

/** How a file's names hang together, as far as it can be told. */
export interface Bearings {
  /** The instrument that a group is about. */
  symbolOf(group: Fields): unknown
  /** What a venue trades. */
  symbolsOf(venue: Fields): readonly unknown[]
  /** What an index is made of; nothing where it is none. */
  partsOf(symbol: unknown): readonly unknown[]
}

/**
 * Every feed that is read at a venue which does not publish it: by traders at home there, by those
 * who look at every venue or at the parts of an index, and by venues that protect its quotes. They
 * would wait for ever, and nobody would know why they do not act. A group of nobody reads nothing.
 *
 * @param venues as the file says them, and `groups` too; what is wrong by itself is passed over
 */
export function* missingFeeds(
  venues: readonly Fields[],
  groups: readonly Fields[],
  bearings: Bearings,
): Generator<Inconsistency> {
  for (const [index, venue] of venues.entries()) {
    // Of venues of one name, a group trades at the first.
    if (venues.findIndex(({ name }) => name === venue.name) !== index) continue
    const readers = new Map<Kind, Reader[]>()
    const note = (feed: Kind, reader: Reader): void => {
      readers.set(feed, [...(readers.get(feed) ?? []), reader])
    }
    for (const group of groups) {
      if (group.count === 0) continue
      const isHome = homeOf(group, venues) === venue
      if (!isHome && !looksAt(venue, group, venues, bearings)) continue
      for (const feed of readsOf(group)) note(feed, { text: groupText(group), isHome })
    }
    for (const other of venues) {
      if (protects(other, venue, bearings)) {
        note(Kind.quote, { text: `venue ${formatValue(other.name)}`, isHome: false })
      }
    }
    for (const [feed, those] of readers) {
      if (!publishes(venue, feed)) yield missing(index, venue, feed, those)
    }
  }
}

/** Who reads a feed, and whether the venue is its own. */
interface Reader {
  readonly text: string
  readonly isHome: boolean
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

/** The parameter in which a group names another instrument of its venue, where it has one. */
export const besidesField = (group: Fields): string | undefined => typeOf(group)?.besides

const groupText = ({ name }: Fields): string => `group ${formatValue(name)}`

/** The venue that a row names, or the first. */
export const homeOf = ({ venue }: Fields, venues: readonly Fields[]): Fields | undefined =>
  venue === undefined ? venues[0] : venues.find(({ name }) => name === venue)

/** Whether a group reads this venue's feeds though it is at home elsewhere. */
function looksAt(
  venue: Fields,
  group: Fields,
  venues: readonly Fields[],
  { symbolOf, symbolsOf, partsOf }: Bearings,
): boolean {
  const trades = (at: Fields, traded: unknown): boolean => symbolsOf(at).includes(traded)
  const type = typeOf(group)
  const symbol = symbolOf(group)
  if (type?.everywhere === true) return trades(venue, symbol)
  if (type?.ofIndex !== true) return false
  const home = homeOf(group, venues)
  return partsOf(symbol).some((part) => {
    const isAtHome = home !== undefined && trades(home, part)
    return !isAtHome && venues.find((other) => trades(other, part)) === venue
  })
}

/** Whether `guardian` keeps orders from trading through the quotes of `venue`. */
function protects(guardian: Fields, venue: Fields, { symbolsOf }: Bearings): boolean {
  if (guardian === venue || !isFields(guardian.guards)) return false
  if (guardian.guards.tradeThrough === undefined) return false
  return symbolsOf(guardian).some((symbol) => symbolsOf(venue).includes(symbol))
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

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
  readers: readonly Reader[],
): Inconsistency {
  const one = readers.length === 1
  const who = `${readers.map(({ text }) => text).join(', ')} at venue ${formatValue(name)}`
  const reason = `${who} ${one ? 'reads' : 'read'}`
  const instead = readers.every(({ isHome }) => isHome)
    ? `or let ${one ? 'it' : 'them'} trade at another venue`
    : 'or let the venue not trade that instrument'
  if (feed === Kind.imbalance) {
    const text = `is missing, and ${reason} it: set the share at which to publish it, such as 0.9, ${instead}`
    return { path: ['venues', index, 'imbalance'], text }
  }
  const feedName = formatValue(nameOf(Kind, feed))
  const text = `must have ${feedName}, which ${reason}, not ${formatValue(feeds)} alone: add it, ${instead}`
  return { path: ['venues', index, 'feeds'], text }
}
