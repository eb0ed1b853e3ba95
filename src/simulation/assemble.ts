import type { Fundamental, Listing, Market, Part } from '../../actors/actor.ts'
import {
  createExchange,
  type ExchangeOptions,
  type ExchangeParameters,
} from '../../actors/exchange/exchange.ts'
import type { PlannedHalt, SessionPlan } from '../../actors/exchange/session-plan.ts'
import { createIndexValue } from '../../actors/fundamental/index-value.ts'
import type { BeginOnline } from '../../actors/learner/online.ts'
import { derive, rootKey } from '../../protocols/hash.ts'
import { Kind } from '../../protocols/kind.ts'
import type { ActorId, InstrumentId, Nanos } from '../../protocols/units.ts'
import {
  constantLatency,
  distanceLatency,
  type Latency,
  uniformLatency,
} from '../kernel/latency.ts'
import { createLinks } from '../kernel/links.ts'
import { CAST, FUNDAMENTALS, type FundamentalType, type TraderType } from './cast.ts'
import { distributionOf } from './distribution-of.ts'
import { linkPlan } from './link-plan.ts'
import { actorsByGroup, referencesOf, tradingTerms } from './mechanism-terms.ts'
import type { Member } from './part.ts'
import type { ScenarioDistribution } from './scenario/distribution-schema.ts'
import type {
  Scenario,
  ScenarioGroup,
  ScenarioInstrument,
  ScenarioVenue,
} from './scenario/scenario.ts'
import { withLines } from './scenario/with-lines.ts'

/** Who is where in a cast: a group's actors have the dense ids `first` to `first + count − 1`. */
export interface CastGroup {
  readonly group: string
  readonly type: string
  readonly first: number
  readonly count: number
  /** What each begins with, in ticks × lots. */
  readonly cash: number
  /** ns of thinking before each message. */
  readonly computation: number
}

/** A scenario's cast, venues first, then its groups in the order of the file. */
export interface Assembly {
  readonly members: readonly Member[]
  readonly groups: readonly CastGroup[]
  readonly markets: readonly Market[]
  /** By symbol. */
  readonly fundamentals: ReadonlyMap<string, Fundamental>
}

/**
 * Makes the scenario's actors and tells each what it trades where.
 * @param optionsOf how a venue, by its place, is looked at and taken up again
 * @param beyond begins learners whose networks are not dense
 */
export function assemble(
  scenario: Scenario,
  optionsOf: (venue: number) => ExchangeOptions = () => ({}),
  beyond?: BeginOnline,
): Assembly {
  const fundamentals = fundamentalsOf(scenario)
  const venues = scenario.venues.map((venue, nth) => venueMember(venue, scenario, optionsOf(nth)))
  const members: Member[] = [...venues]
  const groups: CastGroup[] = scenario.venues.map(({ name, computation }, first) => ({
    group: name,
    type: 'venue',
    first,
    count: 1,
    cash: 0,
    computation,
  }))
  for (const group of scenario.groups) {
    const { name, type, count, cash, computation, workTime, thinking } = group
    const mind =
      thinking === undefined ? {} : { mind: { ...thinking, time: distributionOf(thinking.time) } }
    groups.push({ group: name, type, first: members.length, count, cash, computation })
    const market = marketOf(group, scenario, fundamentals)
    if (count === 0) continue
    const { create, isHub = false } = CAST[type] as TraderType
    // Once for all of them: an actor keeps nothing but its context from one life to the next.
    const actor = withLines('a policy', () => create(group.parameters, market, beyond))
    for (let index = 0; index < count; index++) {
      members.push({
        key: `${name}/${index}`,
        actor,
        home: market.venue,
        isHub,
        thinking: computation,
        workTime,
        ...mind,
        supervision: group.supervision,
      })
    }
  }
  const markets = scenario.venues.flatMap(({ name, instruments }) =>
    instruments.map((instrument) => marketOf({ venue: name, instrument }, scenario, fundamentals)),
  )
  return { members, groups, markets, fundamentals }
}

/** The market of one instrument at one venue, both by name. */
function marketOf(
  { venue, instrument }: Pick<ScenarioGroup, 'venue' | 'instrument'>,
  scenario: Scenario,
  fundamentals: ReadonlyMap<string, Fundamental>,
): Market {
  const { venues, session } = scenario
  const at = venues.findIndex(({ name }) => name === venue)
  const traded = (venues[at] as ScenarioVenue).instruments
  return {
    venue: at as ActorId,
    instrument: traded.indexOf(instrument) as InstrumentId,
    open: session.open as Nanos,
    close: session.close as Nanos,
    fundamental: fundamentals.get(instrument) as Fundamental,
    listed: traded,
    elsewhere: elsewhereOf(instrument, venues[at] as ScenarioVenue, venues),
    parts: partsOf(instrument, scenario, at),
    news: sourceOf('news', instrument, scenario),
    consolidated: sourceOf('consolidated-feed', instrument, scenario),
  }
}

/** Where else than at `venue` an instrument is traded. */
function elsewhereOf(
  instrument: string,
  venue: ScenarioVenue,
  venues: readonly ScenarioVenue[],
): Listing[] {
  const at = venues.indexOf(venue)
  return listingsOf(instrument, venues).filter((listing) => listing.venue !== at)
}

/** Where an instrument is traded, in the order of the venues. */
function listingsOf(instrument: string, venues: readonly ScenarioVenue[]): Listing[] {
  return venues.flatMap(({ instruments }, venue) => {
    const number = instruments.indexOf(instrument)
    if (number < 0) return []
    return [{ venue: venue as ActorId, instrument: number as InstrumentId }]
  })
}

/** The first actor of this type that publishes about the instrument, under the number it has there. */
function sourceOf(type: string, instrument: string, scenario: Scenario): Listing | undefined {
  const { groups, venues } = scenario
  const source = groups.find(
    (group) => group.type === type && group.instrument === instrument && group.count > 0,
  )
  if (source === undefined) return undefined
  const traded = venues.find(({ name }) => name === source.venue) as ScenarioVenue
  return {
    venue: actorsByGroup(scenario)(source.name)[0] as ActorId,
    instrument: traded.instruments.indexOf(instrument) as InstrumentId,
  }
}

function venueMember(venue: ScenarioVenue, scenario: Scenario, options: ExchangeOptions): Member {
  const { session, venues } = scenario
  const { name, instruments, service, serviceTimes, computation, mechanism, ...rest } = venue
  const { openingAuction, closingAuction } = session
  const parameters: ExchangeParameters = {
    ...rest,
    instruments: instruments.map((_, id) => id as InstrumentId),
    open: session.open as Nanos,
    close: session.close as Nanos,
    halts: session.halts as readonly PlannedHalt[],
    openingAuction: openingAuction as SessionPlan['openingAuction'],
    closingAuction: closingAuction as SessionPlan['closingAuction'],
    mechanism: mechanism && tradingTerms(mechanism, actorsByGroup(scenario)),
    references: referencesOf(venue, venues),
    elsewhere: instruments.map((symbol) => elsewhereOf(symbol, venue, venues)),
    service: service as Nanos,
    serviceTimes: serviceTimes && serviceTimesOf(serviceTimes),
  }
  const exchange = createExchange(parameters, undefined, options)
  return { key: `${name}/0`, actor: exchange, isHub: true, thinking: computation }
}

/** The gateway's times by kind, as quantiles. */
function serviceTimesOf(
  times: NonNullable<ScenarioVenue['serviceTimes']>,
): ReadonlyMap<Kind, (uniform: number) => number> {
  const entries = Object.entries(times) as [keyof typeof times, ScenarioDistribution | undefined][]
  return new Map(
    entries.flatMap(([kind, spec]) =>
      spec === undefined ? [] : [[Kind[kind], distributionOf(spec).quantile] as const],
    ),
  )
}

/**
 * What an index is made of, each part at the venue `home` where that trades it, else at the first that
 * does; `undefined` where the instrument is no index, or a part is traded nowhere.
 */
function partsOf(
  symbol: string,
  { instruments, venues }: Scenario,
  home: number,
): readonly Part[] | undefined {
  const { fundamental } = instruments.find((known) => known.symbol === symbol) as ScenarioInstrument
  if (fundamental.type !== 'index') return undefined
  const parts = fundamental.of.flatMap(({ symbol, lots }) => {
    const listings = listingsOf(symbol, venues)
    const listing = listings.find(({ venue }) => venue === home) ?? listings[0]
    return listing === undefined ? [] : [{ ...listing, lots }]
  })
  return parts.length === fundamental.of.length ? parts : undefined
}

/** By symbol; those of indices last, which are made of the others. */
function fundamentalsOf(scenario: Scenario): ReadonlyMap<string, Fundamental> {
  const values = new Map<string, Fundamental>()
  for (const instrument of scenario.instruments) {
    if (instrument.fundamental.type === 'index') continue
    values.set(instrument.symbol, fundamentalOf(instrument, scenario))
  }
  for (const { symbol, fundamental } of scenario.instruments) {
    if (fundamental.type !== 'index') continue
    const parts = fundamental.of.map(({ symbol, lots }) => {
      return { lots, value: values.get(symbol) as Fundamental }
    })
    values.set(symbol, createIndexValue(parts))
  }
  return values
}

/** Each instrument has a path of its own, from the scenario's seed and its symbol. */
function fundamentalOf(
  { symbol, fundamental }: ScenarioInstrument,
  { seed, session }: Scenario,
): Fundamental {
  const seedOf = (purpose: string, name: string): number => {
    const { lo, hi } = derive(rootKey(seed, purpose), name)
    return (hi & 0x1fffff) * 2 ** 32 + lo
  }
  const own = seedOf('instrument', symbol)
  const type = fundamental.type as keyof typeof FUNDAMENTALS
  const { create } = FUNDAMENTALS[type] as FundamentalType
  return create(fundamental, own, session.open as Nanos, (name) => seedOf('factor', name))
}

/** The scenario's latency among actors of these keys. */
export function latencyOf({ latency, seed, venues }: Scenario, keys: readonly string[]): Latency {
  switch (latency.type) {
    case 'constant':
      return constantLatency(latency.delay)
    case 'uniform':
      return uniformLatency(latency.min, latency.max)
    case 'distance':
      return distanceLatency(latency.extent, seed, keys)
    case 'links':
      return createLinks(linkPlan(latency, seed, keys, venues))
  }
}
