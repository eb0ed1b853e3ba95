import { parseDuration } from '../../../actors/parameters.ts'
import { ACTORS_MAX, NANOS_MAX } from '../../../protocols/units.ts'
import { formatClock, parseClock } from './clock-time.ts'
import { didYouMean } from './did-you-mean.ts'
import { COUNT_MAX } from './group-schema.ts'
import { SESSION } from './market-schema.ts'
import { besidesField, homeOf, missingFeeds, missingSources, wantsIndex } from './missing-feeds.ts'
import { formatValue } from './scenario-error.ts'

/** What is wrong with a field that is right by itself. */
export interface Inconsistency {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** A table of a file, whatever is in it. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Everything in a file that does not fit together: names given twice, references to what is not
 * there, feeds that are read and not published, times out of order, more actors than there can be. It reads the file as it was written,
 * so that these are found even where other fields are wrong; a field of a wrong type is passed over.
 *
 * @param file anything
 */
export function findInconsistencies(file: unknown): Inconsistency[] {
  const fields = tableOf(file)
  return [
    ...duplicates(fields),
    ...references(fields),
    ...sessionTimes(tableOf(fields.session), fields.until),
    ...missingFeeds(rowsOf(fields.venues), rowsOf(fields.groups), {
      symbolOf: (group) => symbolOf(group, fields),
      symbolsOf: ({ instruments }) => symbolsOf(instruments, fields),
      partsOf: (symbol) => partsOf(symbol, fields),
    }),
    ...missingSources(rowsOf(fields.groups), (group) => symbolOf(group, fields)),
    ...indices(fields),
    ...besides(fields),
    ...delays(tableOf(fields.latency)),
    ...linkRules(fields),
    ...placed(fields),
    ...watchedMarkets(fields),
    ...numbersOfActors(fields),
  ]
}

const tableOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const rowsOf = (value: unknown): Fields[] => listOf(value).map(tableOf)
const textsOf = (values: readonly unknown[]): string[] =>
  values.filter((value) => typeof value === 'string')

function* duplicates(fields: Fields): Generator<Inconsistency> {
  const symbols = rowsOf(fields.instruments).map(({ symbol }) => symbol)
  yield* repeated(symbols, (index) => ['instruments', index, 'symbol'], 'instruments')
  const names = [...rowsOf(fields.venues), ...rowsOf(fields.groups)].map(({ name }) => name)
  const venues = rowsOf(fields.venues).length
  const place = (index: number): (string | number)[] =>
    index < venues ? ['venues', index, 'name'] : ['groups', index - venues, 'name']
  yield* repeated(names, place, 'venues and groups')
  for (const [venue, { instruments }] of rowsOf(fields.venues).entries()) {
    const traded = (index: number) => ['venues', venue, 'instruments', index]
    yield* repeated(listOf(instruments), traded, "a venue's instruments")
  }
}

function* repeated(
  values: readonly unknown[],
  place: (index: number) => readonly (string | number)[],
  among: string,
): Generator<Inconsistency> {
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'string' || values.indexOf(value) === index) continue
    yield { path: place(index), text: `must be unique among ${among}, not "${value}" again` }
  }
}

function* references(fields: Fields): Generator<Inconsistency> {
  const symbols = textsOf(rowsOf(fields.instruments).map(({ symbol }) => symbol))
  const venues = rowsOf(fields.venues)
  for (const [venue, { instruments }] of venues.entries()) {
    for (const [index, symbol] of listOf(instruments).entries()) {
      yield* unknown(symbol, symbols, ['venues', venue, 'instruments', index], 'an instrument')
    }
  }
  const names = textsOf(venues.map(({ name }) => name))
  for (const [venue, { name, mechanism }] of venues.entries()) {
    const others = names.filter((other) => other !== name)
    const { refersTo, dealers } = tableOf(mechanism)
    const groups = textsOf(rowsOf(fields.groups).map((group) => group.name))
    yield* unknown(dealers, groups, ['venues', venue, 'mechanism', 'dealers'], 'a group')
    yield* unknown(refersTo, others, ['venues', venue, 'mechanism', 'refersTo'], 'another venue')
  }
  for (const [group, { venue, instrument }] of rowsOf(fields.groups).entries()) {
    yield* listing({ venue, instrument }, ['groups', group], fields)
  }
}

/** An instrument at a venue, each by name where it is named: the venue is there, and trades it. */
function* listing(
  { venue, instrument }: Fields,
  path: readonly (string | number)[],
  fields: Fields,
): Generator<Inconsistency> {
  const venues = rowsOf(fields.venues)
  const names = textsOf(venues.map(({ name }) => name))
  yield* unknown(venue, names, [...path, 'venue'], 'a venue')
  const at = homeOf({ venue }, venues)
  if (at === undefined) return
  const traded = textsOf(symbolsOf(at.instruments, fields))
  const what = `an instrument of venue ${formatValue(at.name)}`
  yield* unknown(instrument, traded, [...path, 'instrument'], what)
}

/** What a group trades: its instrument, or its venue's first. */
function symbolOf({ venue, instrument }: Fields, { venues, instruments }: Fields): unknown {
  if (instrument !== undefined) return instrument
  const at = homeOf({ venue }, rowsOf(venues))
  return listOf(at?.instruments)[0] ?? rowsOf(instruments)[0]?.symbol
}

/** What a venue trades that says so in `instruments`: by default every instrument. */
const symbolsOf = (instruments: unknown, fields: Fields): readonly unknown[] =>
  instruments === undefined
    ? rowsOf(fields.instruments).map(({ symbol }) => symbol)
    : listOf(instruments)

/** What an instrument is made of, where it is an index. */
const partsOf = (symbol: unknown, { instruments }: Fields): readonly unknown[] => {
  const row = rowsOf(instruments).find((each) => each.symbol === symbol)
  return rowsOf(tableOf(row?.fundamental).of).map((part) => part.symbol)
}

/** An index is made of instruments that are none and are traded; who trades one against its parts needs it. */
function* indices(fields: Fields): Generator<Inconsistency> {
  const rows = rowsOf(fields.instruments)
  const isIndex = ({ fundamental }: Fields): boolean => tableOf(fundamental).type === 'index'
  const plain = textsOf(rows.filter((row) => !isIndex(row)).map(({ symbol }) => symbol))
  const venues = rowsOf(fields.venues)
  const traded = (symbol: unknown): boolean =>
    venues.some(
      ({ instruments }) => instruments === undefined || listOf(instruments).includes(symbol),
    )
  for (const [index, { fundamental }] of rows.entries()) {
    if (tableOf(fundamental).type !== 'index') continue
    for (const [part, { symbol }] of rowsOf(tableOf(fundamental).of).entries()) {
      const path = ['instruments', index, 'fundamental', 'of', part, 'symbol']
      yield* unknown(symbol, plain, path, 'an instrument that is no index')
      if (typeof symbol !== 'string' || !plain.includes(symbol) || traded(symbol)) continue
      yield {
        path,
        text: `must be traded at some venue: add ${formatValue(symbol)} to one's instruments`,
      }
    }
  }
  for (const [index, group] of rowsOf(fields.groups).entries()) {
    const symbol = symbolOf(group, fields)
    if (group.count === 0 || !wantsIndex(group) || !plain.includes(symbol as string)) continue
    const text = `must trade an index, not ${formatValue(symbol)}: name one whose fundamental is of type "index"`
    yield { path: ['groups', index, 'instrument'], text }
  }
}

/** Who trades another instrument of its venue besides its own needs one that is traded there. */
function* besides(fields: Fields): Generator<Inconsistency> {
  for (const [index, group] of rowsOf(fields.groups).entries()) {
    const field = besidesField(group)
    if (group.count === 0 || field === undefined) continue
    const venues = rowsOf(fields.venues)
    const at = homeOf(group, venues)
    const own = symbolOf(group, fields)
    const others = textsOf(symbolsOf(at?.instruments, fields)).filter((symbol) => symbol !== own)
    const path = ['groups', index, 'parameters', field]
    const what = `another instrument of venue ${formatValue(at?.name)}`
    yield* unknown(tableOf(group.parameters)[field], others, path, what)
    if (at === undefined || others.length > 0) continue
    const text = `must not be ${formatValue(group.type)} where its venue trades one instrument alone: let the venue trade another`
    yield { path: ['groups', index, 'type'], text }
  }
}

function* unknown(
  value: unknown,
  known: readonly string[],
  path: readonly (string | number)[],
  what: string,
): Generator<Inconsistency> {
  if (typeof value !== 'string' || known.includes(value) || known.length === 0) return
  const names = [...new Set(known)].map((name) => `"${name}"`).join(', ')
  yield {
    path,
    text: `must be ${what}: ${names}, not "${value}"${didYouMean(value, known)}`,
  }
}

function* sessionTimes(session: Fields, until: unknown): Generator<Inconsistency> {
  const start = clockOf(session.start ?? SESSION.start)
  const open = clockOf(session.open ?? SESSION.open)
  const close = clockOf(session.close ?? SESSION.close)
  if (start === undefined) return
  if (start % 1e9 !== 0) {
    const text = `must be in whole seconds, not ${formatValue(session.start)}`
    yield { path: ['session', 'start'], text }
  }
  if (open !== undefined && open < start) {
    const text = `must be at or after the start (${formatClock(start)}), not ${formatClock(open)}`
    yield { path: ['session', 'open'], text }
  }
  if (open !== undefined && close !== undefined) {
    if (close <= open) {
      const text = `must be after the open (${formatClock(open)}), not ${formatClock(close)}`
      yield { path: ['session', 'close'], text }
    } else yield* halts(rowsOf(session.halts), open, close)
    yield* opening(clockOf(tableOf(session.openingAuction).from), start, open)
  }
  yield* end(until, start)
}

function* opening(from: number | undefined, start: number, open: number): Generator<Inconsistency> {
  if (from === undefined || (from > start && from < open)) return
  const text = `must be after the start (${formatClock(start)}) and before the open (${formatClock(open)}), not ${formatClock(from)}`
  yield { path: ['session', 'openingAuction', 'from'], text }
}

function* halts(rows: readonly Fields[], open: number, close: number): Generator<Inconsistency> {
  let free = open
  for (const [index, { at, for: length, auction = 0 }] of rows.entries()) {
    const from = clockOf(at)
    const halted = durationOf(length)
    const gathering = durationOf(auction)
    if (from === undefined || halted === undefined || gathering === undefined) continue
    const span = halted + gathering
    const before = index === 0 ? 'the open' : 'the end of the halt before it'
    if (from < free || from + span > close) {
      const text =
        from < free
          ? `must be at or after ${before} (${formatClock(free)}), not ${formatClock(from)}`
          : `must end by the close (${formatClock(close)}), not at ${formatClock(from + span)}`
      yield { path: ['session', 'halts', index, 'at'], text }
    }
    free = Math.max(free, from + span)
  }
}

function* end(until: unknown, start: number): Generator<Inconsistency> {
  const at = clockOf(until)
  if (at === undefined ? durationOf(until) === 0 : at <= start) {
    const text = `must be after the start (${formatClock(start)}), not ${formatValue(until)}`
    yield { path: ['until'], text }
  }
}

function* delays({ type, min, max }: Fields): Generator<Inconsistency> {
  const least = durationOf(min)
  const most = durationOf(max)
  if (type !== 'uniform' || least === undefined || most === undefined || least <= most) return
  const text = `must be at least the min (${formatValue(min)}), not ${formatValue(max)}`
  yield { path: ['latency', 'max'], text }
}

/** The markets that links watch. */
function* watchedMarkets(fields: Fields): Generator<Inconsistency> {
  const { direct, rules } = tableOf(fields.latency)
  const links: [unknown, (string | number)[]][] = [
    [direct, ['latency', 'direct']],
    ...rowsOf(rules).map((rule, nth): [unknown, (string | number)[]] => [
      rule.direct,
      ['latency', 'rules', nth, 'direct'],
    ]),
  ]
  for (const [link, path] of links) {
    const { volatility } = tableOf(link)
    const { venue, instrument } = tableOf(volatility)
    yield* listing({ venue, instrument }, [...path, 'volatility'], fields)
  }
}

function* linkRules({ latency, venues, groups }: Fields): Generator<Inconsistency> {
  const names = textsOf([...rowsOf(venues), ...rowsOf(groups)].map(({ name }) => name))
  for (const [rule, { between }] of rowsOf(tableOf(latency).rules).entries()) {
    for (const [end, name] of listOf(between).entries()) {
      yield* unknown(name, names, ['latency', 'rules', rule, 'between', end], 'a venue or a group')
    }
  }
}

function* placed({ placement, venues, groups }: Fields): Generator<Inconsistency> {
  const names = textsOf([...rowsOf(venues), ...rowsOf(groups)].map(({ name }) => name))
  for (const [index, { group }] of rowsOf(placement).entries()) {
    yield* unknown(group, names, ['placement', index, 'group'], 'a venue or a group')
  }
  const named = rowsOf(placement).map(({ group }) => group)
  yield* repeated(named, (index) => ['placement', index, 'group'], 'those placed')
}

function* numbersOfActors(fields: Fields): Generator<Inconsistency> {
  let actors = rowsOf(fields.venues).length
  for (const { count } of rowsOf(fields.groups)) {
    if (typeof count === 'number' && count >= 0 && count <= COUNT_MAX) actors += count
    else if (count === undefined) actors += 1
  }
  if (actors <= ACTORS_MAX) return
  yield { path: ['groups'], text: `must be at most ${ACTORS_MAX} actors in all, not ${actors}` }
}

const clockOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? parseClock(value) : undefined

function durationOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parsed = parseDuration(value)
  return typeof parsed === 'number' && parsed <= NANOS_MAX ? parsed : undefined
}
